"""`at PLACE { … }`: where a value is computed."""

from tcme.compiler import core
from tcme.compiler.typecheck.blocks import block
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import pins as messages
from tcme.compiler.typecheck.messages.texts import banned
from tcme.compiler.typecheck.namespace import MPC
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.dsl import syntax


def pin(ctx: Elaborator, node: syntax.Pin, scope: Scope, want: Want | None) -> Typed:
    if scope.ban is not None and scope.ban.alone:
        help = "leave the place out, here or in a function of its own"
        ctx.refuse(banned(f"at {node.place.text}", scope.ban, node.span, help=help))
    value = block(ctx, node.body, scope, want)
    place = _place(ctx, node)
    if value is None or place is None:
        return None
    return core.Pin(value, place, value.ty, node.span)


def _place(ctx: Elaborator, node: syntax.Pin) -> str | None:
    names, place = ctx.tables.names, node.place.text
    declared = names.declared.get(place)
    if place == MPC or (declared is not None and declared.kind in ("party", "helper", "environment")):
        return place
    ctx.refuse(messages.no_such_place(node.place, names.texts("party", "helper", "environment")))
    return None
