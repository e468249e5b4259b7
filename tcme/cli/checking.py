"""Checking one path as `tcme check` does: the proof, the independent checker, what is committed beside it."""

from dataclasses import dataclass, replace
from pathlib import Path

from tcme.cli.committed import pin, pinned, refuse_other_asks, refuse_other_solver, refuse_stale
from tcme.cli.outcome import Outcome
from tcme.cli.output import NOWHERE
from tcme.cli.project import Project, find
from tcme.cli.recheck import rechecked
from tcme.compiler.link import Linked, link
from tcme.compiler.pipeline import Checked, check_linked
from tcme.compiler.proving import Proving, SolverName
from tcme.dsl.diagnostics import Fault, Refused, Sink, exit_code, exit_code_of
from tcme.dsl.files import read_source, write_whole

NOT_PROVED = 4
"""The exit code without a certificate, whatever was said."""


@dataclass(frozen=True, slots=True)
class Checking:
    """How: the solver is the one that `tcme.lock` pins where none is named.  `locked` compares with what is
    committed, else `write` writes it."""

    solver: SolverName | None = None
    semantic: bool = False
    write: bool = True
    locked: bool = False

    def run(self, path: Path) -> Outcome:
        """Never raises Fault: with several paths, the others are checked all the same."""
        try:
            return self._run(find(path))
        except Fault as fault:
            return Outcome(path, NOWHERE, exit_code_of(fault.code), fault=fault)

    def _run(self, project: Project) -> Outcome:
        source, sink = read_source(project.program), Sink()
        try:
            linked = link(source, sink, files=project.files(source))
        except Refused as refused:
            code = exit_code(refused.diagnostics) or NOT_PROVED
            return Outcome(project.program, source, code, refused.diagnostics)
        if linked.program is not None and linked.program.kind == "module":
            return _module(project, linked, sink)
        return self._program(project, linked, sink)

    def _program(self, project: Project, linked: Linked, sink: Sink) -> Outcome:
        how = Proving(self.solver or pinned(project.lock), self.semantic)
        checked = rechecked(check_linked(linked, sink, how=how))
        code = exit_code(checked.diagnostics) or (0 if checked.ok else NOT_PROVED)
        outcome = Outcome(project.program, checked.source, code, checked.diagnostics, checked)
        if not outcome.ok:
            return outcome
        try:
            return replace(outcome, remarks=self._beside(project, checked, how.solver))
        except Fault as fault:
            return replace(outcome, fault=fault, code=exit_code_of(fault.code))

    def _beside(self, project: Project, checked: Checked, solver: SolverName) -> tuple[str, ...]:
        """What lies beside a proved program: compared, or written; raises Fault."""
        assert checked.certificate is not None
        if self.locked:
            refuse_other_solver(project.lock, solver)
            refuse_stale(project.certificate, checked.certificate)
            refuse_other_asks(project, checked)
            return ()
        if not self.write:
            return ()
        write_whole(project.certificate, checked.certificate)
        return pin(project.lock, solver)


def _module(project: Project, linked: Linked, sink: Sink) -> Outcome:
    """What can be said of a module alone: functions with generics are checked where they are used."""
    # Brings the interpreter with it, which programs need only where they are refused.
    from tcme.compiler.testing import mistakes

    sink.extend(mistakes(linked))
    name = linked.program.name.text if linked.program is not None else ""
    return Outcome(project.program, linked.source, exit_code(sink.diagnostics), sink.diagnostics, module=name)
