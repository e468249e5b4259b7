"""TCME: a compiler and a small typed language for privacy-constrained computation."""

__version__ = "0.3.0"
