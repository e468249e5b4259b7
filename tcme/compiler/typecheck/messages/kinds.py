"""TC208 to TC218, TC230, TC231: types and how values meet them."""

from collections.abc import Iterable, Sequence

from tcme.compiler.typecheck.messages.wording import count, did_you_mean, ticked
from tcme.compiler.typecheck.scope import Want
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name
from tcme.dsl.ty import Ty, show


def bad_type(message: str, span: Span, help: str) -> Diagnostic:
    return Diagnostic("TC209", message, span, help=help)


def too_wide(most: int, span: Span) -> Diagnostic:
    help = "put what is alike into an array: it counts once, however long it is"
    return bad_type(f"this type has more than {most} parts", span, help)


def not_constant(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC210",
        "this must be known when the program is compiled",
        span,
        help="use literals, constants, `+`, `-`, `*`, `/`, `%` and `len`: sizes are public and fixed",
    )


def constant_division(span: Span) -> Diagnostic:
    return Diagnostic("TC210", "this constant divides by zero", span)


def mismatch(want: Want, found: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC211",
        f"{want.role} needs `{show(want.ty)}`, and this is `{show(found)}`",
        span,
        notes=_declared(want),
    )


def not_a_value(want: Want, missing: Sequence[str], every: Sequence[str], span: Span) -> Diagnostic:
    verb = "is no value" if len(missing) == 1 else "are no values"
    return Diagnostic(
        "TC214",
        f"{ticked(missing)} {verb} of {want.role}, `{show(want.ty)}`",
        span,
        notes=_declared(want),
        help=did_you_mean(missing[0], every),
    )


def _declared(want: Want) -> tuple[Note, ...]:
    return () if want.declared is None else (Note("the type is asked for here", want.declared),)


def operand(op: str, needed: str, found: Ty, span: Span) -> Diagnostic:
    return Diagnostic("TC212", f"`{op}` needs {needed}, and this is `{show(found)}`", span)


def not_comparable(op: str, left: Ty, right: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC212", f"`{op}` compares values of one type, and these are `{show(left)}` and `{show(right)}`", span
    )


def never_equal(left: Ty, right: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC214", f"these are never equal: `{show(left)}` and `{show(right)}` have no value in common", span
    )


def no_common_type(left: Ty, right: Ty, first: Span, second: Span, what: str) -> Diagnostic:
    return Diagnostic(
        "TC213",
        f"{what} have no type in common: `{show(left)}` and `{show(right)}`",
        second,
        notes=(Note(f"this one is `{show(left)}`", first),),
    )


def bare_none(what: str, span: Span, help: str) -> Diagnostic:
    return Diagnostic("TC230", f"it is not known what {what} could be other than `none`", span, help=help)


def wrong_count(name: str, expected: str, found: int, span: Span) -> Diagnostic:
    return Diagnostic("TC215", f"`{name}` takes {expected}, and this gives {count(found, 'argument')}", span)


def missing(name: str, names: Sequence[str], span: Span) -> Diagnostic:
    return Diagnostic("TC215", f"`{name}` also needs {ticked(names)}", span)


def no_parameter(name: Name, function: str, candidates: Iterable[str]) -> Diagnostic:
    return Diagnostic(
        "TC215", f"`{function}` has no `{name.text}`", name.span, help=did_you_mean(name.text, candidates)
    )


def given_twice(name: str, span: Span, first: Span) -> Diagnostic:
    return Diagnostic("TC215", f"`{name}` is given twice", span, notes=(Note("the first is here", first),))


def positional_after_named(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC215", "an argument without a name follows one with a name", span, help="name this one too"
    )


def unnamed_only(function: str, name: Name) -> Diagnostic:
    return Diagnostic("TC215", f"the arguments of `{function}` have no names", name.span)


def not_a_function(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC216", "`map` needs the name of a function first", span, help="or write `[… for x in xs]`"
    )


def map_arity(name: str, parameters: int, span: Span) -> Diagnostic:
    has = count(parameters, "parameter")
    return Diagnostic("TC216", f"`map` needs a function of one parameter, and `{name}` has {has}", span)


def argument_kind(function: str, needed: str, found: Ty, span: Span) -> Diagnostic:
    return Diagnostic("TC216", f"`{function}` needs {needed}, and this is `{show(found)}`", span)


def no_fields(found: Ty, span: Span) -> Diagnostic:
    return Diagnostic("TC217", f"this is `{show(found)}`, which has no fields", span)


def no_field(name: Name, found: Ty, candidates: Iterable[str]) -> Diagnostic:
    help = did_you_mean(name.text, candidates)
    return Diagnostic("TC217", f"`{show(found)}` has no field `{name.text}`", name.span, help=help)


def not_an_array(found: Ty, span: Span, what: str) -> Diagnostic:
    return Diagnostic("TC218", f"{what} needs an array, and this is `{show(found)}`", span)


def empty_range(lo: int, hi: int, span: Span) -> Diagnostic:
    help = "both ends are included, the smaller one first"
    return Diagnostic("TC218", f"there is nothing in `{lo}..{hi}`", span, help=help)


def empty_array(span: Span) -> Diagnostic:
    return Diagnostic("TC218", "an array has at least one element", span)


def too_long(size: int, limit: int, span: Span) -> Diagnostic:
    return Diagnostic("TC218", f"{size} elements are more than the {limit} that an array may have", span)
