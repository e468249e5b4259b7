"""The command line: every command returns an exit code; every failure is a message with a code."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from itertools import pairwise
from typing import Annotated

import typer
from click import ClickException

from tcme.cli.command import Command
from tcme.cli.output import Output
from tcme.cli.refusal import NotProved
from tcme.cli.streams import Stream
from tcme.dsl.diagnostics import Fault, Refused, exit_code, exit_code_of, worst

COMMANDS = ("new", "check", "diff", "plan", "run", "verify", "test", "fmt", "explain", "model")
INTERRUPTED = 130
NOT_PROVED = 4
REPORT = "this is our fault: set TCME_TRACE=1 on a run without secrets and report what it prints"
ELSEWHERE = "make room, or send the output elsewhere, and run the command again"


def main() -> None:
    """Being told to end is being interrupted: processes are stopped and files taken back."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    out = Stream.instead_of(sys.stdout)
    sys.stdout, sys.stderr = out, Stream.instead_of(sys.stderr)
    status = guarded(lambda: application(sys.argv[1:])(standalone_mode=False))
    status = worst((status, _delivered(out)))
    if status == INTERRUPTED:
        # A compiler's threads may be at work still, and an interpreter that unloads around them crashes.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def _delivered(out: Stream) -> int:
    """The exit code of saying what was found; machines, too, hear on standard error that it was cut short."""
    out.flush()
    if out.failure is None:
        return 0
    reason = out.failure.strerror or "input or output error"
    fault = Fault("TC015", f"standard output cannot be written: {reason}", help=ELSEWHERE)
    Output(json=False).fault(fault)
    return exit_code_of(fault.code)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"tcme {version('tcme')}\n")
        raise typer.Exit


def application(words: Sequence[str]) -> typer.Typer:
    """The commands that these words can mean: a command's module is imported only when it is the one."""
    app = typer.Typer(
        name="tcme",
        help="Compile, prove and run privacy-constrained computations.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_common)
    first = next((w for w in words if not w.startswith("-")), "")
    for name in (first,) if first in COMMANDS else COMMANDS:
        module = import_module(f"tcme.cli.commands.{name}")
        if name == "model":
            app.add_typer(module.app, name=name)
        else:
            app.command(name, cls=Command)(module.command)
    return app


def _common(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Compile, prove and run privacy-constrained computations."""


def guarded(action: Callable[[], object]) -> int:
    """Runs a command and turns every way it may end into an exit code; never a traceback."""
    output = Output(json=_for_machines(sys.argv))
    try:
        result = action()
    except NotProved as refused:
        output.refused(refused.diagnostics, refused.source)
        return exit_code(refused.diagnostics) or NOT_PROVED
    except Refused as refused:
        output.refused(refused.diagnostics)
        return exit_code(refused.diagnostics)
    except Fault as fault:
        output.fault(fault)
        return exit_code_of(fault.code)
    except ClickException as usage:
        _misused(output, usage.format_message())
        return 2
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted(output)
    except Exception as bug:  # its text may hold a value: only its class is shown
        output.fault(Fault("TC901", f"internal error ({type(bug).__name__})", help=REPORT))
        return 5
    if result == INTERRUPTED:  # the argument parser has caught it
        return _interrupted(output)
    return result if isinstance(result, int) else 0


def _interrupted(output: Output) -> int:
    output.fault(Fault("TC715", "interrupted: every process was stopped and nothing was released"))
    return INTERRUPTED


def _for_machines(words: Sequence[str]) -> bool:
    """Whether a command that fails before it has read its options says so as JSON."""
    pairs = set(pairwise(words))
    return "--json" in words or "--format=json" in words or ("--format", "json") in pairs


def _misused(output: Output, said: str) -> None:
    """What the argument parser says, in our words; it says nothing where it has shown the help."""
    sentence = said[:1].lower() + said[1:].rstrip(".").replace("'", "`")
    if sentence:
        output.fault(Fault("TC002", sentence, help="run `tcme --help`"))
