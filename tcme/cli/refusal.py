"""How a command ends when its program is refused."""

from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.source import Source


class NotProved(Exception):
    """The program was refused; its diagnostics and the source they are about."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], source: Source) -> None:
        super().__init__("not proved")
        self.diagnostics = diagnostics
        self.source = source
