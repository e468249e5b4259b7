"""`tcme new NAME`: a program that checks and runs, to start from."""

import json as jsonlib
import re
from pathlib import Path
from typing import Annotated

import typer

from tcme.cli.commands.options import Json
from tcme.cli.output import Output
from tcme.dsl.diagnostics import Fault

PROGRAM = """/// Who has more? Nobody learns anything else.
program {name}

party alice, bob
helper notary  // computes, owns nothing
adversary at most 1 of alice, bob, notary passive

input a : Int[0..1_000] from alice
input b : Int[0..1_000] from bob

output Verdict {{
    more : {{ALICE, BOB, TIE}} of a, b to alice, bob because "both agreed to learn the order"
}}

fn main() -> Verdict {{
    release Verdict(if a > b {{ ALICE }} else if b > a {{ BOB }} else {{ TIE }})
}}
"""


def command(
    name: Annotated[str, typer.Argument(help="Name of the program and of its folder.")], json: Json = False
) -> int:
    """Start a program: a folder with main.tcme and one input file for each party."""
    output = Output(json=json)
    folder = Path(name)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", folder.name):
        raise Fault(
            "TC004", "a program's name has lower-case letters, digits and `_`, and starts with a letter"
        )
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise Fault(
            "TC005", f"`{folder}` is there already", help="choose another name, or remove it"
        ) from None
    except OSError as error:
        reason = error.strerror or "input or output error"
        raise Fault("TC006", f"`{folder}` cannot be made: {reason}") from None
    texts = {"main.tcme": PROGRAM.format(name=folder.name)}
    texts |= {f"{p}.json": jsonlib.dumps(v) + "\n" for p, v in {"alice": {"a": 7}, "bob": {"b": 5}}.items()}
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    output.result({"ok": True, "folder": str(folder), "files": sorted(texts)})
    output.say(f"made {folder}: now `tcme check {folder}` and `tcme run {folder}`")
    return 0
