"""What the type checker says, one function for each sentence, by theme."""
