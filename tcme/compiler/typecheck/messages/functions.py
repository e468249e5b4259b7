"""TC215, TC216, TC245 to TC247: functions as values."""

from tcme.compiler.typecheck.messages.wording import count
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span


def not_a_function(what: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC216",
        f"{what} needs a function here",
        span,
        help="write the name of a function, or `fn(x) => …`",
    )


def built_in_as_value(name: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC216",
        f"`{name}` is built in and cannot be passed on as a function",
        span,
        help=f"write `fn(x) => {name}(x)`",
    )


def wrong_arity(called: str, parameters: int, given: int, span: Span) -> Diagnostic:
    has = count(parameters, "parameter")
    return Diagnostic("TC215", f"{called} has {has}, and this gives {count(given, 'argument')}", span)


def other_arity(role: str, wanted: int, has: int, span: Span) -> Diagnostic:
    needed = "a function of " + count(wanted, "parameter")
    return Diagnostic("TC246", f"{role} needs {needed}, and this one has {has}", span)


def as_value(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC245",
        "a function is no value: it is there only while the program is compiled",
        span,
        help="call it, or pass it to a parameter `f : fn(…) -> …`; "
        "arrays, records, results, branches and outputs hold values",
    )


def method_call(owner: str, method: str, span: Span) -> Diagnostic:
    first = owner or "…"
    right = f"{method}(f, {first})" if method in ("map", "filter", "sort_by") else f"{method}({first})"
    return Diagnostic(
        "TC247",
        "values have no methods: a function stands in front of its arguments",
        span,
        help=f"write `{right}`",
    )


def claims_nothing(span: Span, value: Span) -> Diagnostic:
    return Diagnostic(
        "TC245",
        "a function has no type or label of its own",
        span,
        notes=(Note("the function is here", value),),
        help="write `let f = fn(x) => …`; types belong to what it is used on",
    )
