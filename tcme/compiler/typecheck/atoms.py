"""Names where values are expected."""

from fractions import Fraction
from unicodedata import normalize

from tcme.compiler import core
from tcme.compiler.typecheck import fixed
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.groups import gathered, positions
from tcme.compiler.typecheck.membership import each_input
from tcme.compiler.typecheck.messages import functions as function_messages
from tcme.compiler.typecheck.messages import names as messages
from tcme.compiler.typecheck.namespace import Declared
from tcme.compiler.typecheck.publics import constant
from tcme.compiler.typecheck.scope import Local, Scope
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name
from tcme.dsl.ty import EnumTy, IntTy, TextTy, plain


def number(value: int, span: Span) -> core.Const:
    return core.Const(value, IntTy(value, value), span)


def enum_value(text: str, span: Span) -> core.Const:
    return core.Const(text, EnumTy((text,)), span)


def text_literal(text: str, span: Span) -> core.Const:
    normal = normalize("NFC", text)
    size = len(normal.encode())
    return core.Const(normal, TextTy(size, size), span)


def is_upper(text: str) -> bool:
    return text.isupper()


def variable(local: Local, span: Span) -> Typed:
    return None if local.ty is None else core.Var(local.uid, local.name.text, local.ty, span)


def name_expr(ctx: Elaborator, name: Name, scope: Scope) -> Typed:
    """A variable, a constant, an input or a value of an enum."""
    if name.text in ctx.tables.types.constants.generics:
        return fixed.constant(Fraction(ctx.tables.types.constants.generics[name.text]), name.span)
    local = scope.locals.get(name.text)
    if local is not None:
        ctx.usage.used.add(local.name.span)
        if local.function is not None:
            ctx.refuse(function_messages.as_value(name.span))
        return variable(local, name.span)
    declared = ctx.tables.names.declared.get(name.text)
    if declared is not None:
        return _declared(ctx, name, declared)
    if name.text in ctx.tables.names.values:
        return enum_value(name.text, name.span)
    _unknown(ctx, name, scope)
    return None


def _declared(ctx: Elaborator, name: Name, declared: Declared) -> Typed:
    if declared.kind == "constant":
        value = ctx.tables.types.constants.values[name.text]
        return None if value is None else fixed.constant(Fraction(value), name.span)
    if declared.kind == "function":
        ctx.refuse(function_messages.as_value(name.span))
        return None
    if declared.kind == "group":
        return positions(ctx.tables.names, name.text, name.span)
    if declared.kind == "public":
        ctx.usage.used.add(declared.name.span)
        return constant(ctx.tables.publics[name.text], name.span)
    if declared.kind == "input" and each_input(ctx.tables.names, name.text):
        ctx.usage.used.add(declared.name.span)
        return gathered(ctx, declared, name.span)
    if declared.kind == "input":
        ctx.usage.used.add(declared.name.span)
        found = ctx.tables.inputs[name.text]
        return None if found is None else core.InputRef(name.text, plain(found.ty), name.span)
    ctx.refuse(messages.wrong_kind(name, declared.kind, "a value", declared.name.span))
    return None


def _unknown(ctx: Elaborator, name: Name, scope: Scope) -> None:
    names = ctx.tables.names
    if is_upper(name.text):
        ctx.refuse(messages.unknown_value(name, (*names.values, *names.texts("constant"))))
        return
    visible = (*scope.locals, *names.texts("constant", "input"), *names.values)
    ctx.refuse(messages.unknown(name, "name", visible))


def shadowed(ctx: Elaborator, name: Name, scope: Scope) -> bool:
    """Whether a new local hides something; then a message has been given."""
    local, declared = scope.locals.get(name.text), ctx.tables.names.declared.get(name.text)
    if scope.foreign and local is None:
        return False
    hidden = local.name.span if local else declared.name.span if declared else None
    hidden = hidden or ctx.tables.names.values.get(name.text)
    if hidden is not None:
        ctx.refuse(messages.shadows(name, hidden))
    return hidden is not None


def bind(ctx: Elaborator, name: Name, local: Local, scope: Scope) -> Scope:
    """The scope with the local; where it would hide something, the message is given once and it hides it."""
    shadowed(ctx, name, scope)
    return scope.bind(local)
