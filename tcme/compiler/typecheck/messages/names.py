"""TC201 to TC204, TC207: names."""

from collections.abc import Iterable, Sequence

from tcme import stdlib
from tcme.compiler.typecheck.messages.wording import a, did_you_mean
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name


def declared_twice(name: Name, first: Span) -> Diagnostic:
    return Diagnostic(
        "TC201",
        f"`{name.text}` is declared twice",
        name.span,
        notes=(Note("the first declaration is here", first),),
        help="rename one: principals, models, types, constants, inputs, functions and the output share names",
    )


def named_twice(name: Name, first: Span, where: str) -> Diagnostic:
    return Diagnostic(
        "TC201",
        f"`{name.text}` occurs twice in {where}",
        name.span,
        notes=(Note("the first is here", first),),
        help="remove one of the two",
    )


def is_built_in(name: Name) -> Diagnostic:
    return Diagnostic(
        "TC201", f"`{name.text}` is built in", name.span, help="choose another name for what you declare"
    )


def is_enum_value(name: Name, value: Span) -> Diagnostic:
    return Diagnostic(
        "TC201",
        f"`{name.text}` is the value of an enum and cannot also name something else",
        name.span,
        notes=(Note("the enum is here", value),),
        help="rename one of the two",
    )


def unknown(name: Name, what: str, candidates: Iterable[str]) -> Diagnostic:
    help = _in_library(name.text) if what == "function" else ""
    return Diagnostic(
        "TC202",
        f"there is no {what} `{name.text}`",
        name.span,
        help=help or did_you_mean(name.text, (c for c in candidates if c != "main")),
    )


def _in_library(function: str) -> str:
    """How to get at a function of the standard library that is called as if it were built in."""
    found = (m for m in stdlib.names() if f"\nfn {function}[".encode() in (stdlib.read(m) or b""))
    module = next(found, None)
    return f"it is in the library: add `use std.{module} ({function})` at the top" if module else ""


def unknown_value(name: Name, candidates: Iterable[str]) -> Diagnostic:
    otherwise = f"no type of this program has the value `{name.text}`"
    return Diagnostic(
        "TC202",
        f"there is no value `{name.text}`",
        name.span,
        help=did_you_mean(name.text, candidates, otherwise=otherwise),
    )


def shadows(name: Name, first: Span) -> Diagnostic:
    return Diagnostic(
        "TC203",
        f"`{name.text}` already names something that is visible here",
        name.span,
        notes=(Note("the first one is here", first),),
        help="choose another name: a name that is hidden by another makes it unclear which secret is meant",
    )


def wrong_kind(name: Name, found: str, expected: str, declared: Span) -> Diagnostic:
    return Diagnostic(
        "TC204",
        f"`{name.text}` is {a(found)}, and {expected} is needed here",
        name.span,
        notes=(Note(f"`{name.text}` is declared here", declared),),
    )


CYCLE_HELP = {
    "function": "there is no recursion, so that every program ends: walk over an array with `for` or `fold`",
    "type": "sizes are known when the program is compiled: use an array of fixed size",
    "constant": "give one of them a number",
}


def cycle(names: Sequence[str], places: Sequence[Span], what: str) -> Diagnostic:
    """`names` ends with its first name again; `places` are where each but the last is declared."""
    path = " → ".join(f"`{name}`" for name in names)
    notes = tuple(Note(f"`{n}` is declared here", at) for n, at in zip(names, places, strict=False))
    return Diagnostic(
        "TC207",
        f"the {what} `{names[0]}` needs itself: {path}",
        places[0],
        notes=notes[1:],
        help=CYCLE_HELP[what],
    )
