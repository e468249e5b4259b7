"""Brackets that are not closed, or closed by another."""

from tcme.dsl import messages
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.problem import Problem
from tcme.dsl.source import Source
from tcme.dsl.tables import END, NEWLINE, load
from tcme.dsl.token_kinds import CLOSERS, OPENERS, STARTERS, Token


def wrong_closer(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind not in CLOSERS:
        return None
    text, opened = problem.token.text, problem.opened
    if not opened:
        return Diagnostic(
            "TC108", f"`{text}` closes nothing", problem.token.span, help=f"delete the `{text}`"
        )
    if opened[-1].kind == CLOSERS[problem.token.kind]:
        return None
    return Diagnostic(
        "TC107", f"`{opened[-1].text}` is closed by `{text}`", problem.token.span,
        notes=(messages.opened_here(opened[-1]),),
    )  # fmt: skip


def never_closed(problem: Problem, source: Source) -> Diagnostic | None:
    if not problem.opened or problem.token.kind in CLOSERS:
        return None
    opener = problem.opened[-1]
    if problem.token.kind != END and not _forgotten(problem, opener, source):
        return None
    closer = load().spelling[OPENERS[opener.kind]]
    notes = () if problem.token.kind == END else (Note("the parser stops here", problem.found.span),)
    return Diagnostic(
        "TC107",
        f"`{opener.text}` is never closed",
        opener.span,
        notes=notes,
        help=f"close it with `{closer}`",
    )


def _forgotten(problem: Problem, opener: Token, source: Source) -> bool:
    """A bracket inside which a later line begins with a word that only begins statements."""
    if OPENERS[opener.kind] not in problem.accepts:
        return False
    if problem.token.kind == NEWLINE:
        return opener.kind != "LBRACE" and problem.found.kind in STARTERS
    later = source.place(problem.token.span.start).line > source.place(opener.span.start).line
    return later and problem.token.kind in STARTERS
