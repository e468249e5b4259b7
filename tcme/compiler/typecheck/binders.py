"""What a value is bound to: a name, or the names of a tuple's items."""

from tcme.compiler import core
from tcme.compiler.typecheck.atoms import bind
from tcme.compiler.typecheck.elaborator import Elaborator
from tcme.compiler.typecheck.messages import tuples as messages
from tcme.compiler.typecheck.scope import Local, Scope
from tcme.dsl import syntax
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import TupleTy, Ty


@frozen
class Bound:
    """The variable for the whole value, the items taken out of it, and the scope with all their names."""

    local: Local
    parts: tuple[core.Binding, ...]
    scope: Scope

    @property
    def uid(self) -> int:
        return self.local.uid

    @property
    def name(self) -> str:
        return self.local.name.text

    def around(self, body: core.Expr | None) -> core.Expr | None:
        """The body, which uses the items."""
        return body and (core.Let(self.parts, body, body.ty, body.span) if self.parts else body)


def shown(binder: syntax.Binder) -> str:
    if isinstance(binder, syntax.Name):
        return binder.text
    return f"({', '.join(name.text for name in binder.names)})"


def names_of(binder: syntax.Binder) -> tuple[syntax.Name, ...]:
    return (binder,) if isinstance(binder, syntax.Name) else binder.names


def bind_value(
    ctx: Elaborator, binder: syntax.Binder, ty: Ty | None, scope: Scope, span: Span, *, quietly: bool = False
) -> Bound:
    """A new variable of the type and, for a tuple, one for each item.  The whole has a name that no program
    can write.  `span` is where a value of the wrong type would be; `quietly` where hiding was looked at."""
    if isinstance(binder, syntax.Name):
        local = ctx.local(binder, ty)
        return Bound(local, (), scope.bind(local) if quietly else bind(ctx, binder, local, scope))
    whole = ctx.local(syntax.Name(shown(binder), binder.span), ty)
    types = _items(ctx, binder, ty, span)
    parts: list[core.Binding] = []
    for position, (name, item) in enumerate(zip(binder.names, types, strict=True)):
        local = ctx.local(name, item)
        scope = scope.bind(local) if quietly else bind(ctx, name, local, scope)
        if ty is not None and item is not None:
            value = core.Var(whole.uid, whole.name.text, ty, name.span)
            got = core.GetItem(value, position, item, name.span)
            parts.append(core.Binding(local.uid, name.text, got))
    return Bound(whole, tuple(parts), scope)


def _items(
    ctx: Elaborator, binder: syntax.TupleBinder, ty: Ty | None, span: Span
) -> tuple[Ty | None, ...]:
    if isinstance(ty, TupleTy) and len(ty.items) == len(binder.names):
        return ty.items
    if ty is not None:
        ctx.refuse(messages.not_these_items(len(binder.names), ty, binder.span, span))
    return (None,) * len(binder.names)
