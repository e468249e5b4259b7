"""A program that no place may run: the adversary whose shares give everything back, or only "not proved"."""

from dataclasses import replace

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Adversary, Space
from tcme.compiler.flow.formula import AtMost, neg
from tcme.compiler.place import members, threshold
from tcme.compiler.witness.shares import together
from tcme.dsl.diagnostics import Answer, Diagnostic


def nowhere_placed(core: CoreProgram, refusal: Diagnostic) -> Diagnostic:
    """A refusal of the placement stage with its answer: refuted where shares were really put together."""
    if refusal.rule != "place" or refusal.answer is not Answer.REFUTED:
        return refusal
    adversary = _sharer(core)
    if adversary is None:
        return replace(refusal, answer=Answer.NOT_PROVED)
    corrupt = tuple(p for p, _ in adversary.corrupt if p in members(core))
    shown = together(members(core), threshold(core), corrupt)
    return replace(refusal, answer=Answer.REFUTED if shown else Answer.NOT_PROVED, witness=shown)


def _sharer(core: CoreProgram) -> Adversary | None:
    """The smallest admitted adversary with more members than the threshold, but not all parties."""
    space = Space.build(core)
    enough = neg(AtMost(threshold(core), members(core)))
    some_honest = AtMost(len(core.named("party")) - 1, core.named("party"))
    found = space.set_of(enough) & space.set_of(some_honest)
    return space.least(found) if found else None
