"""What can be called without a declaration."""

REDUCTIONS = ("sum", "any", "all", "count", "argmin", "argmax")
BUILT_IN = frozenset({*REDUCTIONS, "min", "max", "abs", "len", "map", "Bool"})
