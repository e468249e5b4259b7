"""Why a node can run nowhere, and what would help."""

from collections.abc import Iterable, Mapping, Sequence

from tcme.compiler.core import CoreProgram, Threshold
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Graph, Node, Protocol, Where
from tcme.compiler.place.protocol import MOST_FIELD_BITS, members, node_bits, threshold
from tcme.compiler.suggestions import STRENGTH, adversary_line, in_place_of, trust_lines
from tcme.dsl.diagnostics import Answer, Diagnostic, Note
from tcme.dsl.syntax import Level

__all__ = [
    "Diagnostic",
    "asks_elsewhere",
    "cannot_reach",
    "cannot_run_at",
    "field_too_large",
    "no_threshold",
    "nowhere",
    "two_models",
]


def nowhere(
    core: CoreProgram,
    node: Node,
    sources: frozenset[str],
    shares: Sequence[str],
    environments: Mapping[str, bool],
    *,
    has_text: bool,
) -> Diagnostic:
    """TC501: each candidate with its reason."""
    mpc = "MPC computes with numbers, not with texts" if has_text else _mpc(core, shares)
    bounded = () if has_text or len(shares) < 3 else (_bounded(core, shares),)
    ways = (*bounded, _trusted(core, sources, environments))
    return Diagnostic(
        "TC501",
        f"no place may compute this from {listed(sorted(sources))}",
        node.span,
        label="needs values of several owners together",
        notes=(Note(mpc), *_environments(environments)),
        help="; or ".join(ways),
        answer=Answer.REFUTED,
        rule="place",
    )


def _mpc(core: CoreProgram, shares: Sequence[str]) -> str:
    """What is the matter with shares: nobody bounded, a member that deviates, or too many together."""
    t = (len(shares) - 1) // 2
    if not _bounds(core, shares):
        return f"MPC among {listed(shares)}: no `adversary` line bounds them, so all of them may be corrupt"
    deviating = [name for name in shares if _ceiling(core, name) == "active"]
    if deviating:
        return (
            f"MPC among {listed(shares)}: an admissible adversary has {listed(deviating, last='or')} active, "
            "and shares keep nothing from a member that deviates from the protocol"
        )
    return (
        f"MPC among {listed(shares)} needs more than {t} of them to be corrupt before anything is read: "
        "an admissible adversary has that many, and may not read all of it"
    )


