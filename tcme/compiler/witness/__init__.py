"""Witnesses: what turns "not proved" into "refuted".

Each is found by search, then checked by running the interpreter."""
