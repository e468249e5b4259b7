"""What a field depends on beyond its label: self-composition, with proofs that a checker can follow."""
