"""`tcme fmt`: canonical layout."""

from pathlib import Path
from typing import Annotated

import typer

from tcme.cli.commands.options import Json
from tcme.cli.output import Output
from tcme.cli.project import programs
from tcme.cli.refusal import NotProved
from tcme.dsl.diagnostics import Refused
from tcme.dsl.files import read_source
from tcme.dsl.formatter import format_program
from tcme.dsl.parser import parse


def command(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders searched for .tcme files.")],
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 where a file would change.")
    ] = False,
    json: Json = False,
) -> int:
    """Format programs and modules."""
    output = Output(json=json)
    changed = [path for path in programs(paths) if _format(path, write=not check)]
    output.result({"ok": not (check and changed), "changed": [str(p) for p in changed]})
    for path in changed:
        output.say(f"{'would change' if check else 'formatted'} {path}")
    return 1 if check and changed else 0


def _format(path: Path, *, write: bool) -> bool:
    """True where the canonical layout differs from the file's."""
    source = read_source(path)
    try:
        text = format_program(parse(source), source)
    except Refused as refused:
        raise NotProved(refused.diagnostics, source) from None
    if text == source.text:
        return False
    if write:
        path.write_text(text, encoding="utf-8")
    return True
