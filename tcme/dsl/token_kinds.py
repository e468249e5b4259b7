"""Tokens, and what their kinds are called."""

from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span


@frozen
class Token:
    """One word or sign of a source; `kind` is a terminal of `grammar.lark`."""

    kind: str
    text: str
    span: Span


PRINCIPALS = frozenset({"PARTY", "HELPER", "ENVIRONMENT", "PUBLISHER"})
DECLARATIONS = PRINCIPALS | {
    "PROGRAM", "GROUP", "USE", "ADVERSARY", "ASSUME", "MODEL", "TYPE", "CONST", "INPUT", "PUBLIC", "REQUIRE",
    "OUTPUT", "LEAK", "ACCEPT", "FN", "TEST",
}  # fmt: skip
# Declarations that may stand inside a test.
VARIATIONS = PRINCIPALS | {"ADVERSARY", "ASSUME"}
# What nothing but statements begins with, in blocks and in tests.
STARTERS = frozenset({"LET", "RELEASE", "EXPECT"})
COMPARATORS = frozenset({"EQ", "NE", "LESSTHAN", "LE", "MORETHAN", "GE"})
OPERATORS = COMPARATORS | {
    "OR", "XOR", "AND", "BAR", "CARET", "AMPERSAND", "LEFT", "RIGHT", "PLUS", "MINUS", "STAR", "SLASH",
    "PERCENT", "DOT", "LSQB",
}  # fmt: skip
# Where so many operators fit, a value stands before.
MANY = 4
OPENERS = {"LPAR": "RPAR", "LSQB": "RSQB", "LBRACE": "RBRACE"}
CLOSERS = {closer: opener for opener, closer in OPENERS.items()}
# Words of the grammar that are names everywhere else.
SOFT = frozenset({
    "MOST", "BIT", "BITS", "INFLUENCE", "PASSIVE", "CRAFTING", "ACTIVE", "SECRECY", "INTEGRITY", "MODULE",
    "FILE", "LEARN", "STEER",
})  # fmt: skip
# A statement may end after these, and after nothing else.
ENDERS = SOFT | {
    "NAME", "INTEGER", "DECIMAL", "STRING", "PROMPT", "TRUE", "FALSE", "NONE", "UNDERSCORE",
    "RPAR", "RSQB", "RBRACE", "QMARK", "INT_TYPE", "TEXT_TYPE", "FIXED_TYPE",
    "BYTES_TYPE", "IMAGE_TYPE", "LIST_TYPE",
}  # fmt: skip
# A line that begins with one of these goes on with the statement of the line above.
CONTINUATIONS = frozenset({
    "RPAR", "RSQB", "RBRACE", "COMMA", "ELSE", "OF", "TO", "BECAUSE", "STEERED", "FROM", "ENDORSED",
    "EXAMPLES", "MARGIN", "AS", "BY", "WHERE", "LBRACE", "ON", "IN", "TRUST", "TRUSTS", "PROMPT",
})  # fmt: skip
