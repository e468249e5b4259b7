"""TC205, TC206, TC311, TC503: the declarations around the computation."""

from collections.abc import Sequence

from tcme.compiler.typecheck.messages.wording import a, count, ticked
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name

LEVELS_HELP = (
    "parties can be passive, crafting or active, helpers and environments passive or active, "
    "publishers crafting"
)


def no_such_level(level: str, names: Sequence[str], kinds: Sequence[str], span: Span) -> Diagnostic:
    who = " and ".join(dict.fromkeys(a(kind) for kind in kinds))
    return Diagnostic(
        "TC205",
        f"none of {ticked(names)} can be {level}: {who} cannot" if len(names) > 1
        else f"{ticked(names)} cannot be {level}: it is {who}",
        span,
        help=LEVELS_HELP,
    )  # fmt: skip


def too_many(limit: int, names: int, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC205",
        f"at most {limit} of {count(names, 'principal')} bounds nothing",
        span,
        help=f"name more principals or write at most {names}",
    )


def no_main(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC206",
        "the program has no `main`",
        span,
        help="add `fn main() -> …` with the output's name; it ends in `release`",
    )


def no_output(span: Span) -> Diagnostic:
    help = "add `output`: the complete list of what anybody learns"
    return Diagnostic("TC206", "the program has no output", span, help=help)


def second_output(name: Name, first: Span) -> Diagnostic:
    return Diagnostic(
        "TC206",
        f"`{name.text}` is a second output",
        name.span,
        notes=(Note("the first output is here", first),),
        help="a program has one output: put all fields into it",
    )


def main_takes_arguments(span: Span) -> Diagnostic:
    return Diagnostic("TC206", "`main` takes no parameters", span, help="declare an `input` for each of them")


def main_result(output: str, span: Span) -> Diagnostic:
    return Diagnostic("TC206", f"`main` gives the output, `{output}`", span, help=f"write `-> {output}`")


def main_called(span: Span) -> Diagnostic:
    help = "move what is shared to a function of its own"
    return Diagnostic("TC206", "`main` cannot be called", span, help=help)


def no_release(output: str, span: Span) -> Diagnostic:
    return Diagnostic("TC206", "`main` ends without `release`", span, help=f"end with `release {output}(…)`")


def stray_release(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC206",
        "`release` stands only at the end of `main`",
        span,
        help="give the value back from here, and release it at the end of `main`",
    )


def wrong_release(name: Name, output: str) -> Diagnostic:
    message = f"`release {name.text}`, but the output is `{output}`"
    return Diagnostic("TC206", message, name.span, help=f"write `release {output}(…)`")


def require_owners(owners: Sequence[str], span: Span) -> Diagnostic:
    message = (
        f"this `require` is about inputs of {ticked(owners)}, so none of them could check it alone"
        if owners
        else "this `require` is about nobody's input"
    )
    return Diagnostic(
        "TC311",
        message,
        span,
        help="a `require` is checked by the owner of the input before connecting: write one for each owner",
        rule="require",
    )


def no_environment(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC503",
        "a model runs in an environment, and the program declares none",
        span,
        help="add `environment enclave`, and say who trusts it: `assume … trust enclave`",
    )


def which_environment(names: Sequence[str], span: Span) -> Diagnostic:
    return Diagnostic(
        "TC503",
        f"this `ask` could run at {ticked(names)}",
        span,
        help=f"say which: `ask model(…) at {names[0]} as …`",
    )
