"""Every command, argument and option says what it is."""

import click
import pytest
import typer

from tcme.cli.app import COMMANDS, application
from tests.cli.shell import ROOT, tcme


def leaves(command: click.Command, name: str) -> list[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        return [leaf for word, inner in command.commands.items() for leaf in leaves(inner, f"{name} {word}")]
    return [(name, command)]


WHOLE = typer.main.get_command(application([]))
LEAVES = leaves(WHOLE, "tcme")


def test_all_commands_are_looked_at() -> None:
    assert {name.split()[1] for name, _ in LEAVES} == set(COMMANDS)


@pytest.mark.parametrize("name, command", LEAVES, ids=[name for name, _ in LEAVES])
def test_everything_has_a_help_text(name: str, command: click.Command) -> None:
    assert command.help
    assert [p.name for p in command.params if not getattr(p, "help", None)] == []


@pytest.mark.parametrize("name", ["check", "diff", "verify"])
def test_it_is_shown(name: str) -> None:
    (command,) = [command for full, command in LEAVES if full == f"tcme {name}"]
    shown = tcme(name, "--help", cwd=ROOT).out
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    assert arguments
    for argument in arguments:
        assert str(getattr(argument, "help", "")).split(",")[0] in shown
