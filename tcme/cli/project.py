"""Where the files of a program lie: beside it, under names that follow from the program."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from secrets import token_hex
from stat import S_ISREG
from typing import NoReturn

from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import Around, Beside, is_dir, is_file, refuse_special, unreadable
from tcme.dsl.source import Source

MODULE = re.compile(r"\A(?:[ \t]*(?://[^\n]*)?\r?\n)*[ \t]*module\b")
"""The header of a module behind comments."""


@dataclass(frozen=True, slots=True)
class Project:
    """One program and what belongs to it."""

    program: Path

    @property
    def folder(self) -> Path:
        return self.program.parent

    def files(self, source: Source) -> Beside | Around:
        """What the program, or module, may need besides its own text."""
        return Around(self.folder) if MODULE.search(source.text) else Beside(self.folder)

    @property
    def certificate(self) -> Path:
        return self.program.with_suffix(".flow.json")

    @property
    def lock(self) -> Path:
        return self.folder / "tcme.lock"

    def fresh_run(self) -> Path:
        """A folder that no run has used, for outputs and receipts."""
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
        return self.folder / ".tcme" / f"{self.program.stem}-{moment}-{token_hex(3)}"

    def input_of(self, party: str) -> Path:
        return self.folder / f"{party}.json"


def find(path: Path) -> Project:
    """The program at `path`: a `.tcme` file, or a folder that has a `main.tcme`."""
    program = path / "main.tcme" if is_dir(path) else path
    if is_file(program):
        return Project(program)
    refuse_special(program)
    raise Fault("TC001", f"there is no program at `{path}`", help=_advice(path))


def programs(paths: Iterable[Path]) -> Iterator[Path]:
    """The files, and the `.tcme` files below the folders, links to folders left out.

    Raises Fault TC001 for what is neither, and TC006 for a folder that cannot be read."""
    for path in paths:
        if is_dir(path):
            yield from sorted(_below(path))
        elif is_file(path):
            yield path
        else:
            refuse_special(path)
            raise Fault("TC001", f"there is no file or folder `{path}`", help=_advice(path))


def _below(folder: Path) -> Iterator[Path]:
    """`Path.rglob` would leave out what it cannot read; so is only what is hidden, as of others' runs."""

    def refuse(error: OSError) -> None:
        if not _hidden(Path(error.filename).relative_to(folder)):
            _unreadable(error)

    for place, _, names in os.walk(folder, onerror=refuse):
        found = (Path(place, name) for name in names if name.endswith(".tcme"))
        yield from filter(_is_there, found)


def _is_there(path: Path) -> bool:
    """Whether it is a file; a link to nowhere is none, and what may not be looked at is refused."""
    try:
        return S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False
    except OSError as error:
        _unreadable(error)


def _unreadable(error: OSError) -> NoReturn:
    repair = "nothing below it was looked at: give the right to read it, or name the folders that you mean"
    raise unreadable(error.filename, error, repair) from None


def every(paths: Iterable[Path]) -> Iterator[Path]:
    """As `programs`, without what lies in hidden folders, as runs and virtual environments do."""
    for path in paths:
        found = programs((path,))
        yield from (p for p in found if p == path or not _hidden(p.relative_to(path)))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _advice(path: Path) -> str:
    folder = path if is_dir(path) else path.parent
    programs = {p.stem: p for p in sorted(folder.glob("*")) if _is_program(p)} if is_dir(folder) else {}
    near = get_close_matches(path.stem, programs, n=1)
    if near:
        return f"did you mean `{programs[near[0]]}`?"
    return "name a `.tcme` file, or a folder with a `main.tcme`; `tcme new NAME` makes one"


def _is_program(path: Path) -> bool:
    return path.suffix == ".tcme" if path.is_file() else (path / "main.tcme").is_file()
