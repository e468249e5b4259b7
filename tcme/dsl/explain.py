"""What to say when the parser stops: one function for each mistake that people make, tried in order."""

from collections.abc import Callable, Collection
from difflib import get_close_matches
from functools import lru_cache

from tcme.dsl import messages
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Source, Span
from tcme.dsl.tables import END, NEWLINE, load
from tcme.dsl.token_kinds import CLOSERS, COMPARATORS, DECLARATIONS, OPENERS, PRINCIPALS, SOFT, Token

OTHER_WORDS = {
    "function": "fn", "func": "fn", "def": "fn", "fun": "fn", "import": "input", "parties": "party",
    "enum": "type", "struct": "type", "record": "type", "attacker": "adversary", "trust": "assume",
}  # fmt: skip
OPERATORS = COMPARATORS | {"OR", "XOR", "AND", "PLUS", "MINUS", "STAR", "SLASH", "PERCENT", "DOT", "LSQB"}
GROUPS = (
    ("an expression", frozenset({"NAME", "INTEGER", "IF", "LPAR", "LSQB", "ASK"})),
    ("a pattern", frozenset({"NAME", "INTEGER", "UNDERSCORE"})),
    ("a type", frozenset({"NAME", "LSQB", "LBRACE", "INT_TYPE"})),
    ("a name", frozenset({"NAME"})),
)
GROUP_MEMBERS = {
    "an expression": frozenset({
        "NAME", "INTEGER", "IF", "LPAR", "LSQB", "ASK", "MATCH", "FOR", "FOLD", "ENDORSE", "TRUE", "FALSE",
        "NONE", "NOT", "MINUS",
    }),
    "a pattern": frozenset({"NAME", "INTEGER", "UNDERSCORE", "TRUE", "FALSE", "NONE", "MINUS"}),
    "a type": frozenset({"NAME", "LSQB", "LBRACE", "INT_TYPE", "TEXT_TYPE"}),
    "a name": frozenset({"NAME"}),
}  # fmt: skip
PLAIN_NAMES = {
    "INTEGER": "a number",
    "DECIMAL": "a decimal number",
    "STRING": 'a text `"…"`',
    "PROMPT": 'a prompt `"""…"""`',
    "DOC": "a doc comment",
    NEWLINE: "the end of the line",
    END: "the end of the declaration",
}
REASON_ENDS = frozenset({"STRING", NEWLINE, END, "RBRACE", "STEERED"})
ASK_ENDS = frozenset({"STRING", NEWLINE, END, "RBRACE", "COMMA", "RPAR"})
NO_TOKEN = Token("", "", Span(0, 0))


@frozen
class Problem:
    """Where the parser stopped: a token that does not fit, what lies around it, what would have fitted."""

    token: Token
    before: tuple[Token, ...]
    after: tuple[Token, ...]
    accepts: frozenset[str]

    @property
    def previous(self) -> Token:
        return self.before[-1] if self.before else NO_TOKEN

    @property
    def opened(self) -> tuple[Token, ...]:
        """Brackets that are open here."""
        stack: list[Token] = []
        for token in self.before:
            if token.kind in OPENERS:
                stack.append(token)
            elif token.kind in CLOSERS and stack:
                stack.pop()
        return tuple(stack)

    @property
    def found(self) -> Token:
        """The token to show: after the end of a line that does not fit, what the next line begins with."""
        return self.after[0] if self.token.kind == NEWLINE and self.after else self.token


def explain(problem: Problem, source: Source) -> Diagnostic:
    """The message of the first mistake that fits, or what was expected and what was found."""
    for mistake in MISTAKES:
        if diagnostic := mistake(problem, source):
            return diagnostic
    return _unexpected(problem)


def nearly_declaration(token: Token) -> str | None:
    """The word that begins a declaration and that the user most likely meant."""
    return _near(token.text) if token.kind == "NAME" else None


