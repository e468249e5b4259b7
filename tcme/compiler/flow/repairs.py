"""The smallest changes that would let a refused program through, as help.

One change is proposed for each way in which the rule fails, over all adversaries and not only over the one
that is shown, so that the program passes when they are all made."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tcme.compiler.core import Field, file_key
from tcme.compiler.flow.acceptance import unaccepted
from tcme.compiler.flow.analysis import Analysis, receives
from tcme.compiler.flow.axioms import axioms, listed
from tcme.compiler.flow.formula import AtLeast, AtMost, conj, neg, someone
from tcme.compiler.flow.labels import Label, ordered
from tcme.compiler.flow.paths import influence_starts
from tcme.compiler.ir.nodes import Ask, Input, Node
from tcme.compiler.suggestions import lowered, missing_trust, trust_lines
from tcme.dsl.syntax import Level
from tcme.dsl.ty import cardinality

AND, OR = "; and ", "; or "
APART = "ask about each owner's words apart, endorse each finite answer"
ONE_OWNER = "endorse what depends on one owner's inputs only, before it meets the inputs of others"


def robust_repairs(analysis: Analysis, field: Field) -> str:
    """Ways out for all influences that a release forbids."""
    label = analysis.field(field.name)
    atoms = [a for a in ordered(label.influence) if _harms(analysis, field, a)]
    planted = [a for a in atoms if _crafts(analysis, a)]
    others = [a for a in atoms if a not in planted]
    inputs, asked = _starts(analysis, analysis.leaves(field.name), planted)
    changes = (
        *_assumed(analysis, _owners(analysis, label.sources), others),
        *_endorsed(inputs),
        *_asked(analysis, field, asked, planted),
    )
    return AND.join(dict.fromkeys(changes))


def steer_repairs(analysis: Analysis, field: Field, allowed: Iterable[str]) -> str:
    """Naming everybody who steers a field without being named, or assuming that nobody of them does."""
    stranger = neg(someone(allowed, "crafting"))
    atoms = [
        a
        for a in ordered(analysis.field(field.name).influence)
        if analysis.space.holds_somewhere(conj(a, stranger))
    ]
    names = dict.fromkeys((*field.steered_by, *(a.principal for a in atoms)))
    owners = _owners(analysis, field.sources)
    left = somebody_left(analysis, owners, (a.principal for a in atoms))
    away = " and ".join(_assumed(analysis, owners, atoms)) if left else ""
    said = f"say so: `steered by {', '.join(names)}`"
    return f"{said}{OR}assume it away: {away}" if away else said


def transparent_repairs(analysis: Analysis, label: Label, sinks: Sequence[int]) -> str:
    """What makes an endorsement forgive only those who may read the value, which comes from `sinks`."""
    atoms = _blind(analysis, label)
    planted = [a for a in atoms if _crafts(analysis, a)]
    others = [a for a in atoms if a not in planted]
    apart = _apart(analysis, sinks, planted) if planted else ()
    return AND.join((*apart, *_assumed(analysis, _owners(analysis, label.sources), others)))


def _apart(analysis: Analysis, sinks: Sequence[int], planted: Sequence[AtLeast]) -> Iterator[str]:
    """Endorsing each owner's part before it meets the others; words that one model reads never come apart."""
    inputs, asked = _starts(analysis, sinks, planted)
    if asked:
        yield OR.join((APART, _away(analysis, planted)))
    else:
        yield f"{ONE_OWNER}: {_inputs(inputs)}"


def _harms(analysis: Analysis, field: Field, atom: AtLeast) -> bool:
    label = analysis.field(field.name)
    alone = Label(label.sources, frozenset((atom,)))
    left = unaccepted(analysis.core, field, alone, analysis.core.accepts)
    reads = (receives(field.recipients), analysis.may_not_read(label.sources))
    return analysis.space.holds_somewhere(conj(*reads, left))


def _blind(analysis: Analysis, label: Label) -> list[AtLeast]:
    """Influences of adversaries that may not read the value."""
    unread = analysis.may_not_read(label.sources)
    return [a for a in ordered(label.influence) if analysis.space.holds_somewhere(conj(a, unread))]


def _crafts(analysis: Analysis, atom: AtLeast) -> bool:
    return atom.level == "crafting" and analysis.core.kind(atom.principal) == "party"


def _owners(analysis: Analysis, sources: Iterable[str]) -> tuple[str, ...]:
    """Owners of the sources, in declared order."""
    chosen = set(sources)
    return tuple(dict.fromkeys(i.owner for i in analysis.core.inputs if i.name in chosen))


