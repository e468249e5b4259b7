"""Mistakes in expressions and blocks."""

from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.mistakes.words import quoted
from tcme.dsl.problem import Problem
from tcme.dsl.source import Source
from tcme.dsl.tables import END, NEWLINE
from tcme.dsl.token_kinds import COMPARATORS, OPERATORS

ASK_ENDS = frozenset({"STRING", NEWLINE, END, "RBRACE", "COMMA", "RPAR"})
CALCULATIONS = OPERATORS - COMPARATORS - {"OR", "XOR", "AND", "DOT", "LSQB"}
ELSE_IF = frozenset({"elif", "elsif", "elseif"})
# Words that begin statements in other languages.
FOREIGN = {
    "return": "the last line of a block is its value: leave the word out",
    "var": "write `let`; values do not change",
    "val": "write `let`",
    "mut": "values do not change: `fold` carries one along",
    "while": "loops have bounds: `for i in 0..9 { … }`, or `fold` to carry a value along",
    "loop": "loops have bounds: `for i in 0..9 { … }`, or `fold` to carry a value along",
    "foreach": "write `for x in xs { … }`",
    "switch": "write `match x { A => …, B => … }`",
    "case": "write `match x { A => …, B => … }`",
    "def": "write `let f = fn(x) => …`",
    "func": "write `let f = fn(x) => …`",
    "function": "write `let f = fn(x) => …`",
    "then": "write `if c { … } else { … }`",
}


def foreign_word(problem: Problem, source: Source) -> Diagnostic | None:
    word = problem.token if problem.token.text == "then" else problem.previous
    if word.kind != "NAME" or word.text not in FOREIGN or problem.token.kind in ("EQUAL", "COLON"):
        return None
    return Diagnostic(
        "TC131", f"`{word.text}` is not a word of the language", word.span, help=FOREIGN[word.text]
    )


def assignment(problem: Problem, source: Source) -> Diagnostic | None:
    kind, before, name = problem.token.kind, problem.before, problem.previous.text
    begins = len(before) > 1 and before[-2].kind in ("LBRACE", NEWLINE) and before[-1].kind == "NAME"
    if kind == "COLON" and begins and problem.behind_value:
        return Diagnostic(
            "TC114", "`:` does not stand in an expression", problem.token.span,
            help=f"to name a value write `let {name} : …`",
        )  # fmt: skip
    if kind == "EQUAL" and problem.previous.kind in CALCULATIONS:
        advice = "name a new value with `let`, or carry one along with `fold`"
        return Diagnostic("TC114", "values do not change", problem.token.span, help=advice)
    if kind != "EQUAL" or "EQ" not in problem.accepts:
        return None
    advice = f"to name a value write `let {name} = …`" if begins else "to compare write `==`"
    return Diagnostic("TC114", "`=` does not stand in an expression", problem.token.span, help=advice)


def no_else(problem: Problem, source: Source) -> Diagnostic | None:
    if "ELSE" not in problem.accepts or problem.previous.kind != "RBRACE":
        return None
    advice = "`if` is an expression: add `else { … }` with the value for the other case"
    advice = "write `else if`" if problem.token.text in ELSE_IF else advice
    return Diagnostic("TC115", "an `if` needs its `else`", problem.previous.span, help=advice)


def chained_comparison(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind not in COMPARATORS or "AND" not in problem.accepts:
        return None
    return Diagnostic(
        "TC116", "comparisons are not chained", problem.token.span,
        help="compare twice and join the two with `and`",
    )  # fmt: skip


def bare_release(problem: Problem, source: Source) -> Diagnostic | None:
    if len(problem.before) < 2 or problem.before[-2].kind != "RELEASE":
        return None
    name = problem.previous.text
    return Diagnostic(
        "TC119", f"`release {name}` needs the values of its fields in parentheses", problem.found.span,
        help=f"write `release {name}(…)`",
    )  # fmt: skip


def not_last(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind != NEWLINE or "RBRACE" not in problem.accepts:
        return None
    return Diagnostic(
        "TC123", "nothing follows the value of a block", problem.found.span,
        help="name the value above with `let`; an expression goes on if its line ends with an operator",
    )  # fmt: skip


def leading_operator(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind not in OPERATORS or problem.previous.kind != NEWLINE:
        return None
    return Diagnostic(
        "TC127", f"a line does not begin with `{problem.token.text}`", problem.token.span,
        help="leave the operator at the end of the line above",
    )  # fmt: skip


def no_value(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind != "RBRACE" or problem.accepts.isdisjoint({NEWLINE, "LET"}):
        return None
    return Diagnostic(
        "TC124", "a block ends with a value", problem.token.span,
        help="write the value, or `release …` in `main`, on the last line",
    )  # fmt: skip


def no_prompt(problem: Problem, source: Source) -> Diagnostic | None:
    if "PROMPT" not in problem.accepts or problem.token.kind not in ASK_ENDS:
        return None
    return Diagnostic(
        "TC125", "`ask` ends with a prompt in triple quotes", problem.token.span, help='write `"""…"""`'
    )


def parenthesised_not(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind != "NOT" or "LPAR" not in problem.accepts:
        return None
    return Diagnostic(
        "TC126",
        "`not` stands in parentheses after another operator",
        problem.token.span,
        help="write `(not …)`",
    )


def condition_in_comprehension(problem: Problem, source: Source) -> Diagnostic | None:
    """`[e for x in xs if c]`, and a second `for`."""
    opened = problem.opened
    if problem.token.kind not in ("IF", "FOR") or "RSQB" not in problem.accepts or not opened:
        return None
    if "FOR" not in [token.kind for token in problem.before[problem.before.index(opened[-1]) :]]:
        return None
    if problem.token.kind == "FOR":
        advice = "write a comprehension inside the other: `[[… for y in ys] for x in xs]`"
    else:
        advice = "write `[… for x in filter(fn(x) => …, xs)]`"
    return Diagnostic(
        "TC132", f"a comprehension ends before `{problem.token.text}`", problem.token.span, help=advice
    )


def condition_behind_value(problem: Problem, source: Source) -> Diagnostic | None:
    """`x if c else y` and `c ? x : y`."""
    if problem.token.kind not in ("IF", "QMARK") or not problem.behind_value:
        return None
    return Diagnostic(
        "TC133", f"`{problem.token.text}` does not stand behind a value", problem.token.span,
        help="write `if c { … } else { … }`",
    )  # fmt: skip


def no_in(problem: Problem, source: Source) -> Diagnostic | None:
    if "IN" not in problem.accepts:
        return None
    message = f"expected `in`, found {quoted(problem.token)}"
    return Diagnostic("TC135", message, problem.token.span, help="write `for x in xs`")
