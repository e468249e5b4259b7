"""Whole programs, well-typed by construction."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax as s
from tcme.dsl.formatter import format_tree
from tcme.dsl.parser import parse
from tcme.dsl.source import NOWHERE, Source
from tcme.dsl.ty import ArrayTy, BoolTy, IntTy, RecordTy, TextTy, Ty
from tests.generate import generics, policy
from tests.generate import trees as t
from tests.generate.branches import binding
from tests.generate.calls import declared
from tests.generate.choices import Choices, drawn, replayed, seeded
from tests.generate.closures import local_function
from tests.generate.expressions import expression
from tests.generate.types import data, element, input_type, near, number_type, written
from tests.generate.world import CAP, ENUMS, HUGE, At, Size, Typed, World

SMALL = Size(3, 16)
MIDDLE = Size(4, 40)
LARGE = Size(6, 160)
TINY = Size(3, 14, tiny=True)


@dataclass(frozen=True, slots=True)
class Generated:
    """A program; `covered` fields name every input that they mention; a `careful` program owes no goals.

    `files` stand beside it."""

    tree: s.Program
    text: str
    covered: bool
    careful: bool
    files: tuple[tuple[str, bytes], ...]
    choices: tuple[int, ...]

    def __repr__(self) -> str:
        return f"\n{self.text}"


def generate(choices: Choices, size: Size = MIDDLE) -> Generated:
    w = World(choices, size, rule=expression, local_function=local_function)
    w.module = w.allows("modules") and choices.maybe(1, 6)
    w.careful = not choices.maybe(1, 6)
    w.cap = HUGE if choices.maybe(1, 8) else CAP
    head = tuple(policy.principals(w))
    declarations = (*head, *_names(w), *_publics(w), *_inputs(w), *_requires(w), *_functions(w))
    output, main, covered = _main(w)
    tests = policy.tests(w, tuple(f.name.text for f in output.fields))
    everything = (*declarations, output, *policy.limits(w), main, *tests)
    everything = (*generics.used(w), *values_of(everything), *everything)
    doc = choices.pick((None, "A generated program."))
    tree = s.Program("program", doc, t.name("generated"), everything, NOWHERE)
    if w.module and w.templates:
        w.files.append(("tools.tcme", generics.TEXT.encode()))
    return Generated(tree, format_tree(tree), covered, w.careful, tuple(w.files), tuple(choices.made))


def from_seed(seed: int, size: Size = MIDDLE) -> Generated:
    return generate(seeded(seed), size)


def from_choices(made: tuple[int, ...], size: Size = MIDDLE) -> Generated:
    return generate(replayed(made), size)


def given_text(text: str) -> Generated:
    """A program that was written down; nothing is known of it but that it is well-typed."""
    tree = parse(Source("found.tcme", text)).program
    return Generated(tree, text, False, False, (("tools.tcme", generics.TEXT.encode()),), ())


@st.composite
def programs(draw: st.DrawFn, size: Size = MIDDLE) -> Generated:
    return generate(drawn(draw), size)


def values_of(declarations: tuple[s.Declaration, ...]) -> Iterator[s.Declaration]:
    """A type for the enum values that are used and that no type names."""
    known = {value for enum in ENUMS for value in enum.values}
    nodes = tuple(walk(declarations))
    used = {n.name.text for n in nodes if isinstance(n, s.NameExpr)} & known
    stated = {value.text for n in nodes if isinstance(n, s.EnumType) for value in n.values}
    if used - stated:
        yield s.TypeDecl(t.name("Words"), s.EnumType(t.names(sorted(used - stated)), NOWHERE), NOWHERE)


def _names(w: World) -> Iterator[s.Declaration]:
    """Constants and types with names."""
    for _ in range(w.choices.below(3)):
        name = w.fresh("n")
        w.constants[name] = w.choices.pick((2, 3, 1, 60, 9))
        yield s.ConstDecl(t.name(name), t.number(w.constants[name]), NOWHERE)
    for _ in range(w.choices.below(3)):
        name = w.fresh("R")
        fields = tuple((w.fresh("k"), element(w)) for _ in range(w.choices.number(1, 3)))
        made = RecordTy(fields)
        node = written(w, made, named=False)
        w.records[name] = made
        yield s.TypeDecl(t.name(name), node, NOWHERE)
    for _ in range(w.choices.below(3)):
        ty = data(w)
        node = written(w, ty, named=False)
        name = w.fresh("T")
        if not isinstance(ty, RecordTy):
            w.aliases[name] = ty
            yield s.TypeDecl(t.name(name), node, NOWHERE)


def _publics(w: World) -> Iterator[s.Declaration]:
    """A value known to all, from a file."""
    if not w.allows("public") or not w.choices.maybe(1, 8):
        return
    ty = ArrayTy(number_type(w), w.choices.number(1, 3))
    assert isinstance(ty.element, IntTy)
    name = w.fresh("u")
    values = [near(w, ty.element.lo, ty.element.hi) for _ in range(ty.size)]
    w.files.append(("public.json", json.dumps(values).encode()))
    w.publics.append(Typed(t.ref(name), ty, frozenset(), exact=True))
    yield s.PublicDecl(t.name(name), written(w, ty), "public.json", NOWHERE)


def _inputs(w: World) -> Iterator[s.Declaration]:
    for position in range(w.choices.number(1, 3 if w.size.tiny else 4)):
        name, ty = w.fresh("i"), input_type(w)
        owner = w.parties[position % len(w.parties)]
        endorsed = w.choices.pick((None, None, "it is what it is"))
        each = bool(w.groups) and w.choices.maybe(1, 2) and not isinstance(ty, TextTy)
        if isinstance(ty, TextTy):
            endorsed = None
        written_ty = written(w, ty)
        whose = "firms" if each else owner
        yield s.InputDecl(t.name(name), written_ty, t.name(whose), each, endorsed, NOWHERE)
        w.add_input(name, owner, ty, each=each)


def _requires(w: World) -> Iterator[s.Declaration]:
    """A condition about one owner's inputs."""
    if not w.choices.maybe(1, 4):
        return
    owners = w.owners(w.choices.pick(w.own).inputs)
    visible = tuple(v for v in w.own if w.owners(v.inputs) == owners)
    w.fuel = 6
    condition = w.expr(BoolTy(), At(visible, depth=2, wanted=True, banned=True, alone=True))
    if condition.inputs:
        yield s.RequireDecl(condition.node, NOWHERE)


