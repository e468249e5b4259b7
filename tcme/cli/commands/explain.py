"""`tcme explain CODE`: the page of an error code."""

from difflib import get_close_matches
from importlib.resources import files
from typing import Annotated

import typer
from rich.markdown import Markdown

from tcme.cli.commands.options import Json
from tcme.cli.output import Output
from tcme.dsl.diagnostics import Fault


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


def page(code: str) -> str:
    path = files("tcme.cli") / "errors" / f"{code}.md"
    if code not in codes():
        near = get_close_matches(code, codes(), n=3)
        raise Fault("TC003", f"there is no code `{code}`", help=f"near: {', '.join(near)}" if near else "")
    return path.read_text(encoding="utf-8")


def codes() -> list[str]:
    return sorted(p.name.removesuffix(".md") for p in (files("tcme.cli") / "errors").iterdir())


def _list(output: Output) -> int:
    titles = {code: page(code).splitlines()[0].removeprefix(f"# {code}: ") for code in codes()}
    output.result({"ok": True, "codes": titles})
    for code, title in titles.items():
        output.say(f"{code}  {title}")
    return 0
