"""Where the parser stopped, with everything that a message about it may need."""

from tcme.dsl.brackets import Brackets
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.tables import NEWLINE
from tcme.dsl.token_kinds import MANY, OPERATORS, Token

NO_TOKEN = Token("", "", Span(0, 0))


@frozen
class Problem:
    """A token that does not fit, what lies around it, what would have fitted."""

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
        return tuple(Brackets(self.before).stack)

    @property
    def behind_value(self) -> bool:
        return len(self.accepts & OPERATORS) >= MANY

    @property
    def found(self) -> Token:
        """The token to show: after the end of a line that does not fit, what the next line begins with."""
        return self.after[0] if self.token.kind == NEWLINE and self.after else self.token
