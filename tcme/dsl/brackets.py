"""Which brackets are open, also where some are missing or wrong: the one opinion of layout and recovery."""

from collections.abc import Iterable

from tcme.dsl.tables import NEWLINE
from tcme.dsl.token_kinds import CLOSERS, OPENERS, Token


class Brackets:
    """The open brackets, outermost first.

    Lines end only inside braces, so the end of a line drops parentheses that were forgotten; a brace closes
    whatever is open since its own; another closer passes over one wrong bracket and else closes nothing."""

    def __init__(self, tokens: Iterable[Token] = ()) -> None:
        self.stack: list[Token] = []
        self._braces = 0
        for token in tokens:
            self.see(token)

    @property
    def innermost(self) -> str:
        """The kind of the last one, or nothing."""
        return self.stack[-1].kind if self.stack else ""

    @property
    def in_braces(self) -> bool:
        return self._braces > 0

    def see(self, token: Token) -> None:
        if token.kind in OPENERS:
            self.stack.append(token)
            self._braces += token.kind == "LBRACE"
        elif token.kind == NEWLINE:
            self.forget()
        elif token.kind == "RBRACE" and self._braces:
            self.forget()
            self.stack.pop()
            self._braces -= 1
        elif token.kind in ("RPAR", "RSQB"):
            self._close(CLOSERS[token.kind])

    def forget(self) -> None:
        """Drop what is open inside the innermost brace."""
        while self.stack and self.innermost != "LBRACE":
            self.stack.pop()

    def _close(self, opener: str) -> None:
        inside = [token.kind for token in self.stack[-2:]]
        if inside[-1:] == [opener]:
            self.stack.pop()
        elif inside[:1] == [opener] and inside[1] != "LBRACE":
            del self.stack[-2:]