def _functions(w: World) -> Iterator[s.Declaration]:
    for _ in range(w.choices.below(3)):
        w.fuel = w.size.fuel // 4
        yield declared(w, (*w.inputs, *w.publics))


def _main(w: World) -> tuple[s.OutputDecl, s.FunctionDecl, bool]:
    """The output and `main`; whether all fields name what they mention."""
    at = At((*w.inputs, *w.publics), depth=w.size.depth)
    w.fuel = w.size.fuel
    lets: list[s.Let] = []
    for _ in range(w.choices.number(0, 3)):
        let, at = binding(w, at)
        lets.append(let)
    fields: list[s.OutputField] = []
    values: list[tuple[str, Typed]] = []
    covered = True
    for _ in range(w.choices.number(1, 3)):
        w.fuel = max(w.fuel, w.size.fuel // 3)
        name, ty, each = w.fresh("o"), data(w), False
        if w.groups and w.choices.maybe(1, 3):
            each, ty = True, ArrayTy(data(w), len(w.groups["firms"]))
        value = w.expr(ty, replace(at, wanted=True))
        node, whole = policy.field(w, name, written(w, _of_one(ty) if each else ty), value, each=each)
        covered = covered and whole
        fields.append(node)
        values.append((name, value))
    output = w.fresh("Out")
    given = t.arguments((n if named else None, v.node) for named, (n, v) in _named(w, values))
    release = s.Release(t.name(output), given, NOWHERE)
    result = s.NamedType(t.name(output), NOWHERE)
    body = t.block(release, lets)
    main = s.FunctionDecl(None, t.name("main"), (), (), result, None, body, NOWHERE)
    return s.OutputDecl(t.name(output), tuple(fields), NOWHERE), main, covered


def _named(w: World, values: list[tuple[str, Typed]]) -> Iterator[tuple[bool, tuple[str, Typed]]]:
    """Whether each argument is given by name: from some place on, all of them are."""
    start = w.choices.below(len(values) + 1) if w.choices.maybe(1, 3) else len(values)
    for i, value in enumerate(values):
        yield i >= start, value


def _of_one(ty: Ty) -> Ty:
    assert isinstance(ty, ArrayTy)
    return ty.element
