"""A private copy of the project, in which one file at a time is mutated."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.mutation.mutant import Mutant, fitted

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build", "dist")
LATER = 10_000_000_000
"""Nanoseconds by which each mutant is newer than the last, so that no compiled file stands for it."""


@dataclass(slots=True)
class Checkout:
    """`root` holds the copy."""

    root: Path
    ages: Iterator[int] = field(default_factory=lambda: count(1))

    @staticmethod
    def of(project: Path, folder: Path) -> "Checkout":
        """A copy of the project in a new folder; links stay links."""
        shutil.copytree(project, folder, ignore=LEFT_OUT, symlinks=True)
        return Checkout(folder)

    @contextmanager
    def with_mutant(self, mutant: Mutant | None) -> Iterator[None]:
        """The copy with the mutant in it, as it was afterwards.  Raises Misfit."""
        if mutant is None:
            yield
            return
        file = self.root / mutant.file
        text, made = file.read_text("utf-8"), fitted(mutant, self.root)
        times = (file.stat().st_atime_ns, file.stat().st_mtime_ns)
        newer = times[1] + next(self.ages) * LATER
        try:
            file.write_text(made, "utf-8")
            os.utime(file, ns=(newer, newer))
            yield
        finally:
            file.write_text(text, "utf-8")
            os.utime(file, ns=times)
