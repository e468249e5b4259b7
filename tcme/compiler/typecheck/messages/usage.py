"""TC290 to TC293: what is declared and never used, and what nothing fulfils; warnings."""

from tcme.dsl.diagnostics import Diagnostic, Severity
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name


def unused(code: str, what: str, name: Name, help: str) -> Diagnostic:
    return Diagnostic(
        code, f"{what} `{name.text}` is never used", name.span, help=help, severity=Severity.WARNING
    )


def unused_input(name: Name) -> Diagnostic:
    return unused("TC290", "the input", name, "remove it: a program should not ask for what it does not need")


def unused_let(name: Name) -> Diagnostic:
    return unused("TC291", "the value", name, "remove the binding")


def unused_function(name: Name) -> Diagnostic:
    return unused("TC292", "the function", name, "remove it, or call it from `main`")


def nothing_fulfils(before: int, span: Span) -> Diagnostic:
    beside = " and those before it" if before else ""
    return Diagnostic(
        "TC293",
        f"no input fulfils this `require`{beside}",
        span,
        help="mend the bounds: as they stand the program never runs",
        severity=Severity.WARNING,
    )
