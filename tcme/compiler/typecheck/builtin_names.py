"""What has a meaning without a declaration."""

REDUCTIONS = ("sum", "any", "all", "count", "argmin", "argmax")
ROUNDING = ("round", "floor", "ceil")
SEQUENCES = ("filter", "zip", "concat", "elements", "pack")
FUNCTIONS = frozenset(
    {*REDUCTIONS, *ROUNDING, *SEQUENCES, "min", "max", "abs", "len", "map", "utf8", "bit_length", "key"}
)
TYPES = frozenset({"Bool", "Key"})
BUILT_IN = FUNCTIONS | TYPES
