"""`match`: exhaustive, nothing unreachable, then a chain of `If`."""

from functools import partial

from tcme.compiler import core
from tcme.compiler.typecheck.atoms import bind
from tcme.compiler.typecheck.blocks import block, known
from tcme.compiler.typecheck.branches import alike
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import matching as messages
from tcme.compiler.typecheck.patterns import (
    Just,
    Present,
    Taken,
    can_match,
    covers,
    left_over,
    taken,
    test,
)
from tcme.compiler.typecheck.refine import Arm, Known, choice
from tcme.compiler.typecheck.reshape import named, with_bindings
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.dsl import syntax
from tcme.dsl.ty import BoolTy, OptionTy


def match_expr(ctx: Elaborator, node: syntax.Match, scope: Scope, want: Want | None) -> Typed:
    subject = ctx.expr(node.subject, scope)
    subject = known(ctx, subject, "this", "bind it first, with its type: `let x : T? = …`")
    if subject is None:
        return None
    if not can_match(subject.ty):
        ctx.refuse(messages.cannot_match(subject.ty, subject.span))
        return None
    arms = _arms(ctx, node, subject, scope)
    if arms is None:
        return None
    binding, variable = _named(ctx, subject)
    if binding is not None:
        ctx.means(binding)
    loose = None if want is None else want.loosely()
    patterns = tuple(what for _, what in arms)
    built = [
        Arm(known, partial(_body, arm=arm, what=what, subject=variable, scope=scope, want=loose))
        for known, (arm, what) in zip(_conditions(variable, patterns), arms, strict=True)
    ]
    whole = choice(ctx, built, want, lambda own, bodies: _chain(own, node, variable, patterns, bodies))
    if whole is None or binding is None:
        return whole
    return core.Let((binding,), whole, whole.ty, node.span)


def _named(ctx: Elaborator, subject: core.Expr) -> tuple[core.Binding | None, core.Expr]:
    """The subject as something that may be repeated."""
    if isinstance(subject, core.Var | core.InputRef):
        return None, subject
    uid = ctx.meter.fresh()
    return core.Binding(uid, "matched", subject), core.Var(uid, "matched", subject.ty, subject.span)


Arms = tuple[tuple[syntax.Arm, Taken], ...]


def _arms(ctx: Elaborator, node: syntax.Match, subject: core.Expr, scope: Scope) -> Arms | None:
    """The arms that can be reached; None where the match has a mistake."""
    found: list[tuple[syntax.Arm, Taken]] = []
    sound = True
    for arm in node.arms:
        what = taken(ctx, arm.pattern, subject.ty, tolerant=scope.tolerant)
        earlier = next((one for _, one in found if what and covers(one, what)), None)
        if earlier is None and what is not None:
            earlier = _exhausted(subject, tuple(one for _, one in found))
        if what is None:
            sound = sound and scope.tolerant
        elif earlier is None:
            found.append((arm, what))
        elif not scope.tolerant:
            ctx.refuse(messages.unreachable(arm.pattern.span, earlier.span))
            sound = False
    missing = left_over(subject.ty, tuple(what for _, what in found)) if sound else None
    if missing is not None:
        ctx.refuse(messages.not_exhaustive(missing, node.span))
    return tuple(found) if sound and missing is None else None


def _exhausted(subject: core.Expr, found: tuple[Taken, ...]) -> Taken | None:
    """The last arm, where the arms so far take everything."""
    return found[-1] if found and left_over(subject.ty, found) is None else None


def _conditions(subject: core.Expr, patterns: tuple[Taken, ...]) -> list[Known]:
    """For each arm: no arm before it took the subject, and it does."""
    before: Known = ()
    found: list[Known] = []
    for what in patterns:
        taken_here = test(subject, what) if isinstance(what, Just) else None
        found.append(before if taken_here is None else (*before, (taken_here, True)))
        before = before if taken_here is None else (*before, (taken_here, False))
    return found


def _body(
    ctx: Elaborator, arm: syntax.Arm, what: Taken, subject: core.Expr, scope: Scope, want: Want | None
) -> Typed:
    if not isinstance(what, Present):
        return _inside(ctx, arm.body, scope, want)
    assert isinstance(subject.ty, OptionTy)
    local = ctx.local(what.name, subject.ty.element)
    value = core.Unwrap(subject, subject.ty.element, what.span)
    binding = core.Binding(local.uid, what.name.text, value)
    ctx.means(binding)
    body = _inside(ctx, arm.body, bind(ctx, what.name, local, scope), want)
    return body and core.Let((binding,), body, body.ty, arm.span)


def _inside(ctx: Elaborator, body: syntax.Expr | syntax.Block, scope: Scope, want: Want | None) -> Typed:
    return block(ctx, body, scope, want) if isinstance(body, syntax.Block) else ctx.expr(body, scope, want)


def _chain(
    ctx: Elaborator, node: syntax.Match, subject: core.Expr, patterns: tuple[Taken, ...], bodies: list[Typed]
) -> Typed:
    """Tests in order; the last arm needs none, because all together they take everything."""
    typed = tuple(body for body in bodies if body is not None)
    same = alike(ctx, typed, "`match`", "the arms") if len(typed) == len(bodies) else None
    if same is None:
        return None
    result = _asked_for(ctx, subject, patterns, same[-1])
    for what, body in zip(reversed(patterns[:-1]), reversed(same[:-1]), strict=True):
        condition = test(subject, what) if isinstance(what, Just) else _is_some(subject, what)
        result = core.If(condition, body, result, result.ty, node.span)
    return result


def _asked_for(
    ctx: Elaborator, subject: core.Expr, patterns: tuple[Taken, ...], body: core.Expr
) -> core.Expr:
    """The last arm.  Where it names the one value that an option can hold and the others say `none`, nothing
    else asks for that value, which is compared all the same."""
    *others, last = patterns
    if not isinstance(last, Just) or last.value is None or {_says_none(p) for p in others} != {True}:
        return body
    bindings, (result,) = named(ctx.outcome.fresh, body)
    chosen = core.If(test(subject, last), result, result, result.ty, body.span)
    return with_bindings(bindings, chosen)


def _says_none(what: Taken) -> bool:
    return isinstance(what, Just) and what.value is None


def _is_some(subject: core.Expr, what: Taken) -> core.Expr:
    return core.IsSome(subject, BoolTy(), what.span)
