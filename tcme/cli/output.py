"""Where commands write: results to standard output, messages to standard error, or one JSON object."""

import os
import sys
import traceback
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tcme.cli.machine import diagnostic_json, fault_json
from tcme.cli.render import render
from tcme.cli.visible import harmless, one_line
from tcme.dsl.diagnostics import Answer, Diagnostic, Fault, Severity
from tcme.dsl.source import Source

if TYPE_CHECKING:
    from rich.console import Console

NOWHERE = Source("<command line>", "")
MOST = 50
"""Messages about one program that people are shown; machines have all."""
_STYLES = {None: "bold red", Answer.REFUTED: "bold red", Answer.NOT_PROVED: "bold magenta"}


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
            self.out.print(one_line(text), style=style, markup=False)
        else:
            sys.stdout.write(one_line(text) + "\n")

    def _message(self, text: str, *, style: str | None = None) -> None:
        sys.stdout.flush()  # a message stands behind its line, also in a log of both
        if sys.stderr.isatty():
            self.err.print(harmless(text), style=style, markup=False)
        else:
            sys.stderr.write(harmless(text) + "\n")

    def diagnostics(self, diagnostics: Iterable[Diagnostic], source: Source) -> None:
        """For people the first ones, errors before warnings where there are too many."""
        if self.json:
            return
        found = tuple(diagnostics)
        if len(found) > MOST:
            found = tuple(sorted(found, key=lambda d: not d.is_error))
        for diagnostic in found[:MOST]:
            self._diagnostic(diagnostic, source)
        if len(found) > MOST:
            self._message(f"and {len(found) - MOST} more messages; `--json` shows all of them\n")

    def refused(self, diagnostics: tuple[Diagnostic, ...], source: Source = NOWHERE) -> None:
        self.result({"ok": False, "diagnostics": [diagnostic_json(d, source) for d in diagnostics]})
        self.diagnostics(diagnostics, source)

    def fault(self, fault: Fault) -> None:
        if os.environ.get("TCME_TRACE") == "1":
            traceback.print_exception(sys.exception() or fault)
        self.result({"ok": False, "diagnostics": [fault_json(fault)]})
        if not self.json:
            self._message(f"error[{fault.code}]: {one_line(fault.message)}", style="bold red")
            if fault.help:
                self._message(f"  = help: {one_line(fault.help)}")

    def _diagnostic(self, diagnostic: Diagnostic, source: Source) -> None:
        title, *rest = render(diagnostic, source).split("\n")
        warning = diagnostic.severity is Severity.WARNING
        self._message(title, style="bold yellow" if warning else _STYLES[diagnostic.answer])
        self._message("\n".join(rest) + "\n")
