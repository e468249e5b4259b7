"""TC233 to TC237, TC283: fixed point, rounding, bits and shifts."""

from fractions import Fraction

from tcme.compiler.typecheck.scope import Want
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span
from tcme.dsl.ty import Ty, decimal, show


def bad_step(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC233",
        "a step is 1 divided by a whole number, written as a decimal",
        span,
        help="write `0.01`, `0.5` or `0.125`; of whole numbers write `Int[…]`",
    )


def off_step(end: Fraction, step: int, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC233",
        f"`{decimal(end)}` is no multiple of the step, `{decimal(Fraction(1, step))}`",
        span,
        help="write ends that are values themselves",
    )


def no_range(kind: str, span: Span) -> Diagnostic:
    example = "Int[0..100]" if kind == "Int" else "Fixed[0..100 by 0.01]"
    return Diagnostic(
        "TC234",
        f"`{kind}` without a range stands only in the parameters and the result of a function",
        span,
        help=f"write a range, as in `{example}`",
    )


def finer_step(want: Want, found: Ty, step: int, span: Span) -> Diagnostic:
    size = decimal(Fraction(1, step))
    needs = "whole numbers" if step == 1 else f"multiples of {size}"
    rounding = "`round(…)`" if step == 1 else f"`round(…, {size})`"
    return Diagnostic(
        "TC235",
        f"{want.role} needs {needs}, and this is `{show(found)}`",
        span,
        notes=() if want.declared is None else (Note("the type is asked for here", want.declared),),
        help=f"write {rounding}, or `floor` or `ceil`: nothing is rounded by itself",
    )


def inexact(op: str, span: Span) -> Diagnostic:
    if op == "%":
        return Diagnostic(
            "TC236",
            "`%` is for whole numbers",
            span,
            help="bring both sides to whole numbers first, with `floor(…)`",
        )
    return Diagnostic(
        "TC236",
        "a quotient of numbers with steps has no step of its own",
        span,
        help="say how it is rounded: `round(a / b, 0.01)`, `floor(a / b, 0.01)` or `ceil(a / b, 0.01)`",
    )


def bits_of_bool(op: str, span: Span) -> Diagnostic:
    words = {"&": "and", "|": "or", "^": "xor"}
    return Diagnostic(
        "TC237",
        f"`{op}` is for the bits of whole numbers, and this is `Bool`",
        span,
        help=f"write `{words[op]}`" if op in words else "",
    )


def shift_by(limit: int, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC237",
        f"a shift is by a number from 0 to {limit} that is known when the program is compiled",
        span,
        help="by a secret number: look the power of two up in an array",
    )


def step_of_rounding(function: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC283",
        f"`{function}` rounds to multiples of a constant above zero",
        span,
        help=f"write `{function}(x, 0.01)`, or `{function}(x)` for a whole number",
    )


def key_is_no_number(what: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC238",
        f"{what} needs numbers, and this is `Key`",
        span,
        help="keys are compared, with `==`, `!=` and `<`, and never calculated with",
    )
