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
    "PROGRAM", "ADVERSARY", "ASSUME", "MODEL", "TYPE", "CONST", "INPUT", "REQUIRE", "OUTPUT", "LEAK",
    "ACCEPT", "FN",
}  # fmt: skip
COMPARATORS = frozenset({"EQ", "NE", "LESSTHAN", "LE", "MORETHAN", "GE"})
OPENERS = {"LPAR": "RPAR", "LSQB": "RSQB", "LBRACE": "RBRACE"}
CLOSERS = {closer: opener for opener, closer in OPENERS.items()}
# Words of the grammar that are names everywhere else.
SOFT = frozenset(
    {"MOST", "BIT", "BITS", "INFLUENCE", "PASSIVE", "CRAFTING", "ACTIVE", "SECRECY", "INTEGRITY"}
)
# Words that a later version of the language will need.
RESERVED = frozenset({"each", "group", "public", "use"})
# A statement may end after these, and after nothing else.
ENDERS = SOFT | {
    "NAME", "INTEGER", "DECIMAL", "STRING", "PROMPT", "TRUE", "FALSE", "NONE", "UNDERSCORE",
    "RPAR", "RSQB", "RBRACE", "QMARK", "INT_TYPE", "TEXT_TYPE",
}  # fmt: skip
# A line that begins with one of these goes on with the statement of the line above.
CONTINUATIONS = frozenset({
    "RPAR", "RSQB", "RBRACE", "COMMA", "ELSE", "OF", "TO", "BECAUSE", "STEERED", "FROM", "ENDORSED",
    "EXAMPLES", "MARGIN", "AT", "AS", "BY", "LBRACE", "ON", "IN", "TRUST", "TRUSTS", "PROMPT",
})  # fmt: skip
