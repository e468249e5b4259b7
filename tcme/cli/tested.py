"""Running the tests of one file, in the interpreter or with real parties."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tcme.cli.parties import Parties
from tcme.cli.project import Project
from tcme.cli.proved import Proved
from tcme.cli.recheck import rechecked
from tcme.compiler.core import CoreProgram, Value, file_key
from tcme.compiler.link import Linked, link
from tcme.compiler.pipeline import Checked, check_linked
from tcme.compiler.testing import Backend, Inputs, Interpreted, Suite
from tcme.compiler.values import from_json, json_text
from tcme.dsl.diagnostics import Diagnostic, Refused, Sink
from tcme.dsl.files import LARGEST, decoded, read_bytes
from tcme.dsl.source import Source
from tcme.dsl.syntax import TestDecl

HAS_TESTS = re.compile(r'^[ \t]*test[ \t]*"', re.MULTILINE)
Announce = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Tested:
    """One test, or a file whose tests cannot run (then without a name); it passed where nothing is wrong."""

    file: str
    name: str
    line: int
    seconds: float
    wrong: tuple[Diagnostic, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Runner:
    """Which tests run, by whom; `parties` is None for the interpreter."""

    text: str
    parties: Callable[[Project], Parties] | None

    def run(self, path: Path, announce: Announce) -> Iterator[Tested]:
        """The selected tests of a file, in order."""
        source = Source(str(path), decoded(path, read_bytes(path, LARGEST)))
        if not HAS_TESTS.search(source.text):
            return
        announce(f"checking {path}", 0.0)
        began, sink, project = monotonic(), Sink(), Project(path)
        try:
            linked = link(source, sink, files=project.files(source))
        except Refused as refused:
            sink.extend(refused.diagnostics)
            linked = Linked(source, None)
        if linked.program is None:
            wrong = tuple(d for d in sink.diagnostics if d.is_error)
            yield Tested(source.name, "", 1, monotonic() - began, wrong, linked.source)
            return
        backend: Backend = Interpreted()
        if self.parties is not None:
            backend = RealParties(self.parties(project), announce)
        suite = Suite(linked, proving(linked))
        for test in suite.tests:
            if self.text in test.name:
                announce(f"{path}: {test.name}", 0.0)
                yield _timed(suite, test, backend)


def _timed(suite: Suite, test: TestDecl, backend: Backend) -> Tested:
    began, source = monotonic(), suite.linked.source
    wrong = suite.run(test, backend)
    line = source.place(test.span.start).line
    return Tested(source.name, test.name, line, monotonic() - began, wrong, source)


def proving(linked: Linked) -> Callable[[Linked], Checked]:
    """Decides as `tcme check` does; a variation is not what the text says, so nobody rechecks it."""

    def prove(varied: Linked) -> Checked:
        checked = check_linked(varied, Sink())
        return rechecked(checked) if varied.program is linked.program else checked

    return prove


@dataclass(frozen=True, slots=True)
class RealParties:
    """One process for each party, in folders that are gone afterwards."""

    parties: Parties
    announce: Announce
    answers: bool = True

    def run(self, checked: Checked, inputs: Inputs) -> Mapping[str, Value]:
        assert checked.core and checked.placed and checked.report and checked.certificate
        compiled = Proved(checked.source, checked.core, checked.placed, checked.report, checked.certificate)
        with TemporaryDirectory(prefix="tcme-test-") as name:
            folder = Path(name)
            files = _written(checked.core, inputs.objects, folder)
            result = self.parties.run(compiled, files, folder / "run", self.announce)
        return _released(checked.core, result.outputs)


def _written(program: CoreProgram, objects: Mapping[str, object], folder: Path) -> dict[str, Path]:
    """The input file of each owner."""
    by_owner: dict[str, list[str]] = {}
    for each in program.inputs:
        words = json_text(objects[each.name])
        by_owner.setdefault(each.owner, []).append(f"{json.dumps(file_key(each.name))}: {words}")
    files = {owner: folder / f"{owner}.json" for owner in by_owner}
    for owner, entries in by_owner.items():
        files[owner].write_text("{" + ", ".join(entries) + "}\n", "utf-8")
    return files


def _released(program: CoreProgram, outputs: Mapping[str, Mapping[str, object]]) -> dict[str, Value]:
    """Every field as its first recipient has it; who has nothing has `none`."""
    found: dict[str, Value] = {}
    for field in program.fields:
        had = outputs.get(field.recipients[0], {}) if field.recipients else {}
        found[field.name] = from_json(field.ty, had.get(field.name, had.get(file_key(field.name))))
    return found
