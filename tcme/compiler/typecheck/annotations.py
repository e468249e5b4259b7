"""Types as they are written, resolved."""

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from math import prod
from typing import assert_never

from tcme.compiler.typecheck.constants import Constants
from tcme.compiler.typecheck.fixed import number_type
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import lists as list_messages
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.messages import numbers as number_messages
from tcme.compiler.typecheck.messages import texts
from tcme.compiler.typecheck.namespace import Names
from tcme.compiler.typecheck.order import order
from tcme.compiler.typecheck.shapes import MOST_PARTS, holds_text, is_wide
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    BytesTy,
    EnumTy,
    ImageTy,
    IntTy,
    KeyTy,
    ListTy,
    OptionTy,
    RecordTy,
    TextTy,
    TupleTy,
    Ty,
)

LONGEST = 1 << 24
"""Elements that an array or a list may have."""
BUILT_IN: Mapping[str, Ty] = {"Bool": BoolTy(), "Key": KeyTy()}


@frozen
class Types:
    """The types declared so far, None for one that was refused, and those that stand for a function's
    generics at this use of it."""

    names: Names
    constants: Constants
    declared: Mapping[str, Ty | None]
    generics: Mapping[str, Ty] = field(default_factory=dict)

    def resolve(self, node: syntax.Type, sink: Sink) -> Ty | None:
        ty = self._resolve(node, sink)
        if isinstance(ty, RecordTy | TupleTy) and is_wide(ty):
            sink.add(messages.too_wide(MOST_PARTS, node.span))
            return None
        return ty

    def _resolve(self, node: syntax.Type, sink: Sink) -> Ty | None:
        match node:
            case syntax.NamedType(name, _):
                return self._named(name, sink)
            case syntax.IntType(lo, hi, span):
                bounds = self._bounds(lo, hi, span, sink)
                return bounds and IntTy(*bounds)
            case syntax.FixedType():
                return self._fixed(node, sink)
            case syntax.AnyInt(span):
                sink.add(number_messages.no_range("Int", span))
                return None
            case syntax.AnyFixed(span):
                sink.add(number_messages.no_range("Fixed", span))
                return None
            case syntax.TextType(lo, hi, _):
                bounds = self._lengths(node, lo, hi, "a text", sink)
                return bounds and TextTy(*bounds)
            case syntax.BytesType(lo, hi, _):
                bounds = self._lengths(node, lo, hi, "a sequence of bytes", sink)
                return bounds and BytesTy(*bounds)
            case syntax.ImageType():
                return self._image(node, sink)
            case syntax.EnumType(values, _):
                _refuse_repeats(values, "an enum", sink)
                return EnumTy(tuple(dict.fromkeys(v.text for v in values)))
            case syntax.RecordType(fields, _):
                return self._record(fields, sink)
            case syntax.OptionType(element, span):
                return self._option(element, span, sink)
            case syntax.TupleType(items, _):
                resolved = [self.resolve(item, sink) for item in items]
                whole = tuple(ty for ty in resolved if ty is not None)
                return TupleTy(whole) if len(whole) == len(items) else None
            case syntax.ArrayType(element, size, _):
                return self._array(element, size, sink)
            case syntax.ListType():
                return self._list(node, sink)
            case _:
                assert_never(node)

    def _named(self, name: syntax.Name, sink: Sink) -> Ty | None:
        if name.text in BUILT_IN:
            return BUILT_IN[name.text]
        if name.text in self.generics:
            return self.generics[name.text]
        if name.text in self.declared:
            return self.declared[name.text]
        found = self.names.declared.get(name.text)
        if found is None:
            sink.add(name_messages.unknown(name, "type", (*BUILT_IN, *self.generics, *self.declared)))
        else:
            sink.add(name_messages.wrong_kind(name, found.kind, "a type", found.name.span))
        return None

    def _bounds(self, lo: syntax.Expr, hi: syntax.Expr, span: Span, sink: Sink) -> tuple[int, int] | None:
        low, high = self.constants.evaluate(lo, sink), self.constants.evaluate(hi, sink)
        if low is None or high is None:
            return None
        if low > high:
            help = "both ends are included, the smaller one first"
            sink.add(messages.bad_type(f"there is nothing in `{low}..{high}`", span, help))
            return None
        return low, high

    def _lengths(
        self, node: syntax.Type, lo: syntax.Expr, hi: syntax.Expr, what: str, sink: Sink
    ) -> tuple[int, int] | None:
        """How long something is at least and at most."""
        bounds = self._bounds(lo, hi, node.span, sink)
        if bounds and bounds[0] < 0:
            sink.add(messages.bad_type(f"{what} has no negative length", lo.span, "write 0, or more"))
            return None
        return bounds

    def _fixed(self, node: syntax.FixedType, sink: Sink) -> Ty | None:
        ends = [self.constants.number(end, sink) for end in (node.lo, node.hi, node.step)]
        lo, hi, step = (None if end is None else Fraction(end) for end in ends)
        if lo is None or hi is None or step is None:
            return None
        if step.numerator != 1 or not _has_decimals(step.denominator):
            sink.add(number_messages.bad_step(node.step.span))
            return None
        over = step.denominator
        for end, place in ((lo, node.lo), (hi, node.hi)):
            if over % end.denominator:
                sink.add(number_messages.off_step(end, over, place.span))
                return None
        if lo > hi:
            help = "both ends are included, the smaller one first"
            sink.add(messages.bad_type("there is nothing in this range", node.span, help))
            return None
        return number_type(IntTy(int(lo * over), int(hi * over)), over)

    def _image(self, node: syntax.ImageType, sink: Sink) -> Ty | None:
        sizes = [self.constants.evaluate(size, sink) for size in node.sizes]
        known = tuple(size for size in sizes if size is not None)
        if len(known) < len(sizes):
            return None
        if len(known) > 3 or min(known) < 1 or prod(known) > LONGEST:
            help = "write `Image[height, width]` or `Image[height, width, channels]`"
            sink.add(
                messages.bad_type(f"there is no image of these sizes up to {LONGEST} values", node.span, help)
            )
            return None
        return ImageTy(known)

    def _record(self, fields: tuple[syntax.RecordField, ...], sink: Sink) -> Ty | None:
        _refuse_repeats(tuple(f.name for f in fields), "a record", sink)
        resolved = {f.name.text: self.resolve(f.type, sink) for f in fields}
        whole = tuple((name, ty) for name, ty in resolved.items() if ty is not None)
        return RecordTy(whole) if len(whole) == len(resolved) else None

    def _option(self, element: syntax.Type, span: Span, sink: Sink) -> Ty | None:
        ty = self.resolve(element, sink)
        if isinstance(ty, OptionTy):
            sink.add(messages.bad_type("this is optional twice", span, "one `?` is enough"))
            return None
        if ty is not None and holds_text(ty):
            sink.add(texts.optional(span))
            return None
        return ty and OptionTy(ty)

    def _array(self, element: syntax.Type, size: syntax.Expr, sink: Sink) -> Ty | None:
        ty = self.resolve(element, sink)
        length = self.constants.evaluate(size, sink)
        if length is None or ty is None:
            return None
        if not 1 <= length <= LONGEST:
            help = f"write a size from 1 to {LONGEST}"
            sink.add(messages.bad_type(f"an array cannot have {length} elements", size.span, help))
            return None
        return ArrayTy(ty, length)

    def _list(self, node: syntax.ListType, sink: Sink) -> Ty | None:
        ty = self.resolve(node.element, sink)
        bounds = self._lengths(node, node.lo, node.hi, "a list", sink)
        if ty is None or bounds is None:
            return None
        if isinstance(ty, OptionTy) or holds_text(ty):
            sink.add(list_messages.bad_element(ty, node.element.span))
            return None
        if not 1 <= bounds[1] <= LONGEST:
            help = f"write a greatest length from 1 to {LONGEST}"
            sink.add(
                messages.bad_type(f"a list cannot have at most {bounds[1]} elements", node.hi.span, help)
            )
            return None
        return ListTy(ty, *bounds)


