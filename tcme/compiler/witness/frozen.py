"""A program in which no attack reaches what was endorsed.

An attack may not use the influence that somebody vouched for.  So each endorsed expression becomes an input
of its own, which has the value that it would have without the attack; it may still vary with the secrets.  An
endorsed input takes no part in the attack.  What is endorsed in a loop becomes an array, one value for each
step."""

from dataclasses import fields, is_dataclass, replace
from functools import reduce
from typing import TypeVar, cast

from tcme.compiler.core import (
    Binding,
    CoreProgram,
    Endorse,
    Expr,
    Index,
    Input,
    InputRef,
    Iota,
    Let,
    Map,
    Var,
)
from tcme.compiler.witness.alone import fresh, isolate, only
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import ArrayTy, IntTy, Ty

T = TypeVar("T")
PREFIX = "endorsed#"


@frozen
class Frozen:
    """`program` reads each endorsed value as an input; `values` are programs that compute these, by input."""

    program: CoreProgram
    values: tuple[tuple[str, CoreProgram], ...]


def freeze(program: CoreProgram) -> Frozen:
    """Every `endorse` becomes an input `endorsed#i`."""
    sites: list[tuple[Endorse, Ty]] = []
    result = _freeze(program.result, sites, ())
    named = [(f"{PREFIX}{i}", site, ty) for i, (site, ty) in enumerate(sites)]
    added = tuple(Input(name, ty, "", site.because, site.span) for name, site, ty in named)
    values = ((name, isolate(program.result, site)) for name, site, _ in named)
    alone = tuple((name, only(program, value)) for name, value in values if value is not None)
    return Frozen(replace(program, result=result, inputs=(*program.inputs, *added)), alone)


def _freeze(node: T, found: list[tuple[Endorse, Ty]], loops: tuple[Var, ...]) -> T:
    """`loops` are the places in the loops around a node, the outermost first."""
    if isinstance(node, Endorse):
        return cast(T, _as_input(node, found, loops))
    if isinstance(node, Map):
        return cast(T, _freeze_loop(node, found, loops))
    if isinstance(node, tuple):
        return cast(T, tuple(_freeze(item, found, loops) for item in node))
    if is_dataclass(node) and not isinstance(node, type):
        changed = {f.name: _freeze(getattr(node, f.name), found, loops) for f in fields(node)}
        return cast(T, replace(node, **changed))
    return node


def _as_input(site: Endorse, found: list[tuple[Endorse, Ty]], loops: tuple[Var, ...]) -> Expr:
    """What stands for an endorsed value: the element of its input for the steps of the loops around."""
    ty = site.ty
    for place in reversed(loops):
        assert isinstance(place.ty, IntTy), "places are numbers"
        ty = ArrayTy(ty, place.ty.hi + 1)
    whole = InputRef(f"{PREFIX}{len(found)}", ty, site.span)
    found.append((site, ty))
    return reduce(_element, loops, cast(Expr, whole))


def _element(array: Expr, place: Expr) -> Expr:
    assert isinstance(array.ty, ArrayTy), "only arrays have places"
    return Index(array, place, array.ty.element, array.span)


def _freeze_loop(loop: Map, found: list[tuple[Endorse, Ty]], loops: tuple[Var, ...]) -> Expr:
    """A loop that endorses walks over places, so that each step finds its own endorsed value."""
    over = _freeze(loop.over, found, loops)
    assert isinstance(over.ty, ArrayTy), "loops go over arrays"
    known, span = len(found), loop.span
    place = Var(fresh(loop.uid, 0), "", IntTy(0, over.ty.size - 1), span)
    body = _freeze(loop.body, found, (*loops, place))
    if len(found) == known:
        return replace(loop, over=over, body=body)
    rows = Var(fresh(loop.uid, 1), "", over.ty, span)
    element = Let((Binding(loop.uid, loop.name, _element(rows, place)),), body, body.ty, span)
    places = Iota(0, ArrayTy(place.ty, over.ty.size), span)
    walked = Map(place.uid, "", places, element, loop.ty, span)
    return Let((Binding(rows.uid, "", over),), walked, loop.ty, span)
