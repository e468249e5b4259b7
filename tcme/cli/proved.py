"""A program that was just proved, for the commands that go on with it."""

from dataclasses import dataclass

from tcme.cli.output import Output
from tcme.cli.project import Project
from tcme.cli.recheck import rechecked
from tcme.cli.refusal import NotProved
from tcme.compiler.core import CoreProgram
from tcme.compiler.flow import FlowReport
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.pipeline import check
from tcme.dsl.files import read_source
from tcme.dsl.source import Source


@dataclass(frozen=True, slots=True)
class Proved:
    source: Source
    core: CoreProgram
    placed: Placed
    report: FlowReport
    certificate: bytes


def proved(project: Project, output: Output) -> Proved:
    """Raises NotProved; warnings are shown."""
    source = read_source(project.program)
    checked = rechecked(check(source, files=project.files(source)))
    if checked.certificate is None:
        raise NotProved(checked.diagnostics, checked.source)
    output.diagnostics(checked.diagnostics, checked.source)
    assert checked.core is not None and checked.placed is not None and checked.report is not None
    return Proved(checked.source, checked.core, checked.placed, checked.report, checked.certificate)
