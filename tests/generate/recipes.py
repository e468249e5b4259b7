"""Policies that are right for a program by how they are made, and small mistakes in them.

A setting says who takes part and what makes its flows hold; a mistake is one thing left out of it, or one too
much."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from tcme.dsl import syntax as s
from tcme.dsl.frozen import frozen
from tcme.dsl.source import NOWHERE
from tcme.dsl.syntax import Level
from tests.generate import trees as t
from tests.generate.choices import Choices
from tests.generate.policy import PARTIES
from tests.generate.world import World

Trusted: TypeAlias = Literal["nobody", "host", "host and maker"]


@frozen
class Setting:
    """`levels` of the parties, `parties` and `helpers` by their numbers; `joint` fields may combine what
    several own; influence is `endorsed`, `accepted`, or neither; with `asks` there is a model.

    `own`: a field goes only to the owner of what it tells about."""

    name: str
    levels: tuple[Level, ...]
    parties: tuple[int, ...]
    helpers: tuple[int, ...]
    joint: bool = True
    influence: Literal["", "endorsed", "accepted"] = ""
    asks: bool = False
    trusted: Trusted = "nobody"
    own: bool = False


SETTINGS = (
    Setting("shared", ("passive",), (2, 3, 4), (1, 2)),
    Setting("vouched", ("crafting",), (2, 3), (1, 2), influence="endorsed"),
    Setting("accepting", ("crafting",), (2, 3), (1,), influence="accepted"),
    Setting("hosted", ("passive", "crafting"), (2, 3), (0,), influence="endorsed",
            trusted="host and maker"),
    Setting("judged", ("passive", "crafting"), (2, 3), (0, 1), asks=True, influence="accepted",
            trusted="host and maker"),
    Setting("endorsed answers", ("crafting",), (2,), (1,), asks=True, influence="endorsed",
            trusted="host and maker"),
    Setting("advised", ("passive", "crafting", "active"), (2,), (0, 1), joint=False, asks=True,
            trusted="host", own=True),
    Setting("alone", ("active", "crafting"), (2, 3), (0, 1), joint=False),
)  # fmt: skip

ANYWHERE = (
    "source", "source", "source", "source", "recipient", "level", "level", "limit", "unbounded",
    "leak", "leak", "leak", "learn", "steer", "steer", "endorse", "require", "require", "accept nothing",
    "nobody", "pin", "helper", "too wide", "too wide", "too wide", "too wide", "too wide",
)  # fmt: skip
"""Mistakes that any setting allows, as often as they are likely; the others below belong to some."""


class Slips:
    """The mistakes of a program, each made once, where there is occasion for it."""

    def __init__(self, choices: Choices, setting: Setting) -> None:
        count, own = choices.pick((0, 1, 1, 2, 1, 1, 2)), tuple(_likely(setting))
        self._left = {choices.pick(own if own and choices.maybe(1, 2) else ANYWHERE) for _ in range(count)}
        self.many = count > 1

    def has(self, mistake: str) -> bool:
        """Whether it is to be made; then it is made."""
        found = mistake in self._left
        self._left.discard(mistake)
        return found

    def waits(self, mistake: str) -> bool:
        return mistake in self._left


def _likely(setting: Setting) -> Iterator[str]:
    if setting.influence == "endorsed":
        yield "endorsement"
    if setting.influence == "accepted":
        yield "acceptance"
    if setting.trusted != "nobody":
        yield from ("trust", "secrecy", "integrity")
    if setting.own:
        yield from ("steered", "steered", "steered", "to others")
    if setting.asks:
        yield from ("elsewhere", "elsewhere", "elsewhere", "no environment", "picked in mpc", "picked in mpc")


def people(w: World, setting: Setting, level: Level, slips: Slips) -> Iterator[s.Declaration]:
    """Parties, helpers, now and then a group; the environment and who makes the model."""
    w.parties = PARTIES[: w.choices.pick(setting.parties)]
    helpers = w.choices.pick(setting.helpers)
    w.helpers = ("notary", "proxy")[: max(0, helpers - 1) if slips.has("helper") else helpers]
    yield s.PrincipalDecl("party", t.names(w.parties), NOWHERE)
    if w.helpers:
        yield s.PrincipalDecl("helper", t.names(w.helpers), NOWHERE)
    if w.choices.maybe(1, 4):
        w.groups["firms"] = w.choices.some(w.parties)
        yield s.GroupDecl(t.name("firms"), t.names(w.groups["firms"]), NOWHERE)
    if setting.trusted != "nobody" and not slips.has("no environment"):
        w.environment = "enclave"
        vault = ("vault",) if slips.waits("elsewhere") else ()
        yield s.PrincipalDecl("environment", t.names(("enclave", *vault)), NOWHERE)
    if setting.asks:
        w.model = "judge"
        yield s.PrincipalDecl("publisher", t.names(("maker",)), NOWHERE)
        yield s.ModelDecl(t.name("judge"), t.name("maker"), "small-model", NOWHERE)
    yield from _bounds(w, level, slips)
    yield from _trust(w, setting, slips)


def _bounds(w: World, level: Level, slips: Slips) -> Iterator[s.Declaration]:
    """As many as shares withstand, of all who hold shares; helpers at most follow the protocol and look."""
    everybody = (*w.parties, *w.helpers)
    most = max(1, (len(everybody) - 1) // 2)
    limit = w.choices.number(1, most) if w.choices.maybe(1, 3) else 1
    if slips.has("limit"):
        limit = w.choices.pick((most + 1, len(everybody)))
    if slips.has("nobody"):
        limit = 0
    if slips.has("level"):
        level = "crafting" if level == "passive" else "active"
    if slips.has("unbounded"):
        left_out = w.choices.pick(everybody)
        everybody = tuple(p for p in everybody if p != left_out)
    if everybody:
        yield s.AdversaryDecl(limit, t.names(everybody), level, NOWHERE)
    if w.choices.maybe(1, 8):
        some = w.choices.some(w.parties)
        yield s.AdversaryDecl(1, t.names(some), w.choices.pick(("crafting", "passive", "active")), NOWHERE)


def _trust(w: World, setting: Setting, slips: Slips) -> Iterator[s.Declaration]:
    """Everybody trusts the host, and the maker of the model, in one line or in two."""
    hosts = [w.environment] if w.environment and setting.trusted != "nobody" else []
    makers = ["maker"] if setting.asks and setting.trusted == "host and maker" else []
    for whom in (*hosts, *makers):
        who = list(w.parties)
        if slips.has("trust"):
            who.pop(w.choices.below(len(who)))
        aspects = [None] if w.choices.maybe(2, 3) else ["secrecy", "integrity"]
        if whom == "enclave" and slips.waits("secrecy"):
            slips.has("secrecy")
            aspects = ["secrecy"]
        if slips.has("integrity"):
            aspects = ["integrity"]
        for aspect in aspects if who else ():
            yield s.AssumeDecl(t.names(who), t.names((whom,)), aspect, NOWHERE)  # type: ignore[arg-type]
    if w.choices.maybe(1, 8):
        who = w.choices.pick(w.parties)
        whom = w.choices.pick([p for p in (*w.parties, *w.helpers) if p != who])
        yield s.AssumeDecl(
            t.names((who,)), t.names((whom,)), w.choices.pick((None, "secrecy", "integrity")), NOWHERE
        )


def acceptances(w: World, setting: Setting, slips: Slips) -> Iterator[s.Declaration]:
    """Every owner accepts everybody else who crafts; the maker too where nobody trusts it."""
    people = (*w.parties, *(("maker",) if setting.asks and setting.trusted == "host" else ()))
    lines = [(q, x) for x in w.input_names() for q in people if w.owners((x,)) != (q,)]
    if setting.influence != "accepted":
        lines = []
    if slips.waits("acceptance") and lines:
        slips.has("acceptance")
        lines.pop(w.choices.below(len(lines)))
    if slips.has("accept nothing"):
        x = w.choices.pick(w.input_names())
        lines.append((w.choices.pick((w.owner_of(x), *w.helpers)), x))
    reason = w.choices.pick(("agreed", "clause 7"))
    for influencer, source in lines:
        yield s.AcceptDecl(t.name(influencer), t.name(source), reason, NOWHERE)
