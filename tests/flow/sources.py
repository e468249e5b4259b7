"""Programs as people write them, through the real stages."""

from importlib.resources import files
from pathlib import Path

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow import FlowReport, analyse
from tcme.compiler.flow.placement import admissibility
from tcme.compiler.lower import lower
from tcme.compiler.place import place
from tcme.compiler.typecheck import elaborate
from tcme.dsl.diagnostics import Diagnostic, Sink
from tcme.dsl.parser import parse
from tcme.dsl.source import Source

EXAMPLES = Path(str(files("tcme"))).parent / "examples"


def example(name: str) -> str:
    return (EXAMPLES / name / "main.tcme").read_text("utf-8")


def core_of(text: str) -> CoreProgram:
    source, sink = Source("main.tcme", text), Sink()
    program = elaborate(parse(source).program, sink, source=source)
    assert program is not None, sink.diagnostics
    return program


def judged(text: str) -> tuple[FlowReport | None, tuple[Diagnostic, ...]]:
    """The report, where it could be placed, and what was said."""
    program, sink = core_of(text), Sink()
    placed = place(program, lower(program), sink, admissible=admissibility(program))
    report = None if placed is None else analyse(program, placed, sink)
    return report, sink.diagnostics


def proved(text: str) -> FlowReport:
    report, said = judged(text)
    assert report is not None and report.proved, [f"{d.code}: {d.message}" for d in said]
    return report


def refused(text: str) -> dict[str, Diagnostic]:
    """By code, the first of each."""
    report, said = judged(text)
    assert report is None or not report.proved
    return {d.code: d for d in reversed(said)}
