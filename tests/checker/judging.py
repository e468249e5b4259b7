"""What the checker says of a program as it is written, without a placed one."""

from tcme import checker
from tcme.checker.labels import Label
from tests.checker.builders import tree


def written(text: str) -> checker.Tree:
    """Raises `checker.Refused`."""
    return checker.Tree(checker.Program(checker.simple(tree(text))))


def broken(text: str) -> set[str]:
    """The rules that fail."""
    return {rule for (rule, _), stories in written(text).found.items() if stories}


def label_of(text: str, field: str = "o") -> Label:
    return written(text).written[field]
