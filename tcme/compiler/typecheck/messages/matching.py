"""TC219, TC220: `match`."""

from collections.abc import Iterable

from tcme.compiler.typecheck.messages.wording import did_you_mean
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span
from tcme.dsl.ty import Ty, show


def not_exhaustive(missing: str, span: Span) -> Diagnostic:
    help = "add an arm for it, or `_` for all that is left"
    return Diagnostic("TC219", f"no arm is for {missing}", span, help=help)


def unreachable(span: Span, earlier: Span) -> Diagnostic:
    return Diagnostic(
        "TC220",
        "nothing is left for this arm",
        span,
        notes=(Note("an earlier arm takes it", earlier),),
        help="remove one of the two",
    )


def foreign_pattern(shown: str, subject: Ty, span: Span, candidates: Iterable[str]) -> Diagnostic:
    return Diagnostic(
        "TC220",
        f"{shown} is no value of `{show(subject)}`",
        span,
        help=did_you_mean(shown.strip("`"), candidates),
    )


def binding_without_option(name: str, subject: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC220",
        f"`{name}` could only stand for the value that an option holds, and `{show(subject)}` is no option",
        span,
        help="write `_`; the value has a name where it was matched, or give it one with `let`",
    )


def cannot_match(subject: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC220",
        f"`match` is for enums, numbers, `Bool` and options, and this is `{show(subject)}`",
        span,
        help="match one of its parts",
    )
