"""Typed dataflow IR with vector operations: what is proved, placed, hashed and run."""
