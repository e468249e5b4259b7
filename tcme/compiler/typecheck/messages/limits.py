"""TC221 to TC223, TC232, TC257, TC270: bounds of what the compiler works out by itself, and of fields."""

from collections.abc import Sequence

from tcme.compiler.core import Field
from tcme.compiler.typecheck.ranges import WIDEST
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span


def accumulator_grows(word: str, name: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC221",
        f"no range for `{name}` can be worked out",
        span,
        help=f"write its type, `{word} {name} : Int[…] = …`, and keep the value inside it",
    )


def too_large(limit: int, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC222",
        f"the program is too large when its functions are inlined: over {limit} expressions",
        span,
        help="use `for`, `map` or `fold` over an array instead of calls that multiply",
    )


def too_deep(limit: int, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC223",
        f"expressions are nested more than {limit} deep here",
        span,
        help="name a part with `let`, or use `sum`, `any`, `all` or `fold` over an array",
    )


def calls_too_deep(limit: int, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC270",
        f"calls are nested more than {limit} deep here",
        span,
        help="let fewer functions call one another",
    )


def too_wide(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC232",
        f"this number could have more than {WIDEST} bits",
        span,
        help="give its operands narrower ranges, with `min` and `max`",
    )


LESS = "release less: a part, a count, or values of narrower ranges"


def says_too_much(field: str, bits: int, span: Span) -> Diagnostic:
    return Diagnostic("TC257", f"field `{field}` would say {bits} bits or more", span, help=LESS)


def hears_too_much(who: str, fields: Sequence[Field], bits: int) -> Diagnostic:
    *others, last = fields
    return Diagnostic(
        "TC257",
        f"with `{last.name}` the fields to `{who}` would say {bits} bits or more",
        last.span,
        notes=tuple(Note(f"`{field.name}` goes there too", field.span) for field in others),
        help=LESS,
    )


def counts_too_much(fields: Sequence[Field], bits: int, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC257",
        f"what this line counts together would be {bits} bits or more",
        span,
        notes=tuple(Note(f"`{field.name}` counts", field.span) for field in fields),
        help=LESS,
    )
