"""Random types, how they are written, and constants of them."""

from fractions import Fraction
from itertools import product
from typing import Any, assert_never

from tcme.dsl import syntax as s
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import (
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
)  # fmt: skip
from tests.generate import trees as t
from tests.generate.world import ENUMS, World

STEPS = (10, 2, 4, 100)
ONLY_IN_INPUTS: tuple[type, ...] = (KeyTy, BytesTy, ImageTy, TextTy)


def number_type(w: World) -> IntTy:
    if w.size.tiny:
        lo = w.choices.pick((0, 1, -1))
        return IntTy(lo, lo + w.choices.number(0, 2))
    if w.cap > 10**6 and w.choices.maybe(1, 4):
        return IntTy(-w.choices.pick((0, 1)) * (w.cap >> 4), w.cap >> 3)
    lo = w.choices.pick((0, 0, 1, -1, -5, -100, 7))
    return IntTy(lo, lo + w.choices.pick((1, 0, 3, 9, 60, 1000)))


def fixed_type(w: World) -> FixedTy:
    over = w.choices.pick(STEPS)
    lo = w.choices.pick((0, 0, -1, 1)) * over
    return FixedTy(lo, lo + w.choices.number(0, 2 if w.size.tiny else 5 * over), over)


def scalar(w: World) -> Ty:
    match w.choices.below(8):
        case 0 | 1 | 2:
            return number_type(w)
        case 3 | 4:
            return BoolTy()
        case 5 | 6:
            return w.choices.pick(ENUMS)
        case _:
            return fixed_type(w) if w.allows("fixed") else number_type(w)


def element(w: World) -> Ty:
    """What arrays, lists and tuples hold mostly."""
    forms: list[Any] = [scalar, scalar, scalar, option, record]
    if w.allows("tuples"):
        forms.append(pair)
    return w.choices.pick(forms)(w)  # type: ignore[no-any-return]


def option(w: World) -> Ty:
    return OptionTy(scalar(w))


def record(w: World) -> Ty:
    return w.choices.pick(tuple(w.records.values())) if w.records else scalar(w)


def pair(w: World) -> Ty:
    return TupleTy(tuple(scalar(w) for _ in range(w.choices.number(2, 3))))


def array(w: World) -> Ty:
    inner = element(w)
    if not w.size.tiny and w.choices.maybe(1, 6):
        inner = ArrayTy(scalar(w), w.choices.number(1, 2))
    return ArrayTy(inner, w.choices.number(1, 2 if w.size.tiny else 4))


def bounded(w: World) -> Ty:
    lo = w.choices.number(0, 1)
    inner = element(w)
    inner = inner.element if isinstance(inner, OptionTy) else inner
    return ListTy(inner, lo, lo + w.choices.number(0 if lo else 1, 1 if w.size.tiny else 3))


def data(w: World) -> Ty:
    """Any type that expressions have everywhere."""
    forms: list[Any] = [scalar, scalar, scalar, array, option, record, array]
    if w.allows("tuples"):
        forms.append(pair)
    if w.allows("lists"):
        forms.append(bounded)
    if w.choices.maybe(1, 12):
        return OptionTy(w.choices.pick((array, record))(w))
    return w.choices.pick(forms)(w)  # type: ignore[no-any-return]


def input_type(w: World) -> Ty:
    """Also the types that only inputs start with."""
    if w.size.tiny:
        return data(w)
    if w.model is not None and w.choices.maybe(1, 3):
        return TextTy(1, 9)
    forms: list[Ty] = []
    if w.allows("keys"):
        forms += [KeyTy(), ArrayTy(KeyTy(), 2)]
    if w.allows("bytes"):
        forms += [BytesTy(0, 3), ImageTy((2, 2))]
    if forms and w.choices.maybe(1, 6):
        return w.choices.pick(forms)
    return data(w)


