"""Text to tree: grammar, syntax, parser, formatter, types, diagnostics."""