def _assumed(analysis: Analysis, owners: Sequence[str], atoms: Iterable[AtLeast]) -> Iterator[str]:
    """Lines by which publishers and hosts do nothing against the owners, and members keep to the protocol."""
    for name in dict.fromkeys(a.principal for a in atoms):
        if analysis.core.kind(name) in ("publisher", "environment"):
            yield from trust_lines(analysis.core, owners, name)
        else:
            honest: Level = "crafting" if analysis.core.kind(name) == "party" else "passive"
            yield from lowered(analysis.core, (name,), honest)


def somebody_left(analysis: Analysis, owners: Sequence[str], names: Iterable[str]) -> bool:
    """Whether for each input somebody corrupt is left who may not read it, if the owners trust all these."""
    trusts = tuple(t for name in dict.fromkeys(names) for t in missing_trust(analysis.core, owners, name))
    more = [axiom.formula for axiom in axioms(replace(analysis.core, thresholds=(), trusts=trusts))]
    corrupt = neg(AtMost(0, analysis.space.principals))
    kept = (conj(corrupt, analysis.may_not_read((i.name,)), *more) for i in analysis.core.inputs)
    return all(map(analysis.space.holds_somewhere, kept))


def _starts(
    analysis: Analysis, sinks: Sequence[int], atoms: Iterable[AtLeast]
) -> tuple[tuple[str, ...], tuple[Node, ...]]:
    """Where crafting gets in: inputs that can be endorsed, and model calls."""
    nodes = [n for atom in atoms for n in influence_starts(analysis, sinks, atom)]
    names = {n.op.name for n in nodes if isinstance(n.op, Input)}
    inputs = (i for i in analysis.core.inputs if i.name in names and cardinality(i.ty) is not None)
    asked = (n for n in nodes if isinstance(n.op, Ask))
    return tuple(i.name for i in inputs), tuple(dict.fromkeys(asked))


def _endorsed(inputs: Sequence[str]) -> Iterator[str]:
    if inputs:
        noun = "input" if len(set(map(file_key, inputs))) == 1 else "inputs"
        yield f"endorse the {noun}, if any value will do: {_inputs(inputs)}"


def _inputs(inputs: Sequence[str]) -> str:
    names = dict.fromkeys(map(file_key, inputs))
    return ", ".join(f'`input {name} … endorsed because "…"`' for name in names)


def _asked(
    analysis: Analysis, field: Field, asked: Sequence[Node], planted: Sequence[AtLeast]
) -> Iterator[str]:
    """About one owner's words the answer can be endorsed; about several owners' words it cannot."""
    joint = False
    for node in asked:
        label = analysis.labels.label[node.id]
        blind = _blind(analysis, label)
        if any(_crafts(analysis, a) for a in blind):
            joint = True
        else:
            assert isinstance(node.op, Ask)
            model = analysis.placed.graph.asks[node.op.site].model
            yield f'endorse the answer: `endorse ask {model}(…) … because "…"`'
            yield from _assumed(analysis, _owners(analysis, label.sources), blind)
    if joint:
        yield OR.join(_together(analysis, field, planted))


def _together(analysis: Analysis, field: Field, planted: Sequence[AtLeast]) -> Iterator[str]:
    """Ways out where one model reads the words of several owners."""
    shared = len(analysis.core.named("party", "helper")) > 2
    where = " in MPC" if shared else ""
    yield f"{APART}, and compare the answers{where}"
    pairs = dict.fromkeys((q, file_key(x)) for q, x in _unread(analysis, field, planted))
    accepted = [f'`accept influence of {q} on {x} because "…"`' for q, x in pairs]
    if accepted:
        yield f"let the {'owner' if len(accepted) == 1 else 'owners'} accept it: {', '.join(accepted)}"
    yield _away(analysis, planted)


def _away(analysis: Analysis, planted: Sequence[AtLeast]) -> str:
    crafting = [a.principal for a in planted]
    lines = " and ".join(lowered(analysis.core, crafting, "passive"))
    return f"assume it away for {listed(crafting)}: {lines}"


def _unread(analysis: Analysis, field: Field, planted: Iterable[AtLeast]) -> Iterator[tuple[str, str]]:
    """Who crafts and which sources of others the field tells about, as far as nobody accepted it."""
    given = {(a.influencer, a.source) for a in analysis.core.accepts}
    sources = sorted(analysis.field(field.name).sources | set(field.sources))
    for atom in planted:
        for x in sources:
            if analysis.owners[x] != atom.principal and (atom.principal, x) not in given:
                yield atom.principal, x
