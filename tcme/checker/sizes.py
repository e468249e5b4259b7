"""How many values a type has, so how much a field can say."""

from collections.abc import Iterable
from typing import NamedTuple

from tcme.checker.refusal import refuse
from tcme.checker.schema import Node

MAX_BITS, KEY_BITS = 14_000, 60


class Leaf(NamedTuple):
    """A wire of a finite type: kind, range, shape, which leaf says whether it is there, and where it says how
    many elements of a list are there, the bounds of that number."""

    kind: str
    lo: int
    hi: int
    shape: list[int]
    flag: int | None
    bounds: tuple[int, int] | None = None


def layout(ty: Node, shape: list[int], flag: int | None, leaves: list[Leaf]) -> int:
    """Number of values of a finite type; appends its leaves."""
    count = 2
    match ty["node"]:
        case "BoolTy":
            leaves.append(Leaf("BoolV", 0, 1, shape, flag))
        case "IntTy" | "EnumTy" | "FixedTy" | "KeyTy":
            lo, hi = ends(ty)
            leaves.append(Leaf("IntV", lo, hi, shape, flag))
            count = hi - lo + 1
        case "OptionTy":
            leaves.append(Leaf("BoolV", 0, 1, shape, flag))
            count = 1 + layout(ty["element"], shape, len(leaves) - 1, leaves)
        case "RecordTy" | "TupleTy":
            inner = [t for _, t in ty["fields"]] if "fields" in ty else ty["items"]
            count = product(layout(t, shape, flag, leaves) for t in inner)
        case "ArrayTy":
            count = repeated(layout(ty["element"], [*shape, ty["size"]], flag, leaves), ty["size"])
        case "ListTy":
            lo, hi = ty["lo"], ty["hi"]
            leaves.append(Leaf("BoolV", 0, 1, [*shape, hi], flag, (lo, hi)))
            one = layout(ty["element"], [*shape, hi], len(leaves) - 1, leaves)
            count = sum(repeated(one, n) for n in range(lo, hi + 1)) if hi <= MAX_BITS else 1 << MAX_BITS
        case "BytesTy" | "ImageTy":
            count = layout(as_expressions_see(ty), shape, flag, leaves)
        case _:
            refuse("an output field must have a finite type")
    return product([count])


def ends(ty: Node) -> tuple[int, int]:
    if ty["node"] == "KeyTy":
        return 0, (1 << KEY_BITS) - 1
    return (ty["lo"], ty["hi"]) if "lo" in ty else (0, len(ty["values"]) - 1)


def as_expressions_see(ty: Node) -> Node:
    """Bytes as a list and an image as arrays of numbers."""
    byte: Node = {"node": "IntTy", "lo": 0, "hi": 255}
    if ty["node"] == "BytesTy":
        return {"node": "ListTy", "element": byte, "lo": ty["lo"], "hi": ty["hi"]}
    for size in reversed(ty["sizes"]):
        byte = {"node": "ArrayTy", "element": byte, "size": size}
    return byte


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