def _has_decimals(number: int) -> bool:
    """Whether 1 / number can be written with finitely many decimals."""
    for prime in (2, 5):
        while number % prime == 0:
            number //= prime
    return number == 1


def _refuse_repeats(names: tuple[syntax.Name, ...], where: str, sink: Sink) -> None:
    first: dict[str, Span] = {}
    for name in names:
        seen = first.setdefault(name.text, name.span)
        if seen != name.span:
            sink.add(name_messages.named_twice(name, seen, where))


def declared_types(names: Names, constants: Constants, sink: Sink) -> Types:
    """All declared types, in whatever order they stand."""
    declared = {d.name.text: d for d in names.of("type")}
    needs = {
        name: frozenset(n.name.text for n in walk(d.node) if isinstance(n, syntax.NamedType))
        for name, d in declared.items()
    }
    names_in_order, cycles = order(needs)
    for cycle in cycles:
        places = [declared[name].name.span for name in cycle[:-1]]
        sink.add(name_messages.cycle(cycle, places, "type"))
    types: dict[str, Ty | None] = dict.fromkeys(declared)
    for name in names_in_order:
        node = declared[name].node
        assert isinstance(node, syntax.TypeDecl)
        types[name] = Types(names, constants, types).resolve(node.type, sink)
    return Types(names, constants, types)
