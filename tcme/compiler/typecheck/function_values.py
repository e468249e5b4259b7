"""Functions as values: they exist while the program is compiled, and are inlined where they are used."""

from typing import TypeAlias

from tcme.compiler.typecheck.builtin_names import FUNCTIONS
from tcme.compiler.typecheck.elaborator import Elaborator, Signature, Tables
from tcme.compiler.typecheck.messages import functions as messages
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.messages import program as program_messages
from tcme.compiler.typecheck.scope import Scope
from tcme.dsl import syntax
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name


@frozen
class Closure:
    """`fn(x) => e` with what is visible where it stands."""

    node: syntax.Lambda
    scope: Scope
    tables: Tables


@frozen
class Named:
    """A declared function, where it is called or passed on."""

    signature: Signature
    span: Span


@frozen
class Promised:
    """What a parameter `name : fn(T) -> U` stands for, held to that type."""

    function: "Function"
    name: Name
    type: syntax.FunctionType
    tables: Tables


Function: TypeAlias = Closure | Named | Promised


def arity(function: Function) -> int:
    match function:
        case Closure(node, _, _):
            return len(node.parameters)
        case Named(signature, _):
            return len(signature.node.parameters)
        case Promised(type=type_):
            return len(type_.parameters)


def place(function: Function) -> Span:
    match function:
        case Closure(node, _, _):
            return node.span
        case Named(_, span):
            return span
        case Promised(name=name):
            return name.span


def called(function: Function) -> str:
    match function:
        case Closure():
            return "this function"
        case Named(signature, _):
            return f"`{signature.name.text}`"
        case Promised(name=name):
            return f"`{name.text}`"


def is_function(ctx: Elaborator, node: syntax.Expr, scope: Scope) -> bool:
    """Whether an expression can only be a function, not a value."""
    while isinstance(node, syntax.Paren):
        node = node.inner
    if isinstance(node, syntax.Lambda):
        return True
    if not isinstance(node, syntax.NameExpr):
        return False
    if node.name.text in scope.locals:
        return scope.locals[node.name.text].function is not None
    declared = ctx.tables.names.declared.get(node.name.text)
    return declared is not None and declared.kind == "function"


def function_of(ctx: Elaborator, node: syntax.Expr, scope: Scope, what: str) -> Function | None:
    """The function that an expression is; `what` asks for it, as "`map`"."""
    while isinstance(node, syntax.Paren):
        node = node.inner
    match node:
        case syntax.Lambda():
            return Closure(node, scope, ctx.tables)
        case syntax.NameExpr(name, span) if name.text in FUNCTIONS and name.text not in scope.locals:
            ctx.refuse(messages.built_in_as_value(name.text, span))
            return None
        case syntax.NameExpr(name, _):
            return named_function(ctx, name, scope)
        case _:
            ctx.refuse(messages.not_a_function(what, node.span))
            return None


def named_function(ctx: Elaborator, name: Name, scope: Scope) -> Function | None:
    """What a name in front of `(` means, or one that is passed on as a function."""
    names, local = ctx.tables.names, scope.locals.get(name.text)
    if local is not None:
        ctx.usage.used.add(local.name.span)
        if local.function is None and local.ty is not None:
            ctx.refuse(name_messages.wrong_kind(name, "value", "a function", local.name.span))
        return local.function
    if name.text == "main":
        ctx.refuse(program_messages.main_called(name.span))
        return None
    if name.text not in names.declared:
        _unknown(ctx, name, scope)
        return None
    found = names.find(name, ("function",), "a function", ctx.outcome.sink)
    if found is None:
        return None
    ctx.usage.used.add(found.name.span)
    return Named(ctx.tables.functions[name.text], name.span)


def _unknown(ctx: Elaborator, name: Name, scope: Scope) -> None:
    names = ctx.tables.names
    owner, dot, method = name.text.rpartition(".")
    modules = {known.rpartition(".")[0] for known in names.declared if "." in known}
    if dot and owner not in modules:
        ctx.refuse(messages.method_call(owner, method, name.span))
        return
    local = tuple(text for text in scope.locals if scope.locals[text].function is not None)
    candidates = (*names.texts("function", "type"), *local, *FUNCTIONS)
    ctx.refuse(name_messages.unknown(name, "function", sorted(candidates)))
