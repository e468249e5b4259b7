"""Where commands write: results to standard output, messages to standard error, or one JSON object."""

import os
import sys
import traceback
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tcme.cli.machine import diagnostic_json, fault_json
from tcme.cli.render import render
from tcme.dsl.diagnostics import Answer, Diagnostic, Fault, Severity
from tcme.dsl.source import Source

if TYPE_CHECKING:
    from rich.console import Console

NOWHERE = Source("<command line>", "")
_STYLES = {None: "bold red", Answer.REFUTED: "bold red", Answer.NOT_PROVED: "bold magenta"}


def _harmless(text: str) -> str:
    """The text without what would steer a terminal or cannot be written: it may come from a hostile file."""
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else "�" for c in text
    )


def document(data: Mapping[str, object]) -> str:
    """The text of one JSON object."""
    from tcme.compiler.values import json_text

    text = json_text(data, indent=2, sort=False, ascii=False) + "\n"
    # Only a lone surrogate from a hostile file is replaced, by its escape in JSON.
    return text.encode("utf-8", "backslashreplace").decode()


class Output:
    """One face for people and machines; `json=True` prints exactly one object."""

    def __init__(self, *, json: bool) -> None:
        self.json = json

    @cached_property
    def out(self) -> "Console":
        """Rich on standard output; it takes a while to import, so plain lines to a pipe do without."""
        from rich.console import Console

        return Console(highlight=False, soft_wrap=True)

    @cached_property
    def err(self) -> "Console":
        from rich.console import Console

        return Console(stderr=True, highlight=False, soft_wrap=True)

    def result(self, data: Mapping[str, object]) -> None:
        if self.json:
            sys.stdout.write(document(data))

    def say(self, text: str = "", *, style: str | None = None) -> None:
        """A line for people, as it stands: no markup is interpreted."""
        if self.json:
            return
        if sys.stdout.isatty():
            self.out.print(_harmless(text), style=style, markup=False)
        else:
            sys.stdout.write(_harmless(text) + "\n")

    def _message(self, text: str, *, style: str | None = None) -> None:
        sys.stdout.flush()  # a message stands behind the line that it belongs to, also in a log of both
        if sys.stderr.isatty():
            self.err.print(_harmless(text), style=style, markup=False)
        else:
            sys.stderr.write(_harmless(text) + "\n")

    def diagnostics(self, diagnostics: Iterable[Diagnostic], source: Source) -> None:
        if not self.json:
            for diagnostic in diagnostics:
                self._diagnostic(diagnostic, source)

    def refused(self, diagnostics: tuple[Diagnostic, ...], source: Source = NOWHERE) -> None:
        self.result({"ok": False, "diagnostics": [diagnostic_json(d, source) for d in diagnostics]})
        self.diagnostics(diagnostics, source)

    def fault(self, fault: Fault) -> None:
        if os.environ.get("TCME_TRACE") == "1":
            traceback.print_exception(sys.exception() or fault)
        self.result({"ok": False, "diagnostics": [fault_json(fault)]})
        if not self.json:
            self._message(f"error[{fault.code}]: {fault.message}", style="bold red")
            if fault.help:
                self._message(f"  = help: {fault.help}")

    def _diagnostic(self, diagnostic: Diagnostic, source: Source) -> None:
        title, *rest = render(diagnostic, source).split("\n")
        warning = diagnostic.severity is Severity.WARNING
        self._message(title, style="bold yellow" if warning else _STYLES[diagnostic.answer])
        self._message("\n".join(rest) + "\n")
