"""TC224 to TC228: text, and the questions that models answer about it."""

from collections.abc import Iterable

from tcme.compiler.typecheck.messages.wording import did_you_mean
from tcme.compiler.typecheck.scope import Ban
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name
from tcme.dsl.ty import Ty, show


def compared(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC224",
        "text cannot be compared",
        span,
        help="compare its bytes, `utf8(…)`, or `ask` a model for a finite judgement of it",
    )


def chosen(what: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC224",
        f"text cannot be the value of {what}: which text it is must not depend on a secret",
        span,
        help="ask about each text, and choose among the answers",
    )


def leaves(field: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC224",
        f"text never leaves, and field `{field}` holds text",
        span,
        help="`ask` a model for a finite judgement of the text and release that",
    )


def endorsed(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC224",
        "text can never be endorsed: it can carry any words",
        span,
        help="endorse the finite result of an `ask` about it",
    )


def optional(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC224", "text is never optional", span, help="allow the empty text, `Text[0..n]`, and ask about that"
    )


def result_not_enum(found: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC225", f"a model chooses among the values of an enum, and this is `{show(found)}`", span,
        help="write the values, `{YES, NO}`",
    )  # fmt: skip


def too_few_values(span: Span, margin: bool) -> Diagnostic:
    beside = " beside the one for abstaining" if margin else ""
    return Diagnostic("TC225", f"a model needs at least two values to choose from{beside}", span)


def abstain_missing(name: Name, found: Ty, candidates: Iterable[str]) -> Diagnostic:
    add = f"add `{name.text}` to the values: it stands for a choice that was too close"
    return Diagnostic(
        "TC226",
        f"`{name.text}` is no value of `{show(found)}`, the type of this `ask`",
        name.span,
        help=did_you_mean(name.text, candidates, otherwise=add),
    )


def margin_zero(span: Span) -> Diagnostic:
    return Diagnostic("TC226", "a margin of zero never abstains", span, help="leave the margin out")


def not_text(found: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC227",
        f"a model reads text, and this is `{show(found)}`",
        span,
        help="compute with it outside the `ask`, on the finite result",
    )


def nothing_to_read(model: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC227",
        f"`{model}` reads text, and this `ask` gives it none",
        span,
        help=f"give it at least one text: `ask {model}(…)`",
    )


def examples_elsewhere(file: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC227",
        f"the examples `{file}` are not in the program's folder",
        span,
        help="put the file beside the program and name it without `..`",
    )


def banned(what: str, ban: Ban, span: Span, *, help: str = "") -> Diagnostic:
    return Diagnostic(
        "TC228",
        f"`{what}` cannot stand in {ban.where}: {ban.why}",
        span,
        notes=(Note(f"{ban.where} is here", ban.span),),
        help=help or ban.help,
    )
