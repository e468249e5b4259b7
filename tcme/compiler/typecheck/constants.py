"""What is known when the program is compiled: constants, sizes, ends of ranges, conditions of `where`."""

from collections.abc import Callable, Mapping
from dataclasses import field
from fractions import Fraction
from typing import TypeAlias

from tcme.compiler.typecheck import exact
from tcme.compiler.typecheck.exact import Number, Value
from tcme.compiler.typecheck.messages import constants as messages
from tcme.compiler.typecheck.messages import kinds, limits
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.namespace import Names
from tcme.compiler.typecheck.order import order
from tcme.compiler.typecheck.ranges import too_wide
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import IntTy

Length: TypeAlias = Callable[[syntax.Expr], int | None]
"""How many elements the argument of `len` has; None with a message in the sink where it is no array."""


@frozen
class Constants:
    """The constants declared so far, None for one that was refused, and the numbers that stand for a
    function's generics at this use of it."""

    names: Names
    values: Mapping[str, Number | None]
    generics: Mapping[str, Number] = field(default_factory=dict)

    def evaluate(self, expr: syntax.Expr, sink: Sink, *, length: Length | None = None) -> int | None:
        """A whole number."""
        value = self.number(expr, sink, length=length)
        if isinstance(value, Fraction):
            sink.add(messages.not_whole(value, expr.span))
            return None
        return value

    def number(self, expr: syntax.Expr, sink: Sink, *, length: Length | None = None) -> Number | None:
        """A whole number as an int, another as a fraction."""
        value = self.value(expr, sink, length=length)
        if isinstance(value, bool):
            sink.add(messages.truth_for_number(expr.span))
            return None
        return value

    def condition(self, expr: syntax.Expr, sink: Sink, *, length: Length | None = None) -> bool | None:
        value = self.value(expr, sink, length=length)
        if value is not None and not isinstance(value, bool):
            sink.add(messages.number_for_truth(expr.span))
            return None
        return value

    def value(self, expr: syntax.Expr, sink: Sink, *, length: Length | None = None) -> Value | None:
        return _Evaluation(self, sink, length).value(expr)

    def known(self, name: str) -> Number | None:
        """The number that a constant or a generic stands for."""
        return self.generics[name] if name in self.generics else self.values.get(name)


@frozen
class _Evaluation:
    constants: Constants
    sink: Sink
    length: Length | None

    def value(self, expr: syntax.Expr) -> Value | None:
        value = self._value(expr)
        if value is None or isinstance(value, bool):
            return value
        numerator, denominator = value.as_integer_ratio()
        if too_wide(IntTy(numerator, numerator)) or too_wide(IntTy(denominator, denominator)):
            self.sink.add(limits.too_wide(expr.span))
            return None
        return value

    def _value(self, expr: syntax.Expr) -> Value | None:
        match expr:
            case syntax.IntLiteral() | syntax.BoolLiteral():
                return expr.value
            case syntax.DecimalLiteral(text, _):
                return exact.reduced(Fraction(text))
            case syntax.Paren(inner, _):
                return self.value(inner)
            case syntax.NameExpr(name, _):
                return self._named(name)
            case syntax.Unary(op, operand, _):
                known = self.value(operand)
                return None if known is None else self._made(exact.unary(op, known), expr)
            case syntax.Binary(op, left, right, _):
                a, b = self.value(left), self.value(right)
                return None if a is None or b is None else self._made(exact.binary(op, a, b), expr)
            case syntax.Call(syntax.Name("len", _), (syntax.Argument(None, argument, _),), _):
                return self._length(argument, expr)
            case syntax.Call(syntax.Name(text, _), arguments, _) if text in exact.CALLS:
                return self._call(text, arguments, expr)
            case _:
                self.sink.add(kinds.not_constant(expr.span))
                return None

    def _made(self, made: Value | exact.Wrong, expr: syntax.Expr) -> Value | None:
        match made:
            case exact.Wrong.DIVISION:
                divisor = expr.right if isinstance(expr, syntax.Binary) else expr
                self.sink.add(kinds.constant_division(divisor.span))
                return None
            case exact.Wrong.OPERANDS:
                self.sink.add(messages.wrong_operands(expr.span))
                return None
            case exact.Wrong.SHIFT:
                self.sink.add(messages.wrong_shift(expr.span))
                return None
            case _:
                return made

    def _call(self, name: str, arguments: tuple[syntax.Argument, ...], expr: syntax.Expr) -> Value | None:
        values = [
            self._quotient(a.value) if name in exact.ROUNDING and n == 0 else self.value(a.value)
            for n, a in enumerate(arguments)
        ]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        return self._made(exact.call(name, known), expr)

    def _quotient(self, expr: syntax.Expr) -> Value | None:
        """What is rounded: there `/` gives the exact quotient."""
        while isinstance(expr, syntax.Paren):
            expr = expr.inner
        if not isinstance(expr, syntax.Binary) or expr.op != "/":
            return self.value(expr)
        a, b = self.value(expr.left), self.value(expr.right)
        return None if a is None or b is None else self._made(exact.quotient(a, b), expr)

    def _length(self, argument: syntax.Expr, expr: syntax.Expr) -> int | None:
        """Of a group, of which everybody knows the members, or of an array that is visible here."""
        if isinstance(argument, syntax.NameExpr):
            declared = self.constants.names.declared.get(argument.name.text)
            if declared is not None and isinstance(declared.node, syntax.GroupDecl):
                return len(declared.node.members)
        if self.length is None:
            self.sink.add(kinds.not_constant(expr.span))
            return None
        return self.length(argument)

    def _named(self, name: syntax.Name) -> Value | None:
        constants = self.constants
        if name.text in constants.generics:
            return constants.generics[name.text]
        if name.text in constants.values:
            return constants.values[name.text]
        if name.text in constants.names.declared:
            self.sink.add(kinds.not_constant(name.span))
        else:
            known = (*constants.generics, *constants.names.texts("constant"))
            self.sink.add(name_messages.unknown(name, "constant", known))
        return None


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
    values: dict[str, Number | None] = dict.fromkeys(declared)
    for name in names_in_order:
        node = declared[name].node
        assert isinstance(node, syntax.ConstDecl)
        values[name] = Constants(names, values).number(node.value, sink)
    return Constants(names, values)
