"""Witnesses: what turns "not proved" into "refuted".

Each is found by search, then checked by running the interpreter."""

from tcme.compiler.witness.answer import witness
from tcme.compiler.witness.goals import broken_goals

__all__ = ["broken_goals", "witness"]
