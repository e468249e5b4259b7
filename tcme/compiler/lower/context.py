"""What lowering carries along: the nodes so far, the variables, and the sites of the whole program."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.layout import leaves
from tcme.compiler.ir.nodes import IntV
from tcme.compiler.lower.values import Axis, Lowered, Ref, clamp
from tcme.dsl.source import Span

Key: TypeAlias = "int | str"
"""A variable's number or an input's name."""


@dataclass(slots=True)
class Sites:
    """Numbers given out over the whole program."""

    program: core.CoreProgram
    asks: list[ir.AskSite] = field(default_factory=list)
    claims: list[ir.ClaimSite] = field(default_factory=list)
    endorsements: int = 0
    axes: int = 0

    def ask(self, site: ir.AskSite) -> int:
        """Equal questions are one site."""
        if site not in self.asks:
            self.asks.append(site)
        return self.asks.index(site)

    def claim(self, site: ir.ClaimSite) -> int:
        """Equal claims are one site."""
        if site not in self.claims:
            self.claims.append(site)
        return self.claims.index(site)

    def endorsement(self) -> int:
        self.endorsements += 1
        return self.endorsements - 1

    def axis(self, size: int) -> Axis:
        """A new innermost axis."""
        self.axes += 1
        return Axis(self.axes, size)


@dataclass(slots=True)
class Said:
    """The places and the claims that stand inside a region."""

    places: dict[str, None] = field(default_factory=dict)
    claims: dict[int, None] = field(default_factory=dict)


@dataclass(slots=True)
class Context:
    """One list of nodes in the making: the program's, or a region's.

    Inside a region `said` collects what the program says of values there, a place or a claim: it then holds
    for the fold as a whole, whose steps are one node."""

    builder: Builder
    sites: Sites
    rule: Callable[["Context", core.Expr], Lowered]
    env: dict[Key, Lowered] = field(default_factory=dict)
    said: "Said | None" = None

    def lower(self, expr: core.Expr) -> Lowered:
        """The leaves of an expression, each inside the range that its type promises."""
        value = self.rule(self, expr)
        declared = leaves(expr.ty)
        if all(self._fits(ref, leaf.vtype) for ref, leaf in zip(value, declared, strict=True)):
            return value
        return tuple(
            clamp(self.builder, ref, leaf.vtype.lo, leaf.vtype.hi, expr.span)
            if isinstance(leaf.vtype, IntV)
            else ref
            for ref, leaf in zip(value, declared, strict=True)
        )

    def _fits(self, ref: Ref, declared: ir.VType) -> bool:
        ty = self.builder.type_of(ref.id)
        if not isinstance(ty, IntV) or not isinstance(declared, IntV):
            return True
        return declared.lo <= ty.lo and ty.hi <= declared.hi

    def scalar(self, expr: core.Expr) -> Ref:
        """The one leaf of an expression of a scalar type, or of an array of scalars."""
        (ref,) = self.lower(expr)
        return ref

    def input(self, name: str, span: Span) -> Lowered:
        """The leaves of an input, read once."""
        if name not in self.env:
            declared = self.sites.program.input(name)
            self.env[name] = tuple(
                Ref(self.builder.read(ir.Input(name, leaf.path), leaf.vtype, span))
                for leaf in leaves(declared.ty)
            )
        return self.env[name]
