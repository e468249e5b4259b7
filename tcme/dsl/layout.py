"""Which ends of lines end a statement; between lexer and parser, so that the grammar stays LALR.

An end of line counts when the token before it can end a statement, the token after it cannot go on with one,
and the innermost open bracket is a brace or none.
"""

from collections.abc import Sequence

from tcme.dsl import messages
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span
from tcme.dsl.tables import NEWLINE
from tcme.dsl.token_kinds import CLOSERS, CONTINUATIONS, ENDERS, OPENERS, Token


def lay_out(tokens: Sequence[Token], sink: Sink) -> list[Token]:
    """The tokens with only the ends of lines that end a statement, and neighbouring doc comments made one."""
    result: list[Token] = []
    opened: list[str] = []
    pending: Token | None = None
    for token in tokens:
        if token.kind == NEWLINE:
            pending = pending or token
        elif token.kind == "SEMICOLON" and opened[-1:] != ["LSQB"]:
            sink.add(messages.semicolon(token))
            pending = pending or Token(NEWLINE, "\n", token.span)
        else:
            if pending and _ends_statement(result, token, opened):
                result.append(pending)
            pending = None
            _track(opened, token)
            _append(result, token)
    return result


def _ends_statement(before: list[Token], after: Token, opened: list[str]) -> bool:
    inside = bool(opened) and opened[-1] != "LBRACE"
    return not inside and bool(before) and before[-1].kind in ENDERS and after.kind not in CONTINUATIONS


def _track(opened: list[str], token: Token) -> None:
    if token.kind in OPENERS:
        opened.append(token.kind)
    elif token.kind in CLOSERS and opened:
        opened.pop()


def _append(result: list[Token], token: Token) -> None:
    if token.kind == "DOC" and result and result[-1].kind == "DOC":
        last = result.pop()
        token = Token("DOC", f"{last.text}\n{token.text}", Span(last.span.start, token.span.end))
    result.append(token)
