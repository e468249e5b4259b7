"""TC240 to TC244: what the generics of a function stand for."""

from tcme.compiler.typecheck.messages.wording import ticked
from tcme.compiler.typecheck.words import type_words, words
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name
from tcme.dsl.ty import Ty, show

WHERE_FAILS = "TC242"
USED_HERE = "used here"


def cannot_find(names: list[str], function: Name, span: Span) -> Diagnostic:
    verb = "stands" if len(names) == 1 else "stand"
    return Diagnostic(
        "TC240",
        f"the arguments do not say what {ticked(names)} of `{function.text}` {verb} for",
        span,
        notes=(Note(f"`{function.text}` is declared here", function.span),),
        help="bind the argument first, with its type: `let x : … = …`",
    )


def never_found(name: Name, function: str) -> Diagnostic:
    where = "`[T; n]`, `Int[lo..hi]` or `List[T; lo..hi]`" if name.text[:1].islower() else "`[T; n]` or `T?`"
    return Diagnostic(
        "TC240",
        f"no parameter of `{function}` says what `{name.text}` stands for",
        name.span,
        help=f"it is found where it stands alone in the type of a parameter, as in {where}",
    )


def types_differ(name: str, first: tuple[Ty, Span], second: tuple[Ty, Span]) -> Diagnostic:
    return Diagnostic(
        "TC241",
        f"`{name}` cannot be both `{show(first[0])}` and `{show(second[0])}`",
        second[1],
        notes=(Note(f"here it is `{show(first[0])}`", first[1]),),
    )


def sizes_differ(name: str, first: tuple[object, Span], second: tuple[object, Span]) -> Diagnostic:
    return Diagnostic(
        "TC241",
        f"`{name}` cannot be both {first[0]} and {second[0]}",
        second[1],
        notes=(Note(f"here it is {first[0]}", first[1]),),
        help="give two arrays of one size",
    )


def not_known_now(name: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC241",
        f"`{name}` is one number, and this can be several",
        span,
        help="give a number that is known when the program is compiled: a literal, a constant or `len`",
    )


def other_shape(role: str, node: syntax.Type, found: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC211",
        f"{role} needs `{type_words(node)}`, and this is `{show(found)}`",
        span,
        notes=(Note("the type is asked for here", node.span),),
    )


def where_fails(function: str, condition: syntax.Expr, stands: str, span: Span) -> Diagnostic:
    here = f", and here {stands}" if stands else ""
    return Diagnostic(
        WHERE_FAILS,
        f"`{function}` asks for `{words(condition)}`{here}",
        span,
        notes=(Note("the condition is here", condition.span),),
    )


def type_for_number(name: Name) -> Diagnostic:
    return Diagnostic(
        "TC243",
        f"`{name.text}` stands for a type, and a number is needed here",
        name.span,
        help="what starts in lower case stands for a number: `fn f[n](…)`",
    )


def number_for_type(name: Name) -> Diagnostic:
    return Diagnostic(
        "TC243",
        f"`{name.text}` stands for a number, and a type is needed here",
        name.span,
        help="what starts in upper case stands for a type: `fn f[T](…)`",
    )


def unused(name: Name, function: str) -> Diagnostic:
    return Diagnostic("TC244", f"nothing in `{function}` uses `{name.text}`", name.span, help="remove it")


def main_is_generic(name: Name) -> Diagnostic:
    return Diagnostic(
        "TC240",
        f"nobody calls `main`, so nothing says what `{name.text}` stands for",
        name.span,
        help="remove it",
    )


def used_here(stands: str, span: Span) -> Note:
    return Note(f"{USED_HERE} with {stands}" if stands else USED_HERE, span)
