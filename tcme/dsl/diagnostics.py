"""What the compiler says to people: one frozen value per message, collected in a sink.

Code groups: TC0 invocation, TC1 syntax, TC2 names and types, TC3 information flow, TC4 proof,
TC5 placement, TC6 back end, TC7 run time, TC9 our fault.  Every code has a page in `tcme/cli/errors/`.
"""

from collections.abc import Iterable
from enum import Enum

from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"


class Answer(Enum):
    """What stands behind a refusal of the proof; None on a diagnostic that is not about a proof."""

    REFUTED = "refuted"
    NOT_PROVED = "not proved"


@frozen
class Note:
    """A remark that belongs to a diagnostic, with a place where it has one."""

    text: str
    span: Span | None = None


@frozen
class Diagnostic:
    """One message: a lower-case sentence with the user's words in backticks; never a secret value."""

    code: str
    message: str
    span: Span
    label: str = ""
    notes: tuple[Note, ...] = ()
    help: str = ""
    severity: Severity = Severity.ERROR
    answer: Answer | None = None
    rule: str = ""
    witness: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


class Sink:
    """Where diagnostics go, so that none is lost; equal ones are kept once, in source order."""

    def __init__(self) -> None:
        self._seen: dict[Diagnostic, None] = {}

    def add(self, diagnostic: Diagnostic) -> None:
        self._seen.setdefault(diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        for diagnostic in diagnostics:
            self.add(diagnostic)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(sorted(self._seen, key=lambda d: (d.span, d.code)))

    @property
    def failed(self) -> bool:
        return any(d.is_error for d in self._seen)


class Refused(Exception):
    """A stage ended with errors: everything it had to say."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(f"{d.code}: {d.message}" for d in self.diagnostics))


class Fault(Exception):
    """Something outside the program's text went wrong: files, models, peers, keys, the sandbox.

    `message` is a lower-case sentence and never holds a value of anybody; `help` is the repair."""

    code: str

    def __init__(self, code: str, message: str, *, help: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help


def exit_code(diagnostics: Iterable[Diagnostic]) -> int:
    """0 proved or done, 1 refuted, 2 usage, 3 syntax or type, 4 not proved, 5 run failed, 6 refused."""
    return worst(_code_of(d) for d in diagnostics if d.is_error)


def worst(codes: Iterable[int]) -> int:
    """The exit code of several together; 0 where none failed, and for one that we do not know, 5."""
    found = set(codes) - {0}
    return next((c for c in (130, 2, 3, 6, 5, 1, 4) if c in found), 5 if found else 0)


def _code_of(diagnostic: Diagnostic) -> int:
    if diagnostic.answer is Answer.REFUTED:
        return 1
    if diagnostic.answer is Answer.NOT_PROVED:
        return 4
    return exit_code_of(diagnostic.code)


def exit_code_of(code: str) -> int:
    """Exit code of a message that no proof stands behind, by its group; no sandbox means refused."""
    if code == "TC720":
        return 6
    return {"0": 2, "1": 3, "2": 3, "3": 4, "4": 4, "5": 4, "6": 6, "7": 5}.get(code[2], 5)
