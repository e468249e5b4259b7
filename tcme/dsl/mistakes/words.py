"""Tokens and kinds of tokens in the words of messages."""

from collections.abc import Collection

from tcme.dsl.tables import END, NEWLINE, load
from tcme.dsl.token_kinds import DECLARATIONS, MANY, OPERATORS, PRINCIPALS, SOFT, Token

GROUPS = (
    ("an expression", frozenset({"NAME", "INTEGER", "IF", "LPAR", "LSQB", "ASK"})),
    ("a pattern", frozenset({"NAME", "INTEGER", "UNDERSCORE"})),
    ("a type", frozenset({"NAME", "LSQB", "LBRACE", "INT_TYPE"})),
    ("a name", frozenset({"NAME"})),
)
GROUP_MEMBERS = {
    "an expression": frozenset({
        "NAME", "INTEGER", "DECIMAL", "IF", "LPAR", "LSQB", "ASK", "MATCH", "FOR", "FOLD", "SCAN", "AT", "FN",
        "ENDORSE", "TRUE", "FALSE", "NONE", "NOT", "MINUS", "STRING",
    }),
    "a pattern": frozenset({"NAME", "INTEGER", "UNDERSCORE", "TRUE", "FALSE", "NONE", "MINUS"}),
    "a type": frozenset({
        "NAME", "LPAR", "LSQB", "LBRACE", "FN", "INT_TYPE", "FIXED_TYPE", "TEXT_TYPE", "BYTES_TYPE",
        "IMAGE_TYPE", "LIST_TYPE",
    }),
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


def expected(accepts: frozenset[str]) -> str:
    """What would have fitted; many kinds that make one idea are named once."""
    rest, words = set(accepts), []
    for name, signs in GROUPS:
        if signs <= rest:
            words.append(name)
            rest -= GROUP_MEMBERS[name] | SOFT
    if len(rest & OPERATORS) >= MANY:
        words.append("an operator")
        rest -= OPERATORS
    if rest >= PRINCIPALS:
        words.append("a declaration")
        rest -= DECLARATIONS
    return _one_of(words + sorted(_kind(kind) for kind in rest))


def quoted(token: Token) -> str:
    if token.kind in ("PROMPT", "DOC", NEWLINE, END):
        return PLAIN_NAMES[token.kind]
    return f"`{token.text}`"


def _kind(kind: str) -> str:
    return PLAIN_NAMES.get(kind) or f"`{load().spelling[kind]}`"


def _one_of(words: Collection[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
