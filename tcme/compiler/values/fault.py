"""What is wrong with a value: where, and what belongs there."""

from typing import NoReturn

from tcme.dsl.ty import Ty, show

WHOLE = "the value"


class ValueFault(Exception):
    """Something at `path`, as `bids[3].price`, is not of the type that belongs there."""

    def __init__(self, path: str, expected: str, *, said: str | None = None) -> None:
        self.path = path
        self.expected = expected
        super().__init__(said or f"{path or WHOLE} must be {expected}")


def fault(path: str, ty: Ty) -> NoReturn:
    raise ValueFault(path, f"`{show(ty)}`")


def inside(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
