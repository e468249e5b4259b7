"""One use of a function: what its generics stand for, and its arguments at the types that follow."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck.annotations import Types
from tcme.compiler.typecheck.convert import fit
from tcme.compiler.typecheck.elaborator import Elaborator, Signature, Tables, Typed
from tcme.compiler.typecheck.function_values import Function, Promised, arity, place
from tcme.compiler.typecheck.generics import Evidence
from tcme.compiler.typecheck.messages import functions as function_messages
from tcme.compiler.typecheck.messages import generics as messages
from tcme.compiler.typecheck.outcome import Outcome
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.compiler.typecheck.walk import walk
from tcme.compiler.typecheck.words import stands_for
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, FixedTy, IntTy, ListTy, NoneTy, OptionTy, RecordTy, TupleTy, Ty

Given: TypeAlias = core.Expr | Function
Apply: TypeAlias = Callable[[Elaborator, Function, Sequence[core.Expr], Scope, Span], Typed]


@frozen
class Use:
    tables: Tables
    arguments: tuple[Given, ...]

    def stands(self) -> str:
        """`n = 3, T = Bool`, for notes."""
        return stands(self.tables)


def use(
    ctx: Elaborator, signature: Signature, given: Sequence[Given], scope: Scope, span: Span, apply: Apply
) -> Use | None:
    """The generics found from the arguments, left to right, values before functions; then all is fitted."""
    node = signature.node
    if signature.fixed and node.where is None:
        return _at_fixed_types(ctx, signature, given)
    sink = Sink()
    found = Evidence(frozenset(name.text for name in node.generics), sink)
    for parameter, argument in zip(node.parameters, given, strict=True):
        if not isinstance(parameter.type, syntax.FunctionType) and not isinstance(argument, Function):
            found.match(parameter.type, argument.ty, argument.span)
    for parameter, argument in zip(node.parameters, given, strict=True):
        if isinstance(parameter.type, syntax.FunctionType) and isinstance(argument, Function):
            _match_function(ctx, signature, parameter, argument, found, scope, apply)
    ctx.outcome.sink.extend(sink.diagnostics)
    tables = ctx.tables.given(found.numbers(), found.known_types())
    if not found.sound:
        return None
    arguments = _fitted(ctx, signature, given, found, tables)
    if arguments is None:
        return None
    if missing := found.missing():
        ctx.refuse(messages.cannot_find(missing, signature.name, span))
        return None
    return Use(tables, arguments) if _where_holds(ctx, signature, tables, span) else None


def stands(tables: Tables) -> str:
    return stands_for(tables.types.constants.generics, tables.types.generics)


def _at_fixed_types(ctx: Elaborator, signature: Signature, given: Sequence[Given]) -> Use | None:
    fitted: list[core.Expr] = []
    for parameter, ty, argument in zip(signature.node.parameters, signature.parameters, given, strict=True):
        assert ty is not None and not isinstance(argument, Function)
        want = Want(ty, role_of(signature, parameter.name), parameter.name.span)
        fits = fit(ctx.outcome, argument, want)
        if fits is not None:
            fitted.append(fits)
    return Use(ctx.tables.given({}, {}), tuple(fitted)) if len(fitted) == len(given) else None


def role_of(signature: Signature, name: syntax.Name) -> str:
    return f"parameter `{name.text}` of `{signature.name.text}`"


def _match_function(
    ctx: Elaborator,
    signature: Signature,
    parameter: syntax.Parameter,
    function: Function,
    found: Evidence,
    scope: Scope,
    apply: Apply,
) -> None:
    """What the function's result says about the generics, where its parameters have known types."""
    assert isinstance(parameter.type, syntax.FunctionType)
    role, span = role_of(signature, parameter.name), place(function)
    if arity(function) != len(parameter.type.parameters):
        wanted = len(parameter.type.parameters)
        found.sink.add(function_messages.other_arity(role, wanted, arity(function), span))
        found.sound = False
        return
    tables = ctx.tables.given(found.numbers(), found.known_types())
    unknown = found.generics & _mentioned(parameter.type.parameters) & set(found.missing())
    if unknown or any(holds_any(node) for node in parameter.type.parameters):
        return
    types = [tables.types.resolve(node, Sink()) for node in parameter.type.parameters]
    known = [core.Var(ctx.meter.fresh(), parameter.name.text, ty, span) for ty in types if ty is not None]
    if len(known) < len(types):
        return
    apart = replace(ctx, outcome=Outcome(Sink(), ctx.meter.fresh))
    result = apply(apart, function, known, scope, span)
    found.sink.extend(apart.outcome.sink.diagnostics)
    if result is None or apart.outcome.sink.failed:
        found.sound = False
    else:
        found.match(parameter.type.result, result.ty, span)


def _mentioned(nodes: Sequence[syntax.Type]) -> set[str]:
    return {node.text for node in walk(*nodes) if isinstance(node, syntax.Name)}


