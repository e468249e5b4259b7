"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
ProgramPath = Annotated[Path, typer.Argument(help="A .tcme file, or a folder with a main.tcme.")]
