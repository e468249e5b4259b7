"""The command line: every command returns an exit code; every failure is a message with a code."""

import sys
from collections.abc import Callable

import click
import typer

from tcme.cli.commands import check, explain, fmt, model, new, plan, run, verify
from tcme.cli.output import Output
from tcme.dsl.diagnostics import Fault, Refused, exit_code, exit_code_of

INTERRUPTED = 130

app = typer.Typer(
    name="tcme",
    help="Compile, prove and run privacy-constrained computations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for command in (new, check, plan, run, verify, fmt, explain):
    app.command(command.NAME)(command.command)
app.add_typer(model.app, name="model")


def main() -> None:
    sys.exit(guarded(lambda: app(standalone_mode=False)))


def guarded(action: Callable[[], object]) -> int:
    """Runs a command and turns every way it may end into an exit code; never a traceback."""
    output = Output(json="--json" in sys.argv)
    try:
        result = action()
    except Refused as refused:
        output.refused(refused.diagnostics)
        return exit_code(refused.diagnostics) or exit_code_of(refused.diagnostics[0].code)
    except Fault as fault:
        output.fault(fault)
        return exit_code_of(fault.code)
    except click.ClickException as usage:
        output.fault(Fault("TC002", _lower(usage.format_message()), help="run `tcme --help`"))
        return 2
    except (KeyboardInterrupt, click.Abort):
        output.fault(Fault("TC703", "interrupted; every process was stopped and nothing was released"))
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception as bug:  # the text of an unknown exception may hold a value: only its class is shown
        output.fault(Fault("TC901", f"internal error ({type(bug).__name__})", help=_REPORT))
        return 5
    return result if isinstance(result, int) else 0


_REPORT = "this is our fault: set TCME_TRACE=1 on a run without secrets and report what it prints"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
