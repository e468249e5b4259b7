"""What is claimed and what is not, in the program's own names: the text that every party signs."""

from collections.abc import Iterator, Mapping

from tcme.compiler.core import CoreProgram, Field
from tcme.compiler.flow.wording import bits, counted, plural
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.place.refusals import listed
from tcme.dsl.ty import cardinality


def sentences(
    core: CoreProgram,
    placed: Placed,
    steerers: Mapping[str, tuple[str, ...]],
    adversaries: int | None,
) -> tuple[str, ...]:
    return (
        _simulated(core, placed, adversaries),
        *(sentence for field in core.fields for sentence in _field(field, steerers.get(field.name, ()))),
        *_beside(core),
    )


def _simulated(core: CoreProgram, placed: Placed, adversaries: int | None) -> str:
    every = "every adversary" if adversaries is None else f"each of the {adversaries} adversaries"
    mpc = "up to 2^-40 in all, assuming the PRF and the sealed channels"
    gap = mpc if placed.protocol else "assuming the sealed channels"
    known = "and the output fields addressed to it"
    if core.requires:
        known = "the output fields addressed to it, and that the requirements hold"
    return (
        f"For {every} that `{core.name}` admits, all it sees during a run can be simulated from its own "
        f"inputs{',' if core.requires else ''} {known} ({gap})."
    )


def _field(field: Field, by: tuple[str, ...]) -> Iterator[str]:
    values = cardinality(field.ty) or 1
    yield (
        f"`{field.name}` depends only on {listed(field.sources)}, "
        f"is one of {plural(counted(values), 'value')} (at most {plural(bits(values), 'bit')}), "
        f"and goes to {listed(field.recipients)} and nobody else, because: {field.because}."
    )
    if by:
        yield f"`{field.name}` can be steered by {listed(by)}, and by nobody else."
    else:
        yield f"`{field.name}` can be steered by nobody."


def _beside(core: CoreProgram) -> Iterator[str]:
    """What is stated beside every claim."""
    owners = tuple(dict.fromkeys(i.owner for i in core.inputs))
    recipients = tuple(dict.fromkeys(r for f in core.fields for r in f.recipients))
    environments = core.named("environment")
    yield "Inputs are fixed before anything is released."
    yield f"Nothing is claimed about the truth of the inputs of {listed(owners)}."
    yield "Before the output phase a failure means no output."
    if len(recipients) > 1:
        yield (
            "During the output phase security is with abort: "
            f"one of {listed(recipients)} may have its field while another has not."
        )
    yield (
        "Not covered: network metadata, timing outside the fixed shapes, "
        + (f"replay of {listed(environments)} by its host, " if environments else "")
        + "and correlated sources."
    )
