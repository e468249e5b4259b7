"""TC239, TC280, TC282, TC284: lists, and what is done with arrays and lists."""

from tcme.compiler.typecheck.messages.wording import count
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.source import Span
from tcme.dsl.ty import Ty, show


def bad_element(found: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC239",
        f"a list holds neither texts nor options, and this is `{show(found)}`",
        span,
        help="use an array, `[T; n]`; for options, a list of those that are there",
    )


def empty(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC280",
        "it is not known what this list could hold",
        span,
        help="write its type: `let xs : List[T; 0..n] = []`",
    )


def not_a_sequence(what: str, found: Ty, span: Span) -> Diagnostic:
    return Diagnostic("TC282", f"{what} needs an array or a list, and this is `{show(found)}`", span)


def not_an_array(what: str, found: Ty, span: Span, help: str = "") -> Diagnostic:
    return Diagnostic("TC282", f"{what} needs an array, and this is `{show(found)}`", span, help=help)


def sizes_differ(sizes: tuple[int, ...], span: Span) -> Diagnostic:
    said = " and ".join(map(str, sizes))
    return Diagnostic("TC282", f"`zip` needs arrays of one size, and these have {said} elements", span)


def no_common_element(function: str, left: Ty, right: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC282", f"`{function}` needs elements of one type: `{show(left)}` and `{show(right)}`", span
    )


def too_many(size: int, limit: int, span: Span) -> Diagnostic:
    return Diagnostic("TC282", f"{count(size, 'element')} are more than the {limit} that fit", span)


def not_text(found: Ty, span: Span) -> Diagnostic:
    return Diagnostic("TC284", f"`utf8` needs a text, and this is `{show(found)}`", span)
