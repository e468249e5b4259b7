"""A proved program, run by real parties on this machine, for the commands that do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tcme.cli.project import Project
from tcme.cli.proved import Proved

if TYPE_CHECKING:
    from tcme.backends.session.launch import Options, RunResult
    from tcme.backends.session.pinned import Pinned

CONSENT = "tcme.backends.session.consent:accepts"
REQUIREMENTS = "tcme.backends.session.consent:meets"
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Parties:
    """Who runs it and how long it may take; a folder is for one run."""

    project: Project
    seconds: float
    allow_simulated: bool

    def run(
        self, compiled: Proved, files: Mapping[str, Path], folder: Path, progress: Progress
    ) -> "RunResult":
        """Raises Fault."""
        from tcme.backends.session.launch import run
        from tcme.compiler.ir.codec import encode

        options = self._options(compiled, pinned(self.project, compiled), folder)
        return run(encode(compiled.placed), files, options=options, progress=progress)

    def _options(self, compiled: Proved, models: "Pinned | None", folder: Path) -> "Options":
        from tcme.backends.session.agreement import agree
        from tcme.backends.session.launch import Options

        agreed = agree(
            compiled.placed,
            certificate=compiled.certificate,
            models=models.lock.models if models else None,
            calibration=models.calibration_digests() if models else None,
            bounds={"adversaries": str(compiled.report.adversaries)},
        )
        return Options(
            seconds=self.seconds,
            folder=folder,
            facts=agreed.facts(),
            certificate=compiled.certificate,
            checker=CONSENT,
            requirements=REQUIREMENTS if compiled.core.requires else None,
            public=self.project.folder,
            models=models.models() if models else None,
            allow_simulated=self.allow_simulated,
        )


def pinned(project: Project, compiled: Proved) -> "Pinned | None":
    """The models that the program asks, as its lock pins them."""
    if not compiled.placed.graph.asks:
        return None
    # The model back end takes long to import, and only programs that ask need it.
    from tcme.backends.session.lock import load
    from tcme.backends.session.pinned import pin

    return pin(compiled.placed.graph, project.folder, load(project.lock))
