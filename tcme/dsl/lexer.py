"""Text to tokens and comments. A mistake gives one diagnostic and a token to go on with."""

import re
from itertools import islice

from tcme.dsl import messages
from tcme.dsl.diagnostics import Diagnostic, Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Source, Span
from tcme.dsl.syntax import Comment
from tcme.dsl.tables import NEWLINE, Tables
from tcme.dsl.token_kinds import Token

# Characters that are not seen, or that change what is seen: control characters, bidirectional controls
# (Trojan Source, CVE-2021-42574), zero-width characters, and tags, which can carry words to a model.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]|\r(?!\n)"
)
ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|.)")
PLAIN_ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n", "\\t": "\t"}
MOST_DIGITS = 40
LONGEST_NAME = 100
"""As in a certificate."""
MOST_HIDDEN = 100
"""A file of another kind may have a million."""
HARMLESS = {"STRING": '""', "INTEGER": "0", "DECIMAL": "0.0"}
INSTEAD = {"&&": "AND", "||": "OR", "!": "NOT"}
WORD = re.compile(r"\w+|[^\w\s]")


@frozen
class Scanned:
    tokens: tuple[Token, ...]
    comments: tuple[Comment, ...]


def hidden_characters(source: Source, within: Span) -> list[Diagnostic]:
    """One diagnostic for each of the first characters that a reader would not see as they are."""
    found = islice(HIDDEN.finditer(source.text, within.start, within.end), MOST_HIDDEN)
    return [messages.hidden_character(f.group(), Span(*f.span())) for f in found]


def scan(source: Source, tables: Tables, sink: Sink, *, within: Span | None = None) -> Scanned:
    """All tokens of a file, ends of lines included, and the comments apart."""
    # What stands behind a file belongs to another: no token may reach into it.
    text = source.text if within is None else source.text[: within.end]
    match, position = tables.lexer.match, 0 if within is None else within.start
    tokens: list[Token] = []
    comments: list[Comment] = []
    while position < len(text):
        found = match(text, position)
        if found is None:
            position = _stumble(text, position, tokens, sink)
            continue
        kind, start, position = found.lastgroup or "", position, found.end()
        if kind == "SPACE":
            continue
        token = Token(kind, found.group(), Span(start, position))
        match kind:
            case "COMMENT":
                comments.append(_comment(token, tokens))
            case "DOC" if token.text.startswith("////"):
                comments.append(_comment(token, tokens))
            case "NAME":
                tokens.append(_word(token, tables.words, sink))
            case "DECIMAL" if _behind_dot(tokens):
                tokens += [_literal(part, sink) for part in _places(token)]
            case "STRING" | "INTEGER" | "DECIMAL":
                tokens.append(_literal(token, sink))
            case "AMPERSAND" | "BAR" if text.startswith(token.text, position):
                position = _stumble(text, token.span.start, tokens, sink)
            case _:
                tokens.append(token)
    return Scanned(tuple(tokens), tuple(comments))


def unescape(literal: str) -> str:
    """The text that a valid string literal, quotes included, stands for."""
    return ESCAPE.sub(_unescape_one, literal[1:-1])


def _unescape_one(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return PLAIN_ESCAPES[found[0]]


def _comment(token: Token, tokens: list[Token]) -> Comment:
    own_line = not tokens or tokens[-1].kind == NEWLINE
    text = token.text.rstrip()
    return Comment(text, Span(token.span.start, token.span.start + len(text)), own_line)


def _word(token: Token, words: dict[str, str], sink: Sink) -> Token:
    if len(token.text) > LONGEST_NAME:
        sink.add(messages.long_name(token.span, LONGEST_NAME))
    return Token(words.get(token.text, "NAME"), token.text, token.span)


def _literal(token: Token, sink: Sink) -> Token:
    problems = _bad_escapes(token) if token.kind == "STRING" else _bad_number(token)
    sink.extend(problems)
    return Token(token.kind, HARMLESS[token.kind], token.span) if problems else token


def _behind_dot(tokens: list[Token]) -> bool:
    return next((token.kind for token in reversed(tokens) if token.kind != NEWLINE), "") == "DOT"


def _places(token: Token) -> list[Token]:
    """`0.1` of `pair.0.1` is no decimal: it takes two tuples apart."""
    outer, inner = token.text.split(".")
    start, middle = token.span.start, token.span.start + len(outer)
    return [
        Token("INTEGER", outer, Span(start, middle)),
        Token("DOT", ".", Span(middle, middle + 1)),
        Token("INTEGER", inner, Span(middle + 1, token.span.end)),
    ]


def _bad_escapes(token: Token) -> list[Diagnostic]:
    return [
        messages.bad_escape(found[0], Span(token.span.start + found.start(), token.span.start + found.end()))
        for found in ESCAPE.finditer(token.text)
        if not _is_escape(found)
    ]


def _is_escape(found: re.Match[str]) -> bool:
    if found[1] is None:
        return found[0] in PLAIN_ESCAPES
    code = int(found[1], 16)
    return code <= 0x10FFFF and chr(code) not in "\r" and not HIDDEN.match(chr(code))


def _bad_number(token: Token) -> list[Diagnostic]:
    digits = sum(map(str.isdigit, token.text))
    return [messages.long_number(token.span, digits)] if digits > MOST_DIGITS else []


def _stumble(text: str, position: int, tokens: list[Token], sink: Sink) -> int:
    """Report what cannot begin a token, leave a token that lets the parser go on, and say where to go on."""
    if text.startswith('"""', position):
        token = Token("PROMPT", '""""""', Span(position, len(text)))
        sink.add(messages.unclosed_prompt(Span(position, position + 3)))
    elif text[position] == '"':
        end = text.find("\n", position)
        token = Token("STRING", '""', Span(position, len(text) if end < 0 else end))
        sink.add(messages.unclosed_string(token.span))
    elif text[position] in "&|!":
        sign = "!" if text[position] == "!" else text[position : position + 2]
        token = Token(INSTEAD[sign], sign, Span(position, position + len(sign)))
        sink.add(messages.foreign_operator(token))
    else:
        return _strange(text, position, tokens, sink)
    tokens.append(token)
    return token.span.end


def _strange(text: str, position: int, tokens: list[Token], sink: Sink) -> int:
    """A sign of no use here, or a word with letters that names do not have: all of the word is shown."""
    found = WORD.match(text, position)
    end = found.end() if found else position + 1
    is_word = text[position].isalnum()
    start = position
    if is_word and tokens and tokens[-1].span.end == position and tokens[-1].text.isidentifier():
        start = tokens.pop().span.start
    sink.add(messages.strange_character(text[start:end], Span(start, end)))
    if is_word:
        tokens.append(Token("NAME", text[start:end], Span(start, end)))
    return end
