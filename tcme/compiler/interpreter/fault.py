"""What an input can do to a program whose goals do not hold."""

from tcme.dsl.source import Span


class Violation(Exception):
    """A goal does not hold for these inputs; `span` is the goal's.  It says nothing about the value."""

    def __init__(self, span: Span) -> None:
        self.span = span
        super().__init__(f"a goal does not hold at {span.start}..{span.end}")
