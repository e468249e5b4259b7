"""Rule open: the placed program opens the declared fields to their recipients, and nothing else."""

from collections.abc import Iterator
from math import comb

from tcme.compiler.core import Field
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.obligations import Fact, Obligation
from tcme.compiler.ir.layout import leaves
from tcme.compiler.ir.nodes import Mpc, Open, Public
from tcme.compiler.place.masking import masked_openings
from tcme.dsl.diagnostics import Answer, Diagnostic
from tcme.dsl.source import Span

STATISTICAL_BITS = 40


def opening(analysis: Analysis) -> Iterator[Obligation]:
    core, graph = analysis.core, analysis.placed.graph
    for field in core.fields:
        exact = _exact(field, tuple(o for o in graph.opens if o.field == field.name))
        yield _fact(
            field.name, exact, f"`{field.name}` is not opened as it is declared", field.span, field=field.name
        )
    declared = [f.name for f in core.fields]
    yield _fact(
        "order",
        [o.field for o in graph.opens] == declared,
        "the openings are not the declared fields",
        core.span,
    )
    inputs = [(i.name, i.ty, i.owner, i.endorsed) for i in core.inputs]
    same = [(i.name, i.ty, i.owner, i.endorsed) for i in graph.inputs] == inputs
    yield _fact("inputs", same, "the placed program's inputs are not the declared inputs", core.span)
    message = f"the masked openings inside MPC leak more than 2^-{STATISTICAL_BITS} in all"
    yield _fact("masks", _masks(analysis), message, core.span)
    yield _fact("field", _field(analysis), "the field of the MPC part is too small for its masks", core.span)


def _exact(field: Field, opens: tuple[Open, ...]) -> bool:
    """Opened once, at the declared type, with one leaf for each of the type, to exactly its recipients."""
    if len(opens) != 1:
        return False
    once = opens[0]
    people = sorted(once.recipients) == sorted(set(field.recipients))
    return people and once.ty == field.ty and len(once.leaves) == len(leaves(field.ty))


def _masks(analysis: Analysis) -> bool:
    """The declared number of masked openings covers what the placed nodes open, and masked · 2^-security ≤
    2^-40; a mask is a sum of one piece for each set of n-t members, and the piece of an honest one alone
    must hide."""
    protocol = analysis.placed.protocol
    if protocol is None:
        return True
    n, t = len(protocol.members), protocol.threshold
    if t < 0:
        return False
    pieces = (max(1, comb(n, min(t, n))) - 1).bit_length() + 1
    enough = protocol.masked << (STATISTICAL_BITS + pieces) <= 1 << max(0, protocol.security)
    return enough and _opened(analysis) <= protocol.masked


def _opened(analysis: Analysis) -> int:
    """Masked openings of all nodes in MPC, from the table of listed primitives."""
    nodes, places = analysis.placed.graph.nodes, analysis.placed.places
    total = 0
    for node in nodes:
        if places[node.id] == Mpc():
            public = [places[a] == Public() for a in node.args]
            total += masked_openings(node.op, [nodes[a].ty for a in node.args], node.ty, public)
    return total


def _field(analysis: Analysis) -> bool:
    """Masked values do not wrap: the field holds the value's bits, its sign, the mask and the carry."""
    protocol = analysis.placed.protocol
    return protocol is None or protocol.modulus >> (protocol.bits + protocol.security + 2) > 0


def _fact(subject: str, holds: bool, message: str, span: Span, *, field: str | None = None) -> Obligation:
    refusal = Diagnostic(code="TC310", message=message, span=span, answer=Answer.NOT_PROVED, rule="open")
    return Obligation("open", subject, Fact(holds, refusal), span, field=field)
