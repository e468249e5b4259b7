"""Values worth trying: the least, those at the edges, random ones."""

from random import Random
from typing import assert_never

from tcme.compiler.core import Value
from tcme.dsl.ty import (
    KEY_BITS,
    ArrayTy,
    BoolTy,
    BytesTy,
    EnumTy,
    FixedTy,
    ImageTy,
    IntTy,
    KeyTy,
    ListTy,
    NoneTy,
    OptionTy,
    RecordTy,
    TextTy,
    TupleTy,
    Ty,
    plain,
)

MORE = 40
"""How far beyond the least length texts and lists are tried."""


def least(ty: Ty) -> Value:
    """The least value of a type: lowest number, first enum value, `none`, shortest text or list."""
    match ty:
        case BoolTy():
            return False
        case IntTy(lo, _) | FixedTy(lo, _, _):
            return lo
        case KeyTy():
            return 0
        case EnumTy(values):
            return values[0]
        case TextTy(lo, _):
            return "a" * lo
        case NoneTy() | OptionTy():
            return None
        case BytesTy() | ImageTy():
            return least(plain(ty))
        case RecordTy(fields):
            return {name: least(t) for name, t in fields}
        case TupleTy(items):
            return tuple(map(least, items))
        case ArrayTy(element, size) | ListTy(element, size, _):
            return (least(element),) * size
        case _:
            assert_never(ty)


def sample(ty: Ty, random: Random) -> Value:
    """A random value; the ends of ranges more often than others."""
    match ty:
        case BoolTy():
            return random.random() < 0.5
        case IntTy(lo, hi) | FixedTy(lo, hi, _):
            return random.choice((lo, hi)) if random.random() < 0.2 else random.randint(lo, hi)
        case KeyTy():
            return random.randrange(3) if random.random() < 0.2 else random.getrandbits(KEY_BITS)
        case EnumTy(values):
            return random.choice(values)
        case TextTy(lo, hi):
            return "".join(random.choices("abcdefgh ", k=random.randint(lo, min(hi, lo + MORE))))
        case NoneTy():
            return None
        case OptionTy(element):
            return None if random.random() < 0.25 else sample(element, random)
        case BytesTy() | ImageTy():
            return sample(plain(ty), random)
        case RecordTy(fields):
            return {name: sample(t, random) for name, t in fields}
        case TupleTy(items):
            return tuple(sample(item, random) for item in items)
        case ArrayTy(element, size):
            return tuple(sample(element, random) for _ in range(size))
        case ListTy(element, lo, hi):
            most = min(hi, lo + MORE)
            size = random.choice((lo, most)) if random.random() < 0.2 else random.randint(lo, most)
            return tuple(sample(element, random) for _ in range(size))
        case _:
            assert_never(ty)


def boundary(ty: Ty) -> tuple[Value, ...]:
    """Distinct values at the edges of a type, the least first, those next to zero among them."""
    match ty:
        case BoolTy():
            return False, True
        case IntTy(lo, hi) | FixedTy(lo, hi, _):
            near = (lo, hi, 0, 1, -1, lo + 1, hi - 1)
            return tuple(dict.fromkeys(v for v in near if lo <= v <= hi))
        case KeyTy():
            return 0, 1, (1 << KEY_BITS) - 1
        case EnumTy(values):
            return values
        case TextTy(lo, hi):
            return tuple(dict.fromkeys(("a" * lo, "a" * hi)))
        case NoneTy():
            return (None,)
        case OptionTy(element):
            return None, *boundary(element)
        case BytesTy() | ImageTy():
            return boundary(plain(ty))
        case RecordTy(fields):
            names, types = [name for name, _ in fields], tuple(t for _, t in fields)
            return tuple(dict(zip(names, values, strict=True)) for values in _together(types))
        case TupleTy(items):
            return _together(items)
        case ArrayTy(element, size):
            return _arrays(boundary(element), size)
        case ListTy(element, lo, hi):
            sizes = dict.fromkeys(size for size in (lo, lo + 1, min(hi, lo + MORE)) if size <= hi)
            edges = boundary(element)
            return tuple(value for size in sizes for value in _arrays(edges, size))
        case _:
            assert_never(ty)


def _together(types: tuple[Ty, ...]) -> tuple[tuple[Value, ...], ...]:
    """Each part at each of its edges while the others are at their least."""
    edges = [boundary(ty) for ty in types]
    base = tuple(values[0] for values in edges)
    moved = [(*base[:i], value, *base[i + 1 :]) for i, values in enumerate(edges) for value in values[1:]]
    return (base, *moved)


def _arrays(edges: tuple[Value, ...], size: int) -> tuple[Value, ...]:
    """All elements at one edge, and the first alone at another."""
    if not size:
        return ((),)
    same: list[Value] = [(edge,) * size for edge in edges]
    first: list[Value] = [(edge, *(edges[0],) * (size - 1)) for edge in edges[1:]] if size > 1 else []
    return (*same, *first)
