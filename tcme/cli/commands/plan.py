"""`tcme plan`: what every party reads before it signs."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from tcme.cli.commands.options import Json, ProgramPath
from tcme.cli.output import Output
from tcme.cli.project import find
from tcme.cli.proved import proved
from tcme.cli.visible import one_line
from tcme.compiler.plan import Plan, plan, to_json


def command(
    path: ProgramPath,
    steps: Annotated[bool, typer.Option(help="Show every step with its place, reason and cost.")] = True,
    json: Json = False,
) -> int:
    """Show who learns what in how many bits, who steers what, where each part runs and what it costs."""
    output = Output(json=json)
    compiled = proved(find(path), output)
    shown = plan(
        compiled.core,
        compiled.placed,
        steerers=compiled.report.steerers,
        covered=compiled.report.covered,
        assumed_away=compiled.report.assumed_away,
        adversaries=compiled.report.adversaries,
    )
    output.result({"ok": True, "plan": to_json(shown)})
    _show(output, shown, steps=steps)
    return 0


def _show(output: Output, shown: Plan, *, steps: bool) -> None:
    output.say(f"plan of {shown.program}  {shown.digest}", style="bold")
    for title, lines in _sections(shown):
        if lines:
            output.say()
            output.say(title, style="bold")
            for line in lines:
                output.say(f"  {line}")
    if steps and not output.json:
        output.say()
        output.say("where each step runs, why, and what it costs", style="bold")
        output.out.print(_steps(shown))
    _totals(output, shown)


def _sections(shown: Plan) -> Iterator[tuple[str, list[str]]]:
    yield "what is claimed", list(shown.sentences)
    yield "covered", list(shown.covered)
    yield "assumed away", list(shown.assumed_away)
    yield "vouched for", list(shown.endorsed)
    yield "required", list(shown.required)
    yield "who learns what", [line for each in shown.learners for line in _learner(each.principal, shown)]
    yield "who steers what", [f"{s.field}: {', '.join(s.by) or 'nobody'}" for s in shown.steered]
    yield (
        "who reads inputs in the clear",
        [
            f"{r.environment} reads {', '.join(r.inputs)}, trusted by {', '.join(r.trusted_by) or 'nobody'}"
            for r in shown.readers
        ],
    )
    yield "files that are agreed to", list(_pinned(shown))
    yield (
        "what models are asked",
        [
            f"{q.model} ({q.reference} by {q.publisher}) in {q.place}: {' | '.join(q.answers)}: {q.prompt}"
            for q in shown.questions
        ],
    )


def _pinned(shown: Plan) -> Iterator[str]:
    return (f"{each.kind} {each.file} sha256:{each.sha256}" for each in shown.pinned)


def _learner(name: str, shown: Plan) -> Iterator[str]:
    found = next(each for each in shown.learners if each.principal == name)
    if not found.learns:
        yield f"{name} ({found.kind}): nothing"
    for each in found.learns:
        field = f"{each.field} : {each.type} of {', '.join(each.sources)}"
        yield f"{name}: {field}, {each.bits} bit: {each.because}"
    if len(found.learns) > 1:
        yield f"{name}: {found.bits} bits in all"


def _steps(shown: Plan) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("node", "step", "elements", "where", "why", "rounds", "bytes", "tokens"):
        table.add_column(heading, overflow="fold")
    for s in shown.steps:
        cost = (str(n or "") for n in (s.rounds, s.bytes, s.tokens))
        cells = (str(s.node), s.does, str(s.elements), s.where, s.why, *cost)
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    return table


def _totals(output: Output, shown: Plan) -> None:
    for stage in shown.stages:
        parts = [f"{stage.steps} steps"]
        parts += [f"{stage.rounds} rounds"] * bool(stage.rounds) + [
            f"{stage.bytes} bytes sent by each member"
        ] * bool(stage.bytes)
        parts += [f"at most {stage.tokens} tokens"] * bool(stage.tokens)
        output.say(f"{stage.where}: {', '.join(parts)}")
    if shown.protocol:
        p = shown.protocol
        output.say(
            f"MPC: {len(p.members)} members, threshold {p.threshold}, field of {p.field_bits} bits,"
            f" values of {p.value_bits} bits, masks of {p.security} bits over {p.masked} masked openings"
        )
