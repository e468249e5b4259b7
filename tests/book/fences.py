"""Programs in Markdown: the fenced blocks whose info string starts with `tcme`.

A block `tcme file=NAME` or `json file=NAME` is no program but a file beside those of its page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tcme.compiler.link import link
from tcme.compiler.pipeline import Checked, check
from tcme.compiler.testing import Interpreted, Suite
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Source

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(
    r"^```(?P<kind>tcme|json)[ \t]*(?P<info>[^\n]*)\n(?P<text>.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE
)
FILE = "file="


@dataclass(frozen=True, slots=True)
class Beside:
    """The files of one page."""

    texts: Mapping[str, str]

    def read(self, name: str) -> bytes | None:
        return self.texts[name].encode() if name in self.texts else None


@dataclass(frozen=True, slots=True)
class Block:
    """One program, with the words after `tcme` and the line of the page where it starts."""

    page: str
    line: int
    info: str
    text: str
    files: Beside

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    def checked(self) -> Checked:
        return check(Source(self.page, self.text), files=self.files)

    def tested(self) -> dict[str, set[str]]:
        """For each of the block's own tests the codes of what is wrong."""
        suite = Suite(link(Source(self.page, self.text), Sink(), files=self.files))
        return {test.name: {d.code for d in suite.run(test, Interpreted())} for test in suite.tests}


def blocks(path: Path) -> Iterator[Block]:
    page = path.read_text("utf-8")
    fences = list(FENCE.finditer(page))
    infos = [(found, found["info"].strip()) for found in fences]
    beside = Beside({info.removeprefix(FILE): f["text"] for f, info in infos if info.startswith(FILE)})
    for found, info in infos:
        if found["kind"] == "tcme" and not info.startswith(FILE):
            line = page.count("\n", 0, found.start()) + 1
            yield Block(path.name, line, info, found["text"], beside)


def codes(checked: Checked) -> set[str]:
    return {d.code for d in checked.diagnostics}


def errors(checked: Checked) -> set[str]:
    return {d.code for d in checked.diagnostics if d.is_error}
