"""From the core tree to the vector IR: records spread into leaves, maps into axes, sums into reductions."""

from tcme.compiler.lower.program import lower

__all__ = ["lower"]
