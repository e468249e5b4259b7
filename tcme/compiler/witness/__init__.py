"""Witnesses: what turns "not proved" into "refuted".  Each is found, then checked by running the interpreter."""

from tcme.compiler.witness.answer import answered, broken_goals

__all__ = ["answered", "broken_goals"]
