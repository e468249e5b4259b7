"""TC210: what must be known when the program is compiled."""

from fractions import Fraction

from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.source import Span


def not_whole(value: Fraction, span: Span) -> Diagnostic:
    shown = f"{value.numerator}/{value.denominator}"
    return Diagnostic(
        "TC210", f"this must be a whole number, and it is {shown}", span, help="write `floor(…)` or `ceil(…)`"
    )


def truth_for_number(span: Span) -> Diagnostic:
    return Diagnostic("TC210", "this must be a number, and it is true or false", span)


def number_for_truth(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC210", "this must be true or false, and it is a number", span, help="compare it: `n >= 1`"
    )


def wrong_operands(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC210",
        "this cannot be worked out when the program is compiled",
        span,
        help="`and`, `or` and `not` are for conditions, the others for numbers; `/`, `%`, `<<`, `>>` and "
        "`bit_length` for whole numbers, `&`, `|` and `^` for those that are not negative; "
        "`round(a / b, 0.01)` divides decimals",
    )


def wrong_shift(span: Span) -> Diagnostic:
    return Diagnostic("TC210", "a number is shifted by 0 to 512 bits", span)
