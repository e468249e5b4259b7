"""Which ends of lines end a statement; between lexer and parser, so that the grammar stays LALR.

An end of line counts when the token before it can end a statement, the token after it cannot go on with one,
and the innermost open bracket is a brace or none.
"""

from collections.abc import Sequence
from itertools import islice

from tcme.dsl import messages
from tcme.dsl.brackets import Brackets
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span
from tcme.dsl.tables import NEWLINE
from tcme.dsl.token_kinds import CONTINUATIONS, ENDERS, STARTERS, Token


def lay_out(tokens: Sequence[Token], sink: Sink) -> list[Token]:
    """The tokens with only the ends of lines that end a statement, and neighbouring doc comments made one."""
    result: list[Token] = []
    brackets = Brackets()
    pending: Token | None = None
    for i, token in enumerate(tokens):
        if token.kind == NEWLINE:
            pending = pending or token
        elif token.kind == "SEMICOLON" and brackets.innermost != "LSQB":
            sink.add(messages.semicolon(token))
            pending = pending or Token(NEWLINE, "\n", token.span)
        else:
            if pending and _ends_statement(tokens, i, result, brackets):
                brackets.see(pending)
                result.append(pending)
            pending = None
            brackets.see(token)
            _append(result, token)
    return result


def _ends_statement(tokens: Sequence[Token], i: int, before: list[Token], brackets: Brackets) -> bool:
    """Whether the line before tokens[i] ends a statement, also where someone forgot to close a bracket."""
    if brackets.innermost in ("LPAR", "LSQB"):
        return tokens[i].kind in STARTERS
    return bool(before) and before[-1].kind in ENDERS and not _goes_on(tokens, i)


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether the statement above goes on here: `at e as T` is part of an `ask`, `at e { … }` is a value."""
    if tokens[i].kind == "AT":
        words = (tokens[j].kind for j in range(i + 1, len(tokens)) if tokens[j].kind != NEWLINE)
        return next(islice(words, 1, None), "") == "AS"
    return tokens[i].kind in CONTINUATIONS


def _append(result: list[Token], token: Token) -> None:
    if token.kind == "DOC" and result and result[-1].kind == "DOC":
        last = result.pop()
        token = Token("DOC", f"{last.text}\n{token.text}", Span(last.span.start, token.span.end))
    result.append(token)
