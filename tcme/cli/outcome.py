"""What checking one path gave, for every format."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tcme.compiler.pipeline import Checked
from tcme.dsl.diagnostics import Diagnostic, Fault, worst
from tcme.dsl.source import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """`path` is the program, or what was named where there is none; `module` is the name of a module, which
    alone has nothing to prove; `fault` is what is wrong besides the text; `remarks` are lines for people."""

    path: Path
    source: Source
    code: int
    diagnostics: tuple[Diagnostic, ...] = ()
    checked: Checked | None = None
    module: str = ""
    fault: Fault | None = None
    remarks: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return self.code == 0


def status(outcomes: Iterable[Outcome]) -> int:
    """The exit code of all together."""
    return worst(outcome.code for outcome in outcomes)
