"""Tree to plan: pure stages, each a type."""
