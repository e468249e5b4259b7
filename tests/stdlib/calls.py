"""Library functions, called with example values in the reference interpreter."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from tcme.compiler.core import AskSite, CoreProgram, Value
from tcme.compiler.interpreter import evaluate
from tcme.compiler.link import link
from tcme.compiler.typecheck import elaborate
from tcme.compiler.values import from_json
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Source
from tcme.stdlib import names

PROGRAM = """program sample

{uses}

party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive

type Colour = {{RED, GREEN, BLUE}}
type Row = {{id : Int[0..9], weight : Int[-9..9]}}
{inputs}

output Out {{
    value : {result} of {sources} to bob because "a sample"
}}

fn main() -> Out {{
    release Out({call})
}}
"""


def program(call: str, result: str, /, **inputs: str) -> str:
    """A program whose one field is the call; `inputs` gives the types of its arguments."""
    uses = "\n".join(f"use std.{name}" for name in names() if f"{name}." in call)
    declared = "\n".join(f"input {name} : {ty} from alice" for name, ty in inputs.items())
    sources = ", ".join(inputs)
    return PROGRAM.format(uses=uses, inputs=declared, result=result, sources=sources, call=call)


@cache
def compiled(text: str) -> CoreProgram:
    """The core of a program that has no errors and leaves nothing to prove."""
    sink = Sink()
    linked = link(Source("sample.tcme", text), sink)
    core = linked.program and elaborate(
        linked.program, sink, source=linked.source, publics=linked.publics, modules=linked.modules
    )
    assert core is not None, [_said(linked.source, d.span.start, d.message) for d in sink.diagnostics]
    assert not core.goals, [_said(linked.source, goal.span.start, goal.message) for goal in core.goals]
    return core


def _said(source: Source, offset: int, message: str) -> str:
    place = source.place(offset)
    return f"{place.line}:{place.column}: {message}"


def value_of(call: str, result: str, /, **inputs: tuple[str, object]) -> Value:
    """What the call gives; each input has a type and a value as in JSON, and so does the result."""
    core = compiled(program(call, result, **{name: ty for name, (ty, _) in inputs.items()}))
    values = {item.name: from_json(item.ty, inputs[item.name][1]) for item in core.inputs}
    return evaluate(core, values, _nobody)["value"]


def _nobody(site: AskSite, args: tuple[str, ...]) -> str:
    raise AssertionError("nobody was to be asked")


def array(element: str, xs: Sequence[object]) -> tuple[str, object]:
    """An input that is an array of just these."""
    return f"[{element}; {len(xs)}]", list(xs)


def matrix(element: str, rows: Sequence[Sequence[object]]) -> tuple[str, object]:
    return f"[[{element}; {len(rows[0])}]; {len(rows)}]", [list(row) for row in rows]


def rounded(value: Fraction) -> int:
    """The nearest integer, in the middle upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
