"""Mistakes in headers, declarations and tests."""

from difflib import get_close_matches
from functools import lru_cache

from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.mistakes.words import quoted
from tcme.dsl.problem import Problem
from tcme.dsl.source import Source, Span
from tcme.dsl.tables import END, NEWLINE, load
from tcme.dsl.token_kinds import DECLARATIONS, SOFT, Token

OTHER_WORDS = {
    "function": "fn", "func": "fn", "def": "fn", "fun": "fn", "import": "use", "include": "use",
    "parties": "party", "enum": "type", "struct": "type", "record": "type", "attacker": "adversary",
    "trust": "assume",
}  # fmt: skip
REASON_ENDS = frozenset({"STRING", NEWLINE, END, "RBRACE", "STEERED"})
PATHS = {
    "STRING": "write `use pricing` for the file `pricing.tcme` beside this one",
    "COMMA": "write one `use` for each module",
    "AS": "a module keeps the last word of its path as its name",
    "LBRACE": "names to use without the module stand in parentheses: `use std.order (median)`",
    "STAR": "name what is used: `use std.order (median)`",
}


def nearly_declaration(token: Token) -> str | None:
    """The word that begins a declaration and that the user most likely meant."""
    return _near(token.text) if token.kind == "NAME" else None


@lru_cache(maxsize=1024)
def _near(text: str) -> str | None:
    words = [load().spelling[kind] for kind in sorted(DECLARATIONS)]
    close = get_close_matches(text, words, n=1, cutoff=0.75)
    return OTHER_WORDS.get(text) or (close[0] if close else None)


def second_program(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind != "PROGRAM" or problem.before:
        return None
    return Diagnostic("TC110", "a file has one `program`, and this is the second", problem.token.span)


def doc_comment(problem: Problem, source: Source) -> Diagnostic | None:
    doc = problem.found if problem.found.kind == "DOC" else problem.previous
    if doc.kind != "DOC":
        return None
    return Diagnostic(
        "TC120", "a doc comment stands above a program, an output field or a function", doc.span,
        help="write `//` for any other comment",
    )  # fmt: skip


def unknown_declaration(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.before and not (problem.token.kind == NEWLINE and END in problem.accepts):
        return None
    found = problem.found
    meant = nearly_declaration(found)
    guess = f"did you mean `{meant}`?" if meant else ""
    return Diagnostic(
        "TC112", f"expected a declaration, found {quoted(found)}", found.span,
        help=guess or "declarations begin with words such as `party`, `input`, `output` and `fn`",
    )  # fmt: skip


def keyword_as_name(problem: Problem, source: Source) -> Diagnostic | None:
    token = problem.token
    if "NAME" not in problem.accepts or token.kind not in load().words.values() or token.kind in SOFT:
        return None
    if "INTEGER" in problem.accepts and token.kind not in DECLARATIONS:
        return None
    return Diagnostic("TC111", f"`{token.text}` is a word of the language and cannot be a name", token.span)


def no_because(problem: Problem, source: Source) -> Diagnostic | None:
    if "BECAUSE" not in problem.accepts or problem.token.kind not in REASON_ENDS:
        return None
    subject = {"OUTPUT": "an output field", "ACCEPT": "an accepted influence"}.get(problem.before[0].kind)
    end = problem.previous.span.end
    return Diagnostic(
        "TC113", f"{subject or 'an endorsement'} needs a reason", Span(end, end), help='write `because "…"`'
    )


def module_path(problem: Problem, source: Source) -> Diagnostic | None:
    if not problem.before or problem.before[0].kind != "USE" or problem.token.kind == NEWLINE:
        return None
    if problem.token.kind not in {*PATHS, "SLASH", "COLON", "DOT", "TO_END"}:
        return None
    return Diagnostic(
        "TC129", f"a module is named by words with dots between them, not with {quoted(problem.token)}",
        problem.token.span, help=PATHS.get(problem.token.kind, "write for example `use std.order`"),
    )  # fmt: skip


def test_without_name(problem: Problem, source: Source) -> Diagnostic | None:
    if [token.kind for token in problem.before] != ["TEST"]:
        return None
    text = problem.token.text if problem.token.kind == "NAME" else "…"
    return Diagnostic(
        "TC130", "the name of a test is a text", problem.token.span, help=f'write `test "{text}" {{ … }}`'
    )
