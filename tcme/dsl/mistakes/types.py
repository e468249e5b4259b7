"""Types without what belongs to them."""

from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.problem import Problem
from tcme.dsl.source import Source
from tcme.dsl.token_kinds import Token

EXAMPLES = {
    "INT_TYPE": "Int[0..100]",
    "FIXED_TYPE": "Fixed[0..100 by 0.01]",
    "TEXT_TYPE": "Text[1..600]",
    "BYTES_TYPE": "Bytes[0..1_000]",
    "IMAGE_TYPE": "Image[28, 28]",
    "LIST_TYPE": "List[Int[0..100]; 0..20]",
}


# What fits next, and so is missing.
MISSING = {"TO_END": "both its bounds", "BY": "its step", "SEMICOLON": "its bounds", "COMMA": "its sizes"}
ENDS = frozenset({"RSQB", "SEMICOLON", "COMMA"})


def incomplete_type(problem: Problem, source: Source) -> Diagnostic | None:
    """`Text`, `Int[5]`, `List[T]`, `Fixed[0..1]`, `Image[28]` and `[T]`."""
    if problem.previous.kind in EXAMPLES:
        return _incomplete(problem.previous, MISSING["SEMICOLON"])
    opened = problem.opened
    if problem.token.kind not in ENDS or not opened or opened[-1].kind != "LSQB":
        return None
    before = problem.before[: problem.before.index(opened[-1])]
    what = next((words for kind, words in MISSING.items() if kind in problem.accepts), None)
    if what and before and before[-1].kind in EXAMPLES:
        return _incomplete(before[-1], what)
    if "SEMICOLON" not in problem.accepts:
        return None
    return Diagnostic(
        "TC122", "an array needs its size", opened[-1].span, help="write for example `[Int[0..100]; 20]`"
    )


def _incomplete(name: Token, what: str) -> Diagnostic:
    what = MISSING["COMMA"] if name.kind == "IMAGE_TYPE" else what
    return Diagnostic(
        "TC122", f"`{name.text}` needs {what}", name.span, help=f"write for example `{EXAMPLES[name.kind]}`"
    )
