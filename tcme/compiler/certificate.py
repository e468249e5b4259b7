"""The certificate of a proved program (`*.flow.json`): what was shown, of what, and all that redoing it
needs.

Canonical JSON: the same program gives the same bytes.  The tree and the placed program are in it whole;
the lists are there for people, and the independent checker compares them with what it derives itself.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from math import log2, prod
from typing import TypeAlias, assert_never

from tcme.compiler.core import Claim, CoreProgram, Endorse, Field
from tcme.compiler.flow import RULES, FlowReport
from tcme.compiler.flow.formula import RANK, AtLeast
from tcme.compiler.flow.labels import Label, ordered
from tcme.compiler.ir import codec
from tcme.compiler.ir.nodes import Environment, Local, Mpc, Placed, Public, Where
from tcme.compiler.semantic.proof import Equal, Impossible, Proof, Shown, Split
from tcme.compiler.smt.script import digits
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax
from tcme.dsl.source import Source
from tcme.dsl.syntax import AdversaryDecl, AssumeDecl, Level, Program, RequireDecl
from tcme.dsl.ty import cardinality

FORMAT = "tcme-flow-3"

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def certify(source: Source, surface: Program, core: CoreProgram, placed: Placed, report: FlowReport) -> bytes:
    """The bytes of the certificate; only a proved program has one."""
    if not report.proved:
        raise ValueError("only what is proved is certified")
    return canonical(sealed(certificate(source, surface, core, placed, report)))


def sealed(sections: dict[str, Json]) -> dict[str, Json]:
    """With the digest of all sections, so that no byte of any can change unnoticed."""
    return {**sections, "seal": _sha(canonical(sections))}


def canonical(value: Json) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def certificate(
    source: Source, surface: Program, core: CoreProgram, placed: Placed, report: FlowReport
) -> dict[str, Json]:
    """All sections but the seal."""
    tree, circuit = _json(surface), _json(placed)
    return {
        "format": FORMAT,
        "program": core.name,
        "digests": _digests(source.own, tree, circuit, report.smt),
        "tree": tree,
        "ir": circuit,
        "adversaries": {"count": report.adversaries, "axioms": list(_axioms(surface))},
        "groups": [{"name": name, "members": list(members)} for name, members in core.groups],
        "modules": [{"path": m.path, "sha256": m.sha256} for m in core.modules],
        "publics": [{"name": p.name, "file": p.file, "sha256": p.sha256} for p in core.publics],
        "inputs": [{"name": i.name, "owner": i.owner, "endorsed": i.endorsed} for i in core.inputs],
        "fields": [_field(report, f) for f in core.fields],
        "endorsements": list(_endorsements(tree)) if _endorses(surface) else [],
        "acceptances": [
            {"influencer": a.influencer, "source": a.source, "because": a.because} for a in core.accepts
        ],
        "totals": list(_totals(core)),
        "placement": _placement(placed),
        "models": [{"name": m.name, "publisher": m.publisher, "reference": m.reference} for m in core.models],
        "obligations": list(_obligations(surface, core, placed, report)),
        "semantic": [_shown(fact) for fact in report.analysis.shown],
    }


def rules_digest() -> str:
    """SHA-256 over the ids and statements of the rules, in order."""
    return _sha(canonical([[r.id, r.statement] for r in RULES]))


def _json(value: object) -> Json:
    """As the placed program is written: `{"node": "Name", field: …, "at": [start, end]}`."""
    made: Json = codec.to_json(value)  # type: ignore[assignment]
    return made


def _digests(text: str, tree: Json, circuit: Json, smt: str) -> Json:
    return {
        "source": _sha(text.encode()),
        "tree": _sha(canonical(tree)),
        "ir": _sha(canonical(circuit)),
        "rules": rules_digest(),
        "smt": _sha(smt.encode()),
    }


def _sha(data: bytes) -> str:
    return sha256(data).hexdigest()


def _axioms(surface: Program) -> Iterator[str]:
    """The declared assumptions as people wrote them: thresholds, then trust."""
    for d in surface.declarations:
        if isinstance(d, AdversaryDecl):
            yield f"adversary at most {d.limit} of {_names(d.names)} {d.level}"
    for d in surface.declarations:
        if isinstance(d, AssumeDecl):
            verb = "trusts" if len(d.who) == 1 else "trust"
            aspect = "" if d.aspect is None else f" for {d.aspect}"
            yield f"assume {_names(d.who)} {verb} {_names(d.trusted)}{aspect}"


def _names(names: tuple[syntax.Name, ...]) -> str:
    return ", ".join(n.text for n in names)


def _field(report: FlowReport, field: Field) -> Json:
    label = report.analysis.field(field.name)
    return {
        "name": field.name,
        "sources": list(field.sources),
        "recipients": list(field.recipients),
        "because": field.because,
        "steered_by": list(field.steered_by),
        "depends": [*sorted(label.sources)],
        "influence": [[principal, level] for principal, level in _least(label).items()],
        **_measured(cardinality(field.ty) or 1),
    }


def _least(label: Label) -> dict[str, Level]:
    """Who influences a value, each from the lowest level on."""
    found: dict[str, Level] = {}
    for atom in sorted(ordered(label.influence), key=_rank, reverse=True):
        found[atom.principal] = atom.level
    return dict(sorted(found.items()))


def _rank(atom: AtLeast) -> int:
    return RANK[atom.level]


def _shown(fact: Shown) -> Json:
    return {
        "field": fact.field,
        "source": fact.source,
        "opaque": list(fact.opaque),
        "proof": _proof(fact.proof),
    }


def _proof(proof: Proof) -> Json:
    match proof:
        case Equal():
            return "equal"
        case Impossible(multiples):
            return {"impossible": list(multiples)}
        case Split(literal, yes, no):
            at_least: list[Json] = [[c, list(names)] for c, names in literal]
            return {"at_least": at_least, "yes": _proof(yes), "no": _proof(no)}
        case _:
            assert_never(proof)


def _measured(values: int) -> dict[str, Json]:
    return {"values": digits(values), "bits": round(log2(values), 2)}


def _endorses(surface: Program) -> bool:
    return any(isinstance(node, syntax.Endorse) for node in walk(surface))


def _endorsements(tree: Json) -> Iterator[Json]:
    """Every endorsement in the text, in the order of the canonical tree."""
    if isinstance(tree, dict):
        if tree["node"] == "Endorse":
            yield {"because": tree["because"], "at": tree["at"]}
        parts = [tree[key] for key in sorted(tree)]
    else:
        parts = tree if isinstance(tree, list) else []
    for part in parts:
        if isinstance(part, dict | list):
            yield from _endorsements(part)


def _totals(core: CoreProgram) -> Iterator[Json]:
    """For each input and recipient other than its owner: the answers that all their fields together can
    give."""
    for source in core.inputs:
        for who in (p.name for p in core.principals if p.name != source.owner):
            fields = [f for f in core.fields if source.name in f.sources and who in f.recipients]
            if fields:
                values = prod(cardinality(f.ty) or 1 for f in fields)
                yield {"source": source.name, "recipient": who, **_measured(values)}


def _placement(placed: Placed) -> list[Json]:
    names = [_named(w) for w in placed.places]
    return [{"place": name, "nodes": names.count(name)} for name in sorted(set(names))]


def _named(where: Where) -> str:
    match where:
        case Public():
            return "public"
        case Mpc():
            return "mpc"
        case Local(name):
            return f"local {name}"
        case Environment(name):
            return f"environment {name}"


def _obligations(
    surface: Program, core: CoreProgram, placed: Placed, report: FlowReport
) -> Iterator[dict[str, Json]]:
    """What the checker derives too, by rule and subject; proved where all of the rule is."""
    open_rules = {v.rule for v in report.verdicts if v.answer != "proved"}
    for rule, subject in sorted({*_subjects(surface, core, placed), *_without(report)}):
        yield {"rule": rule, "subject": subject, "answer": "not proved" if rule in open_rules else "proved"}


def _without(report: FlowReport) -> Iterator[tuple[str, str]]:
    return (("sources", f"{fact.field} without {fact.source}") for fact in report.analysis.shown)


def _subjects(surface: Program, core: CoreProgram, placed: Placed) -> Iterator[tuple[str, str]]:
    for source in core.inputs:
        yield from (("covered", source.name), ("budget", source.name))
        if source.endorsed is not None:
            yield "transparent", source.name
    for field in core.fields:
        yield from ((rule, field.name) for rule in ("sources", "robust", "steer", "open"))
    for node in walk(core.result):  # what no field needs is not placed, and signed all the same
        if isinstance(node, Endorse):
            yield "transparent", node.because
        elif isinstance(node, Claim):
            yield "claim", claimed(node)
    yield from (("ask", site.model) for site in placed.graph.asks)
    yield from (("place", _named(where)) for where in placed.places)
    required = sum(isinstance(d, RequireDecl) for d in surface.declarations)
    yield from (("require", f"require {number}") for number in range(1, required + 1))
    if placed.protocol is not None:
        yield "open", "protocol"


def claimed(node: Claim) -> str:
    """A claim with its groups written out."""
    parts = (("learn", node.learn), ("steer", node.steer))
    return " ".join(f"{word} {', '.join(names)}" for word, names in parts if names is not None)
