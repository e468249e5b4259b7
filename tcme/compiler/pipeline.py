"""The compiler on one screen: text → tree → linked tree → core → graph → placed → proof → certificate."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from tcme.compiler.certificate import certify
from tcme.compiler.core import CoreProgram
from tcme.compiler.flow import Failure, FlowReport, analyse
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.placement import admissibility
from tcme.compiler.ir.nodes import Graph, Placed
from tcme.compiler.link import NO_FILES, Files, Linked, link
from tcme.compiler.link.messages import is_module
from tcme.compiler.lower import lower
from tcme.compiler.passes import optimise
from tcme.compiler.place import place
from tcme.compiler.proving import USUAL, Proving
from tcme.compiler.semantic.proof import Shown
from tcme.compiler.typecheck import elaborate
from tcme.dsl.diagnostics import Diagnostic, Note, Refused, Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Source
from tcme.dsl.syntax import Program


@frozen
class Checked:
    """What the stages gave, as far as they got; `certificate` only where everything is proved.

    `source` has the texts of the modules too; `surface` is the linked tree."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    surface: Program | None = None
    core: CoreProgram | None = None
    placed: Placed | None = None
    report: FlowReport | None = None
    certificate: bytes | None = None

    @property
    def ok(self) -> bool:
        return self.certificate is not None


def check(source: Source, *, files: Files = NO_FILES, how: Proving = USUAL) -> Checked:
    """All stages over one program; each reports all its errors, and the first with errors is the last."""
    with _growing():
        sink = Sink()
        try:
            linked = link(source, sink, files=files)
        except Refused as refused:
            return Checked(source, refused.diagnostics)
        return check_linked(linked, sink, how=how)


@contextmanager
def _growing() -> Iterator[None]:
    """While trees grow nothing becomes garbage in a cycle, and to look for it costs a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def check_linked(linked: Linked, sink: Sink, *, how: Proving = USUAL) -> Checked:
    """The stages behind linking; the sink has what linking said."""
    source, surface = linked.source, linked.program
    if surface is not None and surface.kind == "module":
        sink.add(is_module(surface.name))
    if surface is None or surface.kind == "module":
        return Checked(source, sink.diagnostics)
    core = elaborated(linked, surface, sink)
    if core is None:
        return Checked(source, sink.diagnostics, surface)
    try:
        return _prove(source, surface, core, sink, how)
    except Refused as refused:
        sink.extend(refused.diagnostics)
        return Checked(source, sink.diagnostics, surface, core)


def elaborated(linked: Linked, surface: Program, sink: Sink) -> CoreProgram | None:
    """The core of a linked tree, with the public values and the modules that were read for it."""
    return elaborate(surface, sink, source=linked.source, publics=linked.publics, modules=linked.modules)


def _prove(source: Source, surface: Program, core: CoreProgram, sink: Sink, how: Proving) -> Checked:
    """Flows are decided twice: on the program as written, then on what runs.

    A pass may show that a dependency is not there; the program as written must hold without that.  The
    solver confirms what is certified."""
    sink.extend(_broken_goals(core))
    if sink.failed:
        return Checked(source, sink.diagnostics, surface, core)
    written = lower(core)
    space = Space.build(core)
    shown = _shown(core, written, space) if how.semantic else ()
    first = _placed_and_proved(core, written, space, sink, how, shown, certified=False)
    if first is None or sink.failed:
        return Checked(source, sink.diagnostics, surface, core, *(first or ()))
    runs = Sink()
    second = _placed_and_proved(core, optimise(written), space, runs, how, shown, certified=True)
    sink.extend(d for d in runs.diagnostics if d.is_error)
    if second is None or sink.failed or not second[1].proved:
        return Checked(source, sink.diagnostics, surface, core, *(second or ()))
    placed, report = second
    sink.extend(_remarks(core, placed))
    certificate = certify(source, surface, core, placed, report)
    return Checked(source, sink.diagnostics, surface, core, placed, report, certificate)


def _shown(core: CoreProgram, written: Graph, space: Space) -> tuple[Shown, ...]:
    """What fields do not depend on though their labels say so, where the rules fail for want of it."""
    from tcme.compiler.semantic.facts import facts

    admissible = admissibility(core, space=space)
    stages = [place(core, graph, Sink(), admissible=admissible) for graph in (written, optimise(written))]
    return () if stages[0] is None or stages[1] is None else facts(core, stages[0], stages[1], space)


def _remarks(core: CoreProgram, placed: Placed) -> tuple[Diagnostic, ...]:
    """About fields that tell less than they say."""
    from tcme.compiler.semantic.remarks import remarks

    return remarks(core, placed)


def _placed_and_proved(
    core: CoreProgram,
    graph: Graph,
    space: Space,
    sink: Sink,
    how: Proving,
    shown: tuple[Shown, ...],
    *,
    certified: bool,
) -> tuple[Placed, FlowReport] | None:
    refusals = Sink()
    placed = place(core, graph, refusals, admissible=admissibility(core, space=space))
    sink.extend(_nowhere_placed(core, graph, refusal) for refusal in _once(refusals.diagnostics))
    if placed is None:
        return None
    said = analyse(
        core,
        placed,
        sink,
        space=space,
        how=how,
        witness=_asked_witness if how.semantic else _witness,
        solve=certified,
        remarks=not certified,
        shown=shown,
    )
    return placed, said


# Witnesses bring the interpreter with them, and only a refusal needs one: they are imported then.


def _broken_goals(core: CoreProgram) -> tuple[Diagnostic, ...]:
    if not core.goals:
        return ()
    from tcme.compiler.witness.goals import broken_goals

    return broken_goals(core)


def _nowhere_placed(core: CoreProgram, graph: Graph, refusal: Diagnostic) -> Diagnostic:
    from tcme.compiler.witness.placement import nowhere_placed

    return nowhere_placed(core, graph, refusal)


def _witness(failure: Failure) -> tuple[str, ...]:
    from tcme.compiler.witness.answer import witness

    return witness(failure)


def _asked_witness(failure: Failure) -> tuple[str, ...] | Note:
    """Where our own search finds none, what Z3 says about it."""
    from tcme.compiler.semantic.replay import replayed

    return _witness(failure) or replayed(failure)


def _once(refusals: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The first of those that say the same about several places: one mistake gives one message."""
    first: dict[tuple[str, str], Diagnostic] = {}
    for refusal in refusals:
        first.setdefault((refusal.code, refusal.message), refusal)
    return tuple(first.values())