def written(w: World, ty: Ty, *, named: bool = True) -> s.Type:
    """The type as the program writes it, by its name where it has one, now and then."""
    alias = next((n for n, known in (w.records | w.aliases).items() if known == ty), None)
    if alias is not None and named and not w.choices.maybe(1, 3):
        return s.NamedType(t.name(alias), NOWHERE)
    match ty:
        case BoolTy():
            return s.NamedType(t.name("Bool"), NOWHERE)
        case IntTy(lo, hi):
            return s.IntType(_constant(w, lo), _constant(w, hi), NOWHERE)
        case FixedTy(lo, hi, over):
            ends = (t.fraction(Fraction(end, over)) for end in (lo, hi, 1))
            return s.FixedType(*ends, NOWHERE)
        case KeyTy():
            return s.NamedType(t.name("Key"), NOWHERE)
        case TextTy(lo, hi):
            return s.TextType(t.number(lo), t.number(hi), NOWHERE)
        case BytesTy(lo, hi):
            return s.BytesType(t.number(lo), t.number(hi), NOWHERE)
        case ImageTy(sizes):
            return s.ImageType(tuple(map(t.number, sizes)), NOWHERE)
        case EnumTy(values):
            return s.EnumType(t.names(values), NOWHERE)
        case OptionTy(inner):
            return s.OptionType(written(w, inner), NOWHERE)
        case RecordTy(fields):
            parts = tuple(s.RecordField(t.name(n), written(w, part), NOWHERE) for n, part in fields)
            return s.RecordType(parts, NOWHERE)
        case TupleTy(items):
            return s.TupleType(tuple(written(w, i) for i in items), NOWHERE)
        case ArrayTy(inner, size):
            return s.ArrayType(written(w, inner), _constant(w, size), NOWHERE)
        case ListTy(inner, lo, hi):
            return s.ListType(written(w, inner), t.number(lo), _constant(w, hi), NOWHERE)
        case NoneTy():
            raise AssertionError("nobody writes the type of `none`")
        case _:
            assert_never(ty)


def _constant(w: World, value: int) -> s.Expr:
    """A number, by the name of a constant where one has the value, or by a sum."""
    named = next((n for n, known in w.constants.items() if known == value), None)
    if named is not None and not w.choices.maybe(1, 3):
        return t.ref(named)
    if 1 <= value <= 8 and w.choices.maybe(1, 30):
        return t.call("bit_length", t.number((1 << value) - 1))
    if w.choices.maybe(1, 30):
        return t.binary("-", t.number(value + 1), t.number(1))
    return t.number(value)


def near(w: World, lo: int, hi: int) -> int:
    """A number of the range: small ones, and its ends."""
    ends = [v for v in (0, 1, 2, 3, -1, lo, hi) if lo <= v <= hi]
    return w.choices.pick(tuple(dict.fromkeys(ends))) if ends else lo


def constant(w: World, ty: Ty) -> s.Expr | None:
    """A constant expression of the type; where its place asks for the type.  None where there is none."""
    match ty:
        case BoolTy():
            return t.truth(w.choices.maybe(1, 2))
        case IntTy(lo, hi):
            return t.number(near(w, lo, hi))
        case FixedTy(lo, hi, over):
            return t.fraction(Fraction(near(w, lo, hi), over))
        case EnumTy(values):
            return t.ref(w.choices.pick(values))
        case OptionTy(inner):
            return t.none() if w.choices.maybe(1, 2) else constant(w, inner)
        case NoneTy():
            return t.none()
        case RecordTy(fields):
            return _record(w, ty, fields)
        case TupleTy(items):
            made = _all([constant(w, i) for i in items])
            return None if made is None else t.pair(made)
        case ArrayTy(inner, size):
            made = _all([constant(w, inner) for _ in range(size)])
            return None if made is None else t.array(made)
        case ListTy(inner, lo, hi):
            made = _all([constant(w, inner) for _ in range(w.choices.number(lo, hi))])
            return None if made is None else t.array(made)
        case KeyTy():
            return t.call("key", t.text(w.choices.pick(("a", "Ünï \\ \"q\"", ""))))
        case TextTy() | BytesTy() | ImageTy():
            return None
        case _:
            assert_never(ty)


def _record(w: World, ty: RecordTy, fields: tuple[tuple[str, Ty], ...]) -> s.Expr | None:
    made = _all([constant(w, part) for _, part in fields])
    known = next((n for n, known in w.records.items() if known == ty), None)
    return None if made is None or known is None else t.call(known, *made)


def _all(made: list[s.Expr | None]) -> list[s.Expr] | None:
    found = [m for m in made if m is not None]
    return found if len(found) == len(made) else None


def every(ty: Ty) -> list[Any]:
    """All values of a small type."""
    match ty:
        case BoolTy():
            return [False, True]
        case IntTy(lo, hi) | FixedTy(lo, hi, _):
            return list(range(lo, hi + 1))
        case EnumTy(values):
            return list(values)
        case NoneTy():
            return [None]
        case OptionTy(inner):
            return [None, *every(inner)]
        case RecordTy(fields):
            names = [n for n, _ in fields]
            return [dict(zip(names, row, strict=True)) for row in product(*(every(p) for _, p in fields))]
        case TupleTy(items):
            return list(product(*map(every, items)))
        case ArrayTy(inner, size):
            return list(product(every(inner), repeat=size))
        case ListTy(inner, lo, hi):
            return [row for n in range(lo, hi + 1) for row in product(every(inner), repeat=n)]
        case _:
            raise AssertionError(f"{ty} is not small")
