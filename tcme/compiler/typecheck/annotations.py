"""Types as they are written, resolved."""

from collections.abc import Mapping
from typing import assert_never

from tcme.compiler.typecheck.constants import Constants
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.messages import texts
from tcme.compiler.typecheck.namespace import Names
from tcme.compiler.typecheck.order import order
from tcme.compiler.typecheck.shapes import holds_text
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, BoolTy, EnumTy, IntTy, OptionTy, RecordTy, TextTy, Ty

LONGEST = 1 << 16
"""Elements that an array may have."""


@frozen
class Types:
    """The types declared so far; None for one that was refused."""

    names: Names
    constants: Constants
    declared: Mapping[str, Ty | None]

    def resolve(self, node: syntax.Type, sink: Sink) -> Ty | None:
        match node:
            case syntax.NamedType(name, _):
                return self._named(name, sink)
            case syntax.IntType(lo, hi, span):
                bounds = self._bounds(lo, hi, span, sink)
                return bounds and IntTy(*bounds)
            case syntax.TextType(lo, hi, span):
                return self._text(lo, hi, span, sink)
            case syntax.EnumType(values, _):
                _refuse_repeats(values, "an enum", sink)
                return EnumTy(tuple(dict.fromkeys(v.text for v in values)))
            case syntax.RecordType(fields, _):
                return self._record(fields, sink)
            case syntax.OptionType(element, span):
                return self._option(element, span, sink)
            case syntax.ArrayType(element, size, _):
                return self._array(element, size, sink)
            case _:
                assert_never(node)

    def _named(self, name: syntax.Name, sink: Sink) -> Ty | None:
        if name.text == "Bool":
            return BoolTy()
        if name.text in self.declared:
            return self.declared[name.text]
        found = self.names.declared.get(name.text)
        if found is None:
            sink.add(name_messages.unknown(name, "type", ("Bool", *self.declared)))
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

    def _text(self, lo: syntax.Expr, hi: syntax.Expr, span: Span, sink: Sink) -> Ty | None:
        bounds = self._bounds(lo, hi, span, sink)
        if bounds and bounds[0] < 0:
            sink.add(messages.bad_type("a text has no negative length", lo.span, "write `Text[0..…]`"))
            return None
        return bounds and TextTy(*bounds)

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
