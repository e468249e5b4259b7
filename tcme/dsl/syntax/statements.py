"""Statements and blocks."""

from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax.expressions import Argument, Expr
from tcme.dsl.syntax.patterns import Binder, Name
from tcme.dsl.syntax.type_nodes import LabelClaim, Type


@frozen
class Let:
    """`let x : T = e`, `let (a, b) = e`, or `let f = fn(x) => e`."""

    name: Binder
    type: Type | None
    claim: LabelClaim | None
    value: Expr
    span: Span


@frozen
class Release:
    """`release Verdict(…)`: the one way out, at the end of `main`."""

    output: Name
    arguments: tuple[Argument, ...]
    span: Span


@frozen
class Block:
    """Bindings, then the value."""

    lets: tuple[Let, ...]
    result: Expr | Release
    span: Span
