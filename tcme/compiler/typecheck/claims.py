"""Claims about labels: `let x : T learn a steer b = e`."""

from tcme.compiler import core
from tcme.compiler.typecheck.elaborator import Elaborator
from tcme.compiler.typecheck.messages.texts import banned
from tcme.compiler.typecheck.principals import PRINCIPAL, group
from tcme.compiler.typecheck.scope import Scope
from tcme.dsl import syntax


def claim(ctx: Elaborator, node: syntax.LabelClaim, value: core.Expr, scope: Scope) -> core.Expr:
    """The value with what is claimed of it; names that mean nobody are refused."""
    if scope.ban is not None and scope.ban.alone:
        word, help = "learn" if node.learn is not None else "steer", "require something that claims nothing"
        ctx.refuse(banned(word, scope.ban, node.span, help=help))
    names, sink = ctx.tables.names, ctx.outcome.sink
    learn = steer = None
    if node.learn is not None:
        learn = group(node.learn, ("party",), "a party", "`learn`", names, sink)
    if node.steer is not None:
        steer = group(node.steer, PRINCIPAL, "a principal", "`steer`", names, sink)
    return core.Claim(value, learn, steer, value.ty, node.span)
