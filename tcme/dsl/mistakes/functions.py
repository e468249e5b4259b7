"""Local functions as other languages write them."""

from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.problem import Problem
from tcme.dsl.source import Source

ARROWS = ("ARROW", "FAT_ARROW")


def local_function(problem: Problem, source: Source) -> Diagnostic | None:
    """`fn x => e`, `fn(x) -> e`, `fn(x : T) => e`, `x -> e`, `|x| e` and `lambda x: e`."""
    form = _form(problem)
    if form is None:
        return None
    message, advice = form
    return Diagnostic("TC128", message, problem.token.span, help=advice)


def _form(problem: Problem) -> tuple[str, str] | None:
    token, previous, accepts = problem.token, problem.previous, problem.accepts
    if previous.kind == "FN" and "LPAR" in accepts and "NAME" not in accepts:
        colon = len(problem.before) > 1 and problem.before[-2].kind == "COLON"
        example = "fn(Int) -> Bool" if colon else f"fn({token.text if token.kind == 'NAME' else '…'}) => …"
        return "after `fn` come parentheses", f"write `{example}`"
    if "FAT_ARROW" in accepts and previous.kind == "RPAR" and token.kind in ("ARROW", "LBRACE", "COLON"):
        return "a local function has `=>` before its value", "write `fn(x) => …`"
    if token.kind == "COLON" and _in_parameters(problem):
        return (
            "the parameters of a local function have no types",
            "write `fn(x) => …`: its use gives the types",
        )
    arrow = token.kind in ARROWS and problem.behind_value
    bar = token.kind == "BAR" and "INTEGER" in accepts and _closes_bar(problem)
    word = previous.text == "lambda" and previous.kind == "NAME" and token.kind in ("NAME", "COLON")
    if arrow or bar or word:
        return "a local function begins with `fn`", "write `fn(x) => …`"
    return None


def _in_parameters(problem: Problem) -> bool:
    """Whether the innermost open bracket is that of `fn(`."""
    opened = problem.opened
    if not opened or opened[-1].kind != "LPAR":
        return False
    at = problem.before.index(opened[-1])
    return at > 0 and problem.before[at - 1].kind == "FN"


def _closes_bar(problem: Problem) -> bool:
    return [token.kind for token in problem.after[:2]] in (["NAME", "BAR"], ["NAME", "COMMA"])
