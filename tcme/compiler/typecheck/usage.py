"""Warnings about what is declared and never used."""

from tcme.compiler.typecheck.elaborator import Elaborator
from tcme.compiler.typecheck.messages import usage as messages


def warn_unused(ctx: Elaborator) -> None:
    used, names = ctx.usage.used, ctx.tables.names
    for declared in names.of("input"):
        if declared.name.span not in used:
            ctx.refuse(messages.unused_input(declared.name))
    for declared in names.of("function"):
        if declared.name.span not in used and declared.name.text != "main":
            ctx.refuse(messages.unused_function(declared.name))
    for span, name in ctx.usage.lets.items():
        if span not in used and not name.text.startswith("_"):
            ctx.refuse(messages.unused_let(name))