@lru_cache(maxsize=1024)
def _near(text: str) -> str | None:
    words = [load().spelling[kind] for kind in sorted(DECLARATIONS)]
    close = get_close_matches(text, words, n=1, cutoff=0.75)
    return OTHER_WORDS.get(text) or (close[0] if close else None)


# --- brackets ------------------------------------------------------------------------------------


def _wrong_closer(problem: Problem, source: Source) -> Diagnostic | None:
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


def _never_closed(problem: Problem, source: Source) -> Diagnostic | None:
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
    later = source.place(problem.token.span.start).line > source.place(opener.span.start).line
    return later and OPENERS[opener.kind] in problem.accepts and problem.token.kind in ("LET", "RELEASE")


# --- declarations --------------------------------------------------------------------------------


def _second_program(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind != "PROGRAM" or problem.before:
        return None
    return Diagnostic("TC110", "a file has one `program`, and this is the second", problem.token.span)


def _doc_comment(problem: Problem, source: Source) -> Diagnostic | None:
    doc = problem.found if problem.found.kind == "DOC" else problem.previous
    if doc.kind != "DOC":
        return None
    return Diagnostic(
        "TC120", "a doc comment stands above a program, an output field or a function", doc.span,
        help="write `//` for any other comment",
    )  # fmt: skip


def _unknown_declaration(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.before and not (problem.token.kind == NEWLINE and END in problem.accepts):
        return None
    found = problem.found
    meant = nearly_declaration(found)
    guess = f"did you mean `{meant}`?" if meant else ""
    return Diagnostic(
        "TC112", f"expected a declaration, found {_quote(found)}", found.span,
        help=guess or "declarations begin with words such as `party`, `input`, `output` and `fn`",
    )  # fmt: skip


def _keyword_as_name(problem: Problem, source: Source) -> Diagnostic | None:
    token = problem.token
    if "NAME" not in problem.accepts or token.kind not in load().words.values() or token.kind in SOFT:
        return None
    if "LPAR" in problem.accepts and token.kind not in DECLARATIONS:
        return None
    return Diagnostic("TC111", f"`{token.text}` is a word of the language and cannot be a name", token.span)


def _no_because(problem: Problem, source: Source) -> Diagnostic | None:
    if "BECAUSE" not in problem.accepts or problem.token.kind not in REASON_ENDS:
        return None
    subject = {"OUTPUT": "an output field", "ACCEPT": "an accepted influence"}.get(problem.before[0].kind)
    end = problem.previous.span.end
    return Diagnostic(
        "TC113", f"{subject or 'an endorsement'} needs a reason", Span(end, end), help='write `because "…"`'
    )


def _bare_bounded_type(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.previous.kind not in ("INT_TYPE", "TEXT_TYPE"):
        return None
    name = problem.previous.text
    example = "Int[0..100]" if name == "Int" else "Text[1..600]"
    return Diagnostic(
        "TC122", f"`{name}` needs its bounds", problem.previous.span, help=f"write for example `{example}`"
    )


# --- expressions and blocks ----------------------------------------------------------------------


def _assignment(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind != "EQUAL" or "EQ" not in problem.accepts:
        return None
    begins = len(problem.before) > 1 and problem.before[-2].kind in ("LBRACE", NEWLINE)
    name = problem.previous.text
    advice = f"to name a value write `let {name} = …`" if begins else "to compare write `==`"
    return Diagnostic("TC114", "`=` does not stand in an expression", problem.token.span, help=advice)


def _no_else(problem: Problem, source: Source) -> Diagnostic | None:
    if "ELSE" not in problem.accepts or problem.previous.kind != "RBRACE":
        return None
    return Diagnostic(
        "TC115", "an `if` needs its `else`", problem.previous.span,
        help="`if` is an expression: add `else { … }` with the value for the other case",
    )  # fmt: skip


def _chained_comparison(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind not in COMPARATORS or "AND" not in problem.accepts:
        return None
    return Diagnostic(
        "TC116", "comparisons are not chained", problem.token.span,
        help="compare twice and join the two with `and`",
    )  # fmt: skip


def _bare_release(problem: Problem, source: Source) -> Diagnostic | None:
    if len(problem.before) < 2 or problem.before[-2].kind != "RELEASE":
        return None
    name = problem.previous.text
    return Diagnostic(
        "TC119", f"`release {name}` needs the values of its fields in parentheses", problem.found.span,
        help=f"write `release {name}(…)`",
    )  # fmt: skip


def _not_last(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind != NEWLINE or "RBRACE" not in problem.accepts:
        return None
    return Diagnostic(
        "TC123", "nothing follows the value of a block", problem.found.span,
        help="name the value above with `let`; an expression goes on if its line ends with an operator",
    )  # fmt: skip


def _leading_operator(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind not in OPERATORS or problem.previous.kind != NEWLINE:
        return None
    return Diagnostic(
        "TC127", f"a line does not begin with `{problem.token.text}`", problem.token.span,
        help="leave the operator at the end of the line above",
    )  # fmt: skip


def _no_value(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind != "RBRACE" or problem.accepts.isdisjoint({NEWLINE, "LET"}):
        return None
    return Diagnostic(
        "TC124", "a block ends with a value", problem.token.span,
        help="write the value, or `release …` in `main`, on the last line",
    )  # fmt: skip


def _no_prompt(problem: Problem, source: Source) -> Diagnostic | None:
    if "PROMPT" not in problem.accepts or problem.token.kind not in ASK_ENDS:
        return None
    return Diagnostic(
        "TC125", "`ask` ends with a prompt in triple quotes", problem.token.span, help='write `"""…"""`'
    )


def _parenthesised_not(problem: Problem, source: Source) -> Diagnostic | None:
    if problem.token.kind != "NOT" or "LPAR" not in problem.accepts:
        return None
    return Diagnostic(
        "TC126",
        "`not` stands in parentheses after another operator",
        problem.token.span,
        help="write `(not …)`",
    )


MISTAKES: tuple[Callable[[Problem, Source], Diagnostic | None], ...] = (
    _second_program,
    _doc_comment,
    _unknown_declaration,
    _bare_release,
    _no_prompt,
    _no_else,
    _no_because,
    _bare_bounded_type,
    _wrong_closer,
    _never_closed,
    _keyword_as_name,
    _assignment,
    _chained_comparison,
    _not_last,
    _leading_operator,
    _no_value,
    _parenthesised_not,
)


# --- everything else -----------------------------------------------------------------------------


def _unexpected(problem: Problem) -> Diagnostic:
    expected = _one_of(_expectations(problem.accepts))
    token = problem.token
    words = [load().spelling[kind] for kind in problem.accepts if kind in load().words.values()]
    close = get_close_matches(token.text, sorted(words), n=1, cutoff=0.7) if token.kind == "NAME" else []
    return Diagnostic(
        "TC101", f"expected {expected}, found {_quote(token)}", token.span,
        help=f"did you mean `{close[0]}`?" if close else "",
    )  # fmt: skip


def _expectations(accepts: frozenset[str]) -> list[str]:
    """What would have fitted, in words; many kinds that make one idea are named once."""
    rest, words = set(accepts), []
    for name, signs in GROUPS:
        if signs <= rest:
            words.append(name)
            rest -= GROUP_MEMBERS[name] | SOFT
    if {"PLUS", "STAR"} <= rest:
        words.append("an operator")
        rest -= OPERATORS
    if rest >= PRINCIPALS:
        words.append("a declaration")
        rest -= DECLARATIONS
    return words + sorted(_kind_in_words(kind) for kind in rest)


def _kind_in_words(kind: str) -> str:
    return PLAIN_NAMES.get(kind) or f"`{load().spelling[kind]}`"


def _one_of(words: Collection[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _quote(token: Token) -> str:
    if token.kind in ("PROMPT", "DOC", NEWLINE, END):
        return PLAIN_NAMES[token.kind]
    return f"`{token.text}`"
