"""Who takes part, what is assumed, and what leaves."""

from collections.abc import Iterator

from tcme.dsl import syntax as s
from tcme.dsl.source import NOWHERE
from tcme.dsl.syntax import Level
from tests.generate import trees as t
from tests.generate.types import constant
from tests.generate.world import Typed, World

PARTIES = ("alice", "bob", "carol", "dave")
REASONS = ("agreed", 'a "reason"', "clause 7, § 2")


def principals(w: World) -> Iterator[s.Declaration]:
    w.parties = PARTIES[: w.choices.pick((3, 2, 4))]
    w.helpers = ("notary", "proxy")[: w.choices.pick((1, 0, 2))]
    yield s.PrincipalDecl("party", t.names(w.parties), NOWHERE)
    if w.helpers:
        yield s.PrincipalDecl("helper", t.names(w.helpers), NOWHERE)
    if w.allows("groups") and w.choices.maybe(1, 3):
        w.groups["firms"] = w.choices.some(w.parties)
        yield s.GroupDecl(t.name("firms"), t.names(w.groups["firms"]), NOWHERE)
    if not w.size.tiny and w.choices.maybe(1, 3):
        w.environment, w.model = "enclave", "judge"
        yield s.PrincipalDecl("environment", t.names(("enclave",)), NOWHERE)
        yield s.PrincipalDecl("publisher", t.names(("maker",)), NOWHERE)
        yield s.ModelDecl(t.name("judge"), t.name("maker"), "gemma3-270m", NOWHERE)
    yield from _assumptions(w)


def _assumptions(w: World) -> Iterator[s.Declaration]:
    """One bound over all, most times, so that something can be proved."""
    everybody = (*w.parties, *w.helpers)
    level: Level = w.choices.pick(("passive", "passive", "passive", "crafting", "active"))
    most = w.choices.pick((1, 1, 1, 0, 2))
    if not w.choices.maybe(1, 8):
        yield s.AdversaryDecl(min(most, len(everybody)), t.names(everybody), level, NOWHERE)
    if w.environment is not None and not w.choices.maybe(1, 4):
        yield s.AssumeDecl(t.names(w.parties), t.names(("enclave", "maker")), None, NOWHERE)
    if w.choices.maybe(1, 8):
        who = w.choices.pick(w.parties)
        whom = w.choices.some([p for p in everybody if p != who], most=2)
        aspect = w.choices.pick((None, "secrecy", "integrity"))
        yield s.AssumeDecl(t.names((who,)), t.names(whom), aspect, NOWHERE)


def field(w: World, name: str, ty: s.Type, value: Typed, *, each: bool) -> tuple[s.OutputField, bool]:
    """A field for the value; whether it names all inputs that the value mentions."""
    mentioned = tuple(i for i in w.input_names() if i in value.inputs)
    sources = mentioned or (w.choices.pick(w.input_names()),)
    if w.choices.maybe(1, 4):
        sources = w.choices.some(w.input_names())
    people = (*w.parties, *w.helpers, *w.groups)
    to = ("firms",) if each else _without_repeats(w, w.choices.some(people, most=3))
    steered: tuple[str, ...] = ()
    if w.choices.maybe(1, 4):
        steered = w.choices.some((*w.parties, *w.helpers), most=2)
    doc = w.choices.pick((None, None, "What it is."))
    made = s.OutputField(
        doc, t.name(name), ty, t.names(sources), t.names(to), each, w.choices.pick(REASONS), t.names(steered),
        NOWHERE,
    )  # fmt: skip
    return made, set(mentioned) <= set(sources)


def _without_repeats(w: World, names: tuple[str, ...]) -> tuple[str, ...]:
    """A group names its members: nobody stands beside it who is in it."""
    inside = {m for n in names for m in w.groups.get(n, ())}
    return tuple(n for n in names if n not in inside)


def limits(w: World) -> Iterator[s.Declaration]:
    """Lines that lower budgets or accept influence."""
    if w.choices.maybe(1, 8):
        sources = w.choices.some(w.input_names(), most=2)
        to = w.choices.some((*w.parties, *w.helpers), most=2)
        yield s.LeakDecl(w.choices.pick((64, 1, 3, 0)), t.names(sources), t.names(to), NOWHERE)
    if w.choices.maybe(1, 8):
        who = w.choices.pick(w.parties)
        others = [n for n in w.input_names() if w.owner_of(n) != who]
        if others:
            reason = w.choices.pick(REASONS)
            yield s.AcceptDecl(t.name(who), t.name(w.choices.pick(others)), reason, NOWHERE)


def tests(w: World, fields: tuple[str, ...]) -> Iterator[s.Declaration]:
    """Tests beside the program: example inputs, and what is expected of the fields."""
    if not w.choices.maybe(1, 8):
        return
    lines: list[s.TestLine | s.PrincipalDecl | s.AdversaryDecl | s.AssumeDecl] = []
    for name, each, ty in w.declared_inputs:
        value = constant(w, ty)
        for member in w.groups["firms"] if each else (None,):
            if value is not None:
                lines.append(s.Given(t.name(name), t.name(member) if member else None, value, NOWHERE))
    field = w.choices.pick(fields)
    lines.append(s.Expect(t.binary("==", t.ref(field), t.ref(field)), NOWHERE))
    people = (*w.parties, *w.helpers)
    if w.choices.maybe(1, 2):
        lines.append(s.ExpectBits(9, t.names(w.input_names()[:1]), t.names(people[:1]), NOWHERE))
    yield s.TestDecl("as it should be", tuple(lines), NOWHERE)
    if w.choices.maybe(1, 2):
        bound = s.AdversaryDecl(1, t.names(people), "crafting", NOWHERE)
        refused = s.ExpectRefused(t.name("TC302"), NOWHERE)
        yield s.TestDecl("what if they craft", (bound, refused), NOWHERE)
