"""The files that a certificate pins beside its program: their digests, and whether the same ones lie there.

Nothing of the compiler has a part in it: what a certificate is about is looked at without trusting that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, TypeAlias

from tcme.dsl.files import Beside, stays_inside

LIBRARY = "std."
Found: TypeAlias = Literal["same", "other", "missing"]


@dataclass(frozen=True, slots=True)
class Pinned:
    """A module or a public file, by its name beside the program; a module of the library by its path.

    `beside` says what lies beside the program that is compared; None where nothing is compared."""

    kind: Literal["module", "public file"]
    file: str
    sha256: str
    beside: Found | None

    def line(self) -> str:
        said = {
            "other": ", and another lies beside the program",
            "missing": ", and none lies beside the program",
        }
        return f"{self.kind} {self.file} sha256:{self.sha256}{said.get(self.beside or '', '')}"


def pinned(certificate: Mapping[str, Any], program: Path | None) -> tuple[Pinned, ...]:
    """What a checked certificate pins, compared with what lies beside a program where one is given."""
    return tuple(_pinned(certificate, None if program is None else Beside(program.parent)))


def _pinned(certificate: Mapping[str, Any], files: Beside | None) -> Iterator[Pinned]:
    for row in certificate["modules"]:
        path, digest = row["path"], row["sha256"]
        if path.startswith(LIBRARY):
            yield Pinned("module", path, digest, None)
        else:
            file = f"{path.replace('.', '/')}.tcme"
            yield Pinned("module", file, digest, _beside(file, digest, files))
    for row in certificate["publics"]:
        file, digest = row["file"], row["sha256"]
        yield Pinned("public file", file, digest, _beside(file, digest, files))


def _beside(file: str, digest: str, files: Beside | None) -> Found | None:
    if files is None:
        return None
    data = files.read(file) if stays_inside(file) else None
    if data is None:
        return "missing"
    return "same" if sha256(data).hexdigest() == digest else "other"


def others(files: tuple[Pinned, ...]) -> tuple[Pinned, ...]:
    """Those in whose place another file lies."""
    return tuple(each for each in files if each.beside == "other")
