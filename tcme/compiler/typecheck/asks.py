"""`ask` and `endorse`."""

from fractions import Fraction

from tcme.compiler import core
from tcme.compiler.core import AskSite
from tcme.compiler.typecheck.branches import all_typed
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import program as program_messages
from tcme.compiler.typecheck.messages import texts as messages
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.compiler.typecheck.shapes import holds_text
from tcme.dsl import syntax
from tcme.dsl.files import stays_inside
from tcme.dsl.ty import EnumTy, TextTy


def ask(ctx: Elaborator, node: syntax.Ask, scope: Scope) -> Typed:
    allowed = _allowed(ctx, "ask", node, scope)
    model = ctx.tables.names.find(node.model, ("model",), "a model", ctx.outcome.sink)
    place = _place(ctx, node)
    texts = all_typed([_text(ctx, argument, scope) for argument in node.arguments])
    if not node.arguments:
        ctx.refuse(messages.nothing_to_read(node.model.text, node.span))
        return None
    if node.examples is not None and not stays_inside(node.examples):
        ctx.refuse(messages.examples_elsewhere(node.examples, node.span))
        return None
    ty = _result(ctx, node)
    values = None if ty is None else _choices(ctx, node, ty)
    if not allowed or model is None or place is None or texts is None or ty is None or values is None:
        return None
    margin = Fraction(node.margin.threshold) if node.margin else None
    abstain = node.margin.abstain.text if node.margin else None
    site = AskSite(model.name.text, place, node.prompt, values, node.examples, margin, abstain, node.span)
    return core.Ask(site, texts, ty, node.span)


def _allowed(ctx: Elaborator, what: str, node: syntax.Ask | syntax.Endorse, scope: Scope) -> bool:
    if scope.ban is not None:
        ctx.refuse(messages.banned(what, scope.ban, node.span))
    return scope.ban is None


def _place(ctx: Elaborator, node: syntax.Ask) -> str | None:
    names, sink = ctx.tables.names, ctx.outcome.sink
    if node.place is not None:
        found = names.find(node.place, ("environment",), "an environment", sink)
        return None if found is None else found.name.text
    environments = names.texts("environment")
    if not environments:
        sink.add(program_messages.no_environment(node.span))
    elif len(environments) > 1:
        sink.add(program_messages.which_environment(environments, node.span))
    return environments[0] if len(environments) == 1 else None


def _text(ctx: Elaborator, node: syntax.Expr, scope: Scope) -> Typed:
    argument = ctx.expr(node, scope)
    if argument is not None and not isinstance(argument.ty, TextTy):
        ctx.refuse(messages.not_text(argument.ty, argument.span))
        return None
    return argument


def _result(ctx: Elaborator, node: syntax.Ask) -> EnumTy | None:
    ty = ctx.written(node.type)
    if ty is not None and not isinstance(ty, EnumTy):
        ctx.refuse(messages.result_not_enum(ty, node.type.span))
        return None
    return ty


def _choices(ctx: Elaborator, node: syntax.Ask, ty: EnumTy) -> tuple[str, ...] | None:
    """What the model chooses from: the values of the type, less the one that stands for abstaining."""
    abstain = node.margin.abstain if node.margin else None
    if node.margin is not None and Fraction(node.margin.threshold) == 0:
        ctx.refuse(messages.margin_zero(node.margin.span))
        return None
    if abstain is not None and abstain.text not in ty.values:
        ctx.refuse(messages.abstain_missing(abstain, ty, ty.values))
        return None
    values = tuple(v for v in ty.values if abstain is None or v != abstain.text)
    if len(values) < 2:
        ctx.refuse(messages.too_few_values(node.type.span, abstain is not None))
        return None
    return values


def endorse(ctx: Elaborator, node: syntax.Endorse, scope: Scope, want: Want | None) -> Typed:
    allowed = _allowed(ctx, "endorse", node, scope)
    value = ctx.expr(node.value, scope, want)
    if value is not None and holds_text(value.ty):
        ctx.refuse(messages.endorsed(node.span))
        return None
    return core.Endorse(value, node.because, value.ty, node.span) if allowed and value else None
