"""`tcme explain CODE`: the page of an error code."""

from typing import Annotated

import typer
from rich.markdown import Markdown

from tcme.cli.commands.options import Json
from tcme.cli.output import Output
from tcme.cli.pages import codes, page, title


def command(
    code: Annotated[str, typer.Argument(help="A code such as TC301, or `list`.")], json: Json = False
) -> int:
    """Explain an error code: a program that has it, why, and the repair."""
    output = Output(json=json)
    if code == "list":
        return _list(output)
    text = page(code.upper())
    output.result({"ok": True, "code": code.upper(), "page": text})
    if not json:
        output.out.print(Markdown(text))
    return 0


def _list(output: Output) -> int:
    titles = {code: title(code) for code in codes()}
    output.result({"ok": True, "codes": titles})
    for code, words in titles.items():
        output.say(f"{code}  {words}")
    return 0
