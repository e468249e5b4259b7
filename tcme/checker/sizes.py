"""How many values a type has, so how much a field can say."""

from collections.abc import Iterable
from typing import NamedTuple

from tcme.checker.refusal import refuse
from tcme.checker.schema import Node

MAX_BITS = 14_000


class Leaf(NamedTuple):
    """A wire of a finite type: kind, range, shape, and which leaf says whether it is there."""

    kind: str
    lo: int
    hi: int
    shape: list[int]
    flag: int | None


def layout(ty: Node, shape: list[int], flag: int | None, leaves: list[Leaf]) -> int:
    """Number of values of a finite type; appends its leaves."""
    count = 2
    match ty["node"]:
        case "BoolTy":
            leaves.append(Leaf("BoolV", 0, 1, shape, flag))
        case "IntTy" | "EnumTy":
            lo, hi = (ty["lo"], ty["hi"]) if "lo" in ty else (0, len(ty["values"]) - 1)
            leaves.append(Leaf("IntV", lo, hi, shape, flag))
            count = hi - lo + 1
        case "OptionTy":
            leaves.append(Leaf("BoolV", 0, 1, shape, flag))
            count = 1 + layout(ty["element"], shape, len(leaves) - 1, leaves)
        case "RecordTy":
            count = product(layout(t, shape, flag, leaves) for _, t in ty["fields"])
        case "ArrayTy":
            count = repeated(layout(ty["element"], [*shape, ty["size"]], flag, leaves), ty["size"])
        case _:
            refuse("an output field must have a finite type")
    return product([count])


def count_values(ty: Node) -> int:
    return layout(ty, [], None, [])


def flat_leaves(ty: Node) -> list[Leaf]:
    leaves: list[Leaf] = []
    layout(ty, [], None, leaves)
    return leaves


def repeated(count: int, size: int) -> int:
    """`count ** size`; beyond the bound, any number beyond the bound."""
    small = 0 <= count.bit_length() * size <= 2 * MAX_BITS
    return count**size if small else 1 << MAX_BITS


def product(counts: Iterable[int]) -> int:
    total = 1
    for count in counts:
        total *= count
        if total.bit_length() > MAX_BITS:
            refuse(f"the fields carry more than {MAX_BITS} bits")
    return total
