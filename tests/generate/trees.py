"""Surface trees in few words; spans come from printing and parsing."""

from collections.abc import Iterable
from fractions import Fraction

from tcme.dsl import syntax as s
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import decimal


def name(text: str) -> s.Name:
    return s.Name(text, NOWHERE)


def names(texts: Iterable[str]) -> tuple[s.Name, ...]:
    return tuple(map(name, texts))


def ref(text: str) -> s.Expr:
    return s.NameExpr(name(text), NOWHERE)


def number(value: int) -> s.Expr:
    if value < 0:
        return s.Unary("-", s.IntLiteral(-value, NOWHERE), NOWHERE)
    return s.IntLiteral(value, NOWHERE)


def fraction(value: Fraction) -> s.Expr:
    """A number with finitely many decimals."""
    if value.denominator == 1:
        return number(value.numerator)
    literal = s.DecimalLiteral(decimal(abs(value)), NOWHERE)
    return s.Unary("-", literal, NOWHERE) if value < 0 else literal


def fraction_of(text: str) -> s.Expr:
    return s.DecimalLiteral(text, NOWHERE)


def truth(value: bool) -> s.Expr:
    return s.BoolLiteral(value, NOWHERE)


def text(value: str) -> s.Expr:
    return s.TextLiteral(value, NOWHERE)


def none() -> s.Expr:
    return s.NoneLiteral(NOWHERE)


def unary(op: s.UnaryOp, operand: s.Expr) -> s.Expr:
    return s.Unary(op, operand, NOWHERE)


def binary(op: s.BinaryOp, left: s.Expr, right: s.Expr) -> s.Expr:
    return s.Binary(op, left, right, NOWHERE)


def call(function: str, *arguments: s.Expr) -> s.Expr:
    return s.Call(name(function), tuple(s.Argument(None, a, NOWHERE) for a in arguments), NOWHERE)


def arguments(values: Iterable[tuple[str | None, s.Expr]]) -> tuple[s.Argument, ...]:
    return tuple(s.Argument(None if n is None else name(n), value, NOWHERE) for n, value in values)


def array(items: Iterable[s.Expr]) -> s.Expr:
    return s.ArrayLiteral(tuple(items), NOWHERE)


def pair(items: Iterable[s.Expr]) -> s.Expr:
    return s.TupleExpr(tuple(items), NOWHERE)


def block(result: s.Expr | s.Release, lets: Iterable[s.Let] = ()) -> s.Block:
    return s.Block(tuple(lets), result, NOWHERE)


def when(condition: s.Expr, then: s.Block, otherwise: "s.Block | s.If") -> s.If:
    return s.If(condition, then, otherwise, NOWHERE)


def field(record: s.Expr, text: str) -> s.Expr:
    return s.FieldAccess(record, name(text), NOWHERE)


def item(value: s.Expr, position: int) -> s.Expr:
    return s.TupleAccess(value, position, NOWHERE)


def index(value: s.Expr, place: s.Expr) -> s.Expr:
    return s.Index(value, place, NOWHERE)


def span(lo: int, hi: int) -> s.Range:
    return s.Range(number(lo), number(hi), NOWHERE)


def paren(inner: s.Expr) -> s.Expr:
    return s.Paren(inner, NOWHERE)
