"""The refused programs, each in a folder named after its code and the rule that refuses it, if a rule does.

`NAME.tcme` is refused and `NAME.expected` is all that is said about it.  Under `tests/repaired` the program
of the same name, where there is one, is what comes of a way out that is no line to write: it passes."""

from dataclasses import dataclass
from pathlib import Path

from tcme.compiler.flow.rules import RULES
from tcme.compiler.pipeline import Checked, check
from tcme.dsl.source import Source

HERE = Path(__file__).parent
REPAIRED = HERE.parent / "repaired"
PROGRAMS = tuple(sorted(HERE.glob("*/*.tcme")))
IDS = {rule.id for rule in RULES}


@dataclass(frozen=True, slots=True)
class Beside:
    """The files beside a program."""

    folder: Path

    def read(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.exists() else None


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def code_and_rule(path: Path) -> tuple[str, str]:
    code, rule = path.parent.name.split("_", 1)
    return code, rule


def checked(path: Path, *, text: str | None = None) -> Checked:
    """The program, or another text in its place."""
    source = Source(path.name, path.read_text("utf-8") if text is None else text)
    return check(source, files=Beside(path.parent))
