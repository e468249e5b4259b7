"""A command of the command line, whose arguments all say what they are."""

from typing import Any, get_type_hints

import click
from typer.core import TyperCommand
from typer.models import ArgumentInfo


class Command(TyperCommand):
    """As typer makes it; from click 8.5 on, the help that typer gives to an argument is lost on the way."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        told = _helps(self.callback)
        for parameter in self.params:
            if isinstance(parameter, click.Argument) and parameter.name in told:
                parameter.help = told[parameter.name]


def _helps(function: object) -> dict[str, str | None]:
    """What the annotations of a command say about its arguments."""
    hints = get_type_hints(function, include_extras=True)
    found = ((name, info) for name, hint in hints.items() for info in getattr(hint, "__metadata__", ()))
    return {name: info.help for name, info in found if isinstance(info, ArgumentInfo)}