def _fitted(
    ctx: Elaborator, signature: Signature, given: Sequence[Given], found: Evidence, tables: Tables
) -> tuple[Given, ...] | None:
    fitted: list[Given | None] = []
    for parameter, argument in zip(signature.node.parameters, given, strict=True):
        if isinstance(parameter.type, syntax.FunctionType):
            assert isinstance(argument, Function)
            fitted.append(Promised(argument, parameter.name, parameter.type, tables))
        else:
            assert not isinstance(argument, Function)
            lacking = found.missing()
            missing = _mentioned([parameter.type]) & set(lacking) if lacking else set()
            role, declared = role_of(signature, parameter.name), parameter.name.span
            if missing and _shaped(parameter.type, argument.ty):
                fitted.append(argument)
                continue
            fitted.append(fit_written(ctx, tables.types, parameter.type, argument, role, declared, missing))
    known = tuple(argument for argument in fitted if argument is not None)
    return known if len(known) == len(fitted) else None


def _shaped(node: syntax.Type, ty: Ty) -> bool:
    """Whether a value has the form that a parameter asks for, whatever the generics in it stand for."""
    match node, ty:
        case syntax.ArrayType(element, _, _), ArrayTy(inner, _):
            return _shaped(element, inner)
        case syntax.ListType(element, _, _, _), ArrayTy(element=inner) | ListTy(element=inner):
            return _shaped(element, inner)
        case syntax.OptionType(element, _), _:
            inner = ty.element if isinstance(ty, OptionTy) else ty
            return isinstance(ty, NoneTy) or _shaped(element, inner)
        case syntax.TupleType(items, _), TupleTy(parts):
            return len(items) == len(parts) and all(map(_shaped, items, parts))
        case syntax.RecordType(fields, _), RecordTy(parts):
            return [f.name.text for f in fields] == [name for name, _ in parts]
        case syntax.IntType(), _:
            return isinstance(ty, IntTy)
        case syntax.FixedType(), _:
            return isinstance(ty, IntTy | FixedTy)
        case (syntax.ArrayType() | syntax.ListType() | syntax.TupleType() | syntax.RecordType()), _:
            return False
        case _:
            return True


def fit_written(
    ctx: Elaborator,
    types: Types,
    node: syntax.Type,
    value: core.Expr,
    role: str,
    declared: Span,
    missing: set[str] | None = None,
) -> Typed:
    """The value at a type as it is written in a signature, where `Int` and `Fixed` stand for any."""
    ty = None if missing else at_use(types, node, value.ty, ctx.outcome.sink)
    if ty is None:
        if not isinstance(node, syntax.FunctionType) and (missing or holds_any(node)):
            ctx.refuse(messages.other_shape(role, node, value.ty, value.span))
        return None
    return fit(ctx.outcome, value, Want(ty, role, declared))


def holds_any(node: syntax.Type | syntax.FunctionType) -> bool:
    """Whether `Int` or `Fixed` stands in it without a range."""
    return any(isinstance(part, syntax.AnyInt | syntax.AnyFixed) for part in walk(node))


def at_use(types: Types, node: syntax.Type, found: Ty, sink: Sink) -> Ty | None:
    """The type as written, with what was found for `Int` and `Fixed`; None where that has another form."""
    if not holds_any(node):
        return types.resolve(node, sink)
    match node, found:
        case (syntax.AnyInt(), IntTy()) | (syntax.AnyFixed(), FixedTy() | IntTy()):
            return found
        case syntax.OptionType(element, _), OptionTy(inner):
            return _made(OptionTy, at_use(types, element, inner, sink))
        case syntax.OptionType(element, _), _:
            return _made(OptionTy, at_use(types, element, found, sink))
        case syntax.ArrayType(element, size, _), ArrayTy(inner, _):
            ty, n = at_use(types, element, inner, sink), types.constants.evaluate(size, sink)
            return None if ty is None or n is None else ArrayTy(ty, n)
        case syntax.ListType(element, lo, hi, _), (ListTy(element=inner) | ArrayTy(element=inner)):
            ty = at_use(types, element, inner, sink)
            low, high = types.constants.evaluate(lo, sink), types.constants.evaluate(hi, sink)
            return None if ty is None or low is None or high is None else ListTy(ty, low, high)
        case syntax.TupleType(items, _), TupleTy(parts) if len(items) == len(parts):
            made = [at_use(types, item, part, sink) for item, part in zip(items, parts, strict=True)]
            known = tuple(ty for ty in made if ty is not None)
            return TupleTy(known) if len(known) == len(made) else None
        case syntax.RecordType(fields, _), RecordTy(parts) if len(fields) == len(parts):
            pairs = zip(fields, parts, strict=True)
            types_made = [(f.name.text, at_use(types, f.type, ty, sink)) for f, (_, ty) in pairs]
            whole = tuple((name, ty) for name, ty in types_made if ty is not None)
            return RecordTy(whole) if len(whole) == len(types_made) else None
        case _:
            return None


def _made(make: Callable[[Ty], Ty], element: Ty | None) -> Ty | None:
    return None if element is None else make(element)


def _where_holds(ctx: Elaborator, signature: Signature, tables: Tables, span: Span) -> bool:
    condition = signature.node.where
    if condition is None:
        return True
    sink = Sink()
    holds = tables.types.constants.condition(condition, sink)
    note = messages.used_here(stands(tables), span)
    ctx.outcome.sink.extend(replace(said, notes=(*said.notes, note)) for said in sink.diagnostics)
    if holds is False:
        ctx.refuse(messages.where_fails(signature.name.text, condition, stands(tables), span))
    return holds is True
