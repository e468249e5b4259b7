"""Programs in Markdown: the fenced blocks whose info string starts with `tcme`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tcme.compiler.pipeline import Checked, check
from tcme.dsl.source import Source

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```tcme[ \t]*(?P<info>[^\n]*)\n(?P<text>.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One program, with the words after `tcme` and the line of the page where it starts."""

    page: str
    line: int
    info: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    def checked(self) -> Checked:
        return check(Source(self.page, self.text))


def blocks(path: Path) -> Iterator[Block]:
    page = path.read_text("utf-8")
    for found in FENCE.finditer(page):
        line = page.count("\n", 0, found.start()) + 1
        yield Block(path.name, line, found["info"].strip(), found["text"])


def codes(checked: Checked) -> set[str]:
    return {d.code for d in checked.diagnostics}


def errors(checked: Checked) -> set[str]:
    return {d.code for d in checked.diagnostics if d.is_error}
