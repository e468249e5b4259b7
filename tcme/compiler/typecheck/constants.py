"""Numbers that are known when the program is compiled: constants, sizes, ends of ranges."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import limits
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.namespace import Names
from tcme.compiler.typecheck.order import order
from tcme.compiler.typecheck.ranges import too_wide
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import IntTy

Length: TypeAlias = Callable[[syntax.Expr], int | None]
"""How many elements the argument of `len` has; None with a message in the sink where it is no array."""


@frozen
class Constants:
    """The constants declared so far; None for one that was refused."""

    names: Names
    values: Mapping[str, int | None]

    def evaluate(self, expr: syntax.Expr, sink: Sink, *, length: Length | None = None) -> int | None:
        value = self._evaluate(expr, sink, length)
        if value is not None and too_wide(IntTy(value, value)):
            sink.add(limits.too_wide(expr.span))
            return None
        return value

    def _evaluate(self, expr: syntax.Expr, sink: Sink, length: Length | None) -> int | None:
        match expr:
            case syntax.IntLiteral(value, _):
                return value
            case syntax.Paren(inner, _):
                return self.evaluate(inner, sink, length=length)
            case syntax.NameExpr(name, span):
                return self._named(name, span, sink)
            case syntax.Unary("-", operand, _):
                negated = self.evaluate(operand, sink, length=length)
                return None if negated is None else -negated
            case syntax.Binary("+" | "-" | "*" | "/" | "%" as op, left, right, _):
                a, b = (self.evaluate(side, sink, length=length) for side in (left, right))
                return None if a is None or b is None else _calculate(op, a, b, right.span, sink)
            case syntax.Call(syntax.Name("len", _), (syntax.Argument(None, value, _),), _) if length:
                return length(value)
            case _:
                sink.add(messages.not_constant(expr.span))
                return None

    def _named(self, name: syntax.Name, span: Span, sink: Sink) -> int | None:
        if name.text in self.values:
            return self.values[name.text]
        if name.text in self.names.declared:
            sink.add(messages.not_constant(span))
        else:
            sink.add(name_messages.unknown(name, "constant", self.names.texts("constant")))
        return None


def _calculate(op: str, a: int, b: int, divisor: Span, sink: Sink) -> int | None:
    if op in "/%" and b == 0:
        sink.add(messages.constant_division(divisor))
        return None
    match op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a // b
        case _:
            return a % b


def constants(names: Names, sink: Sink) -> Constants:
    """All declared constants, in whatever order they stand."""
    declared = {d.name.text: d for d in names.of("constant")}
    needs = {
        name: frozenset(n.name.text for n in walk(d.node) if isinstance(n, syntax.NameExpr))
        for name, d in declared.items()
    }
    names_in_order, cycles = order(needs)
    for cycle in cycles:
        places = [declared[name].name.span for name in cycle[:-1]]
        sink.add(name_messages.cycle(cycle, places, "constant"))
    values: dict[str, int | None] = dict.fromkeys(declared)
    for name in names_in_order:
        node = declared[name].node
        assert isinstance(node, syntax.ConstDecl)
        values[name] = Constants(names, values).evaluate(node.value, sink)
    return Constants(names, values)