def _bounded(core: CoreProgram, shares: Sequence[str]) -> str:
    """The `adversary` line with which shares hide."""
    present = _bounds(core, shares)
    limits = [t.limit for t in present if set(t.members) >= set(shares)]
    limit = min((*limits, (len(shares) - 1) // 2))
    line = in_place_of(adversary_line(limit, shares, _level(core, shares)), _within(present, shares))
    if any(_ceiling(core, name) == "active" for name in shares) or limit in limits:
        return line
    return f"{line}; or add helpers and name them there"


def _bounds(core: CoreProgram, people: Sequence[str]) -> tuple[Threshold, ...]:
    return tuple(t for t in core.thresholds if set(t.members) & set(people))


def _within(lines: Sequence[Threshold], people: Sequence[str]) -> tuple[Threshold, ...]:
    """Lines that one about all of the people can replace."""
    return tuple(t for t in lines if set(t.members) <= set(people))


def _ceiling(core: CoreProgram, name: str) -> Level:
    """The worst that the `adversary` lines let a party or helper be."""
    levels: list[Level] = ["active", *(t.level for t in _bounds(core, (name,)))]
    return min(levels, key=STRENGTH.index)


def _level(core: CoreProgram, people: Sequence[str]) -> Level:
    """The level that the program has for these already, below deviation, which shares do not stand."""
    levels: list[Level] = [t.level for t in _bounds(core, people)] or ["passive"]
    lowest = min(levels, key=STRENGTH.index)
    return "crafting" if lowest == "active" else lowest


def _trusted(core: CoreProgram, sources: frozenset[str], environments: Mapping[str, bool]) -> str:
    """An environment that can be trusted with all inputs, by those owners who do not trust it yet."""
    owners = tuple(dict.fromkeys(i.owner for i in core.inputs if i.name in sources))
    reached = [name for name, there in environments.items() if there]
    lines = [line for name in reached for line in trust_lines(core, owners, name)]
    return "; or ".join(lines) if lines else "trust an `environment` with all of these inputs"


def _environments(environments: Mapping[str, bool]) -> Iterable[Note]:
    if not environments:
        yield Note("the program declares no environment")
    for name, reached in environments.items():
        if reached:
            yield Note(f"`{name}`: an admissible adversary inside it may not read all of these inputs")
        else:
            yield Note(f"`{name}`: part of this is already in MPC or in another environment, and stays there")


def no_threshold(
    core: CoreProgram, node: Node, sources: frozenset[str], environments: Mapping[str, bool]
) -> Diagnostic:
    """TC502: MPC would be needed, and its threshold is 0."""
    people = members(core)
    added = _new_names(core, 3 - len(people))
    everyone = (*people, *added)
    plain = ", ".join(added)
    level = _level(core, everyone)
    present = _within(_bounds(core, everyone), everyone)
    line = in_place_of(adversary_line((len(everyone) - 1) // 2, everyone, level), present)
    others = len(people) > 1 and any(environments.values())
    trusted = (_trusted(core, sources, environments),) if others else ()
    count = {1: "one party means", 2: "two parties mean"}.get(len(people), f"{len(people)} members mean")
    return Diagnostic(
        "TC502",
        f"{count} a threshold of 0: no secrecy for {listed(sorted(sources))}",
        node.span,
        label="needs values of several owners together",
        notes=(
            Note(f"with shares among {listed(people)} alone, each of them could read everything"),
            *_environments(environments),
        ),
        help="; or ".join((f"add `helper {plain}` and {line}", *trusted)),
        answer=Answer.REFUTED,
        rule="place",
    )


def _new_names(core: CoreProgram, count: int) -> tuple[str, ...]:
    taken = {p.name for p in core.principals}
    usual = ("notary", "registry", "observer", *(f"helper_{i}" for i in range(1, 9)))
    return tuple(name for name in usual if name not in taken)[:count]


def cannot_reach(node: Node, where: Where, args: Iterable[Where]) -> Diagnostic:
    """TC504: a model would read what is elsewhere and may not leave."""
    kept = sorted({named(a) for a in args if a != where and not isinstance(a, ir.Public | ir.Local)})
    others = sorted({named(a) for a in args if isinstance(a, ir.Local) and a != where})
    held = kept or others
    return Diagnostic(
        "TC504",
        f"what this reads is computed {' and '.join(held)} and cannot move to {named(where, bare=True)}",
        node.span,
        label=f"runs {named(where)}",
        notes=(Note("values leave MPC and environments only through fields of the output"),),
        help="let the model answer about inputs, and compute with its answers afterwards",
        answer=Answer.REFUTED,
        rule="place",
    )


def two_models(node: Node, wanted: Iterable[Where]) -> Diagnostic:
    """TC504: models in different places would read one value."""
    where = sorted(named(w, bare=True) for w in wanted)
    return Diagnostic(
        "TC504",
        f"a value of several owners cannot go to {' and '.join(where)} at once",
        node.span,
        label="is read by models in several places",
        notes=(Note("values leave MPC and environments only through fields of the output"),),
        help="ask both models in one place",
        answer=Answer.REFUTED,
        rule="place",
    )


def cannot_run_at(
    core: CoreProgram,
    node: Node,
    where: Where | None,
    args: Iterable[Where],
    sources: frozenset[str],
    *,
    has_text: bool,
) -> Diagnostic:
    """TC507: the program demands a place where this cannot run; the notes say what is in the way."""
    if where is None:
        message = f"the steps of one fold cannot run at {listed((node.pin or '').split(', '))}"
        return _pin_refused(node, message, "a fold runs in one place", "")
    here = named(where)
    strangers = sorted({named(a) for a in args if not _moves(a, where)})
    if strangers:
        why = f"what it reads is {' and '.join(strangers)} and cannot move to {named(where, bare=True)}"
        return _pin_refused(node, f"this cannot run {here}", why, "")
    if isinstance(where, ir.Mpc) and threshold(core) == 0:
        why = f"with shares among {listed(members(core))} alone, each of them could read everything"
        return _pin_refused(node, f"this cannot run {here}", why, "add a `helper` and bound the members")
    if isinstance(where, ir.Mpc) and has_text:
        return _pin_refused(node, f"this cannot run {here}", "MPC computes with numbers, not with texts", "")
    inputs = listed(sorted(sources))
    why = (
        _mpc(core, members(core))
        if isinstance(where, ir.Mpc)
        else (f"an admissible adversary inside {named(where, bare=True)} may not read {inputs}")
    )
    trusted = isinstance(where, ir.Environment)
    help_ = _trusted(core, sources, {where.name: True}) if isinstance(where, ir.Environment) else ""
    return _pin_refused(node, f"this cannot run {here}", why, help_ if trusted else "")


def _moves(source: Where, target: Where) -> bool:
    """As in `decide.reaches`, of a value that is not public."""
    inward = isinstance(target, ir.Mpc) or (
        isinstance(source, ir.Local) and isinstance(target, ir.Environment)
    )
    return source == target or (inward and not isinstance(source, ir.Mpc))


def asks_elsewhere(node: Node, pin: str, where: Where) -> Diagnostic:
    """TC507: a model answers where the program says, and that is not the place around."""
    what = "MPC" if pin == "mpc" else f"`{pin}`"
    why = f"the model answers {named(where)}"
    return _pin_refused(node, f"this question is not asked in {what}", why, "")


def _pin_refused(node: Node, message: str, why: str, more: str) -> Diagnostic:
    drop = "leave out `at … { }`, so that a place is chosen"
    return Diagnostic(
        "TC507",
        message,
        node.span,
        label=f"demanded by `at {node.pin}`",
        notes=(Note(why),),
        help=f"{drop}; or {more}" if more else drop,
        answer=Answer.REFUTED,
        rule="place",
    )


def field_too_large(
    core: CoreProgram, graph: Graph, places: Sequence[Where], protocol: Protocol
) -> Diagnostic:
    """TC505: shown at the widest node."""
    inside = [n for n in graph.nodes if isinstance(places[n.id], ir.Mpc)]
    types = [n.ty for n in graph.nodes]
    widest = max(inside, key=lambda n: node_bits(n.op, [types[a] for a in n.args], n.ty))
    return Diagnostic(
        "TC505",
        f"the masks would need a field of more than {MOST_FIELD_BITS} bits",
        widest.span,
        label=f"values of {protocol.bits} bits here",
        notes=(
            Note(f"{protocol.security} bits of mask over {protocol.masked} masked openings"),
            Note(f"the threshold is {threshold(core)} of {len(protocol.members)} members"),
        ),
        help="narrow the ranges of the inputs or compute with smaller numbers",
        answer=Answer.NOT_PROVED,
        rule="open",
    )


def named(where: Where, *, bare: bool = False) -> str:
    """`in MPC`, `in `enclave``, `at `alice`` (without the preposition when `bare`)."""
    match where:
        case ir.Public():
            return "everybody" if bare else "in public"
        case ir.Local(party):
            return f"`{party}`" if bare else f"at `{party}`"
        case ir.Environment(name):
            return f"`{name}`" if bare else f"in `{name}`"
        case ir.Mpc():
            return "MPC" if bare else "in MPC"


def listed(names: Sequence[str], *, last: str = "and") -> str:
    """Names in backticks, as in a sentence."""
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
