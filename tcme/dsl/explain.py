"""What to say when the parser stops: one function for each mistake that people make, tried in order."""

from collections.abc import Callable
from difflib import get_close_matches

from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.mistakes import brackets, declarations, expressions, functions, types
from tcme.dsl.mistakes.words import expected, quoted
from tcme.dsl.problem import Problem
from tcme.dsl.source import Source
from tcme.dsl.tables import load

MISTAKES: tuple[Callable[[Problem, Source], Diagnostic | None], ...] = (
    declarations.second_program,
    declarations.doc_comment,
    declarations.unknown_declaration,
    declarations.module_path,
    declarations.test_without_name,
    expressions.bare_release,
    expressions.no_prompt,
    expressions.foreign_word,
    functions.local_function,
    expressions.no_else,
    declarations.no_because,
    types.incomplete_type,
    expressions.no_in,
    expressions.condition_in_comprehension,
    expressions.condition_behind_value,
    brackets.wrong_closer,
    brackets.never_closed,
    declarations.keyword_as_name,
    expressions.assignment,
    expressions.chained_comparison,
    expressions.not_last,
    expressions.leading_operator,
    expressions.no_value,
    expressions.parenthesised_not,
)
# What to write where this one sign would have fitted and that one was found.
HINTS = {
    ("FAT_ARROW", "ARROW"): "write `=>` before the value of a case",
    ("EQUAL", "EQ"): "write `=`",
    ("RSQB", "TO_END"): "a part of an array is `[xs[i] for i in 0..2]`",
}


def explain(problem: Problem, source: Source) -> Diagnostic:
    """The message of the first mistake that fits, or what was expected and what was found."""
    for mistake in MISTAKES:
        if diagnostic := mistake(problem, source):
            return diagnostic
    return _unexpected(problem)


def _unexpected(problem: Problem) -> Diagnostic:
    token = problem.token
    words = [load().spelling[kind] for kind in problem.accepts if kind in load().words.values()]
    close = get_close_matches(token.text, sorted(words), n=1, cutoff=0.7) if token.kind == "NAME" else []
    hints = [hint for (fits, kind), hint in HINTS.items() if fits in problem.accepts and kind == token.kind]
    return Diagnostic(
        "TC101", f"expected {expected(problem.accepts)}, found {quoted(token)}", token.span,
        help=f"did you mean `{close[0]}`?" if close else "".join(hints[:1]),
    )  # fmt: skip
