"""What a host that deviates does: where it computes in the clear, any value that it likes comes out.

Each such value becomes a choice of the attack: to compute as written, or to give one constant."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from tcme.compiler.core import (
    CoreProgram,
    Expr,
    GetField,
    If,
    Input,
    InputRef,
    IsSome,
    MakeRecord,
    Pin,
    Unwrap,
)
from tcme.compiler.witness.rewrite import rewrite
from tcme.dsl.frozen import frozen
from tcme.dsl.syntax import Level
from tcme.dsl.ty import BoolTy, OptionTy, RecordTy

PREFIX = "at "


@frozen
class Bent:
    """`program` reads the choices of its active hosts as the inputs `choices`."""

    program: CoreProgram
    choices: tuple[str, ...] = ()


def deviating(core: CoreProgram, adversary: Mapping[str, Level] | None) -> tuple[str, ...]:
    """Environments and parties that are active."""
    levels = adversary or {}
    return tuple(p for p, level in levels.items() if level == "active" and core.kind(p) != "helper")


def bend(core: CoreProgram, hosts: Collection[str]) -> Bent:
    """Every value that is pinned to one of the hosts is a choice of theirs."""
    found: list[Input] = []

    def change(node: object) -> Expr | None:
        return _chosen(node, node.place, found) if isinstance(node, Pin) and node.place in hosts else None

    return _with(core, rewrite(core.result, change), found)


def bend_field(core: CoreProgram, field: str, host: str) -> Bent:
    """The whole field is a choice of the host that computes it."""
    found: list[Input] = []
    assert isinstance(core.result.ty, RecordTy), "a program gives a record"
    ty = dict(core.result.ty.fields)[field]
    value = _chosen(GetField(core.result, field, ty, core.result.span), host, found)
    record = MakeRecord(((field, value),), RecordTy(((field, ty),)), core.result.span)
    return _with(core, record, found)


def _with(core: CoreProgram, result: Expr, found: Collection[Input]) -> Bent:
    return Bent(replace(core, result=result, inputs=(*core.inputs, *found)), tuple(i.name for i in found))


def _chosen(value: Expr, host: str, found: list[Input]) -> Expr:
    """The value as written, or the constant that the host prefers."""
    again = sum(i.owner == host for i in found)
    choice = OptionTy(value.ty)
    name = f"{PREFIX}{host}" + (f" ({again + 1})" if again else "")
    found.append(Input(name, choice, host, None, value.span))
    preferred = InputRef(name, choice, value.span)
    instead = Unwrap(preferred, value.ty, value.span)
    return If(IsSome(preferred, BoolTy(), value.span), instead, value, value.ty, value.span)
