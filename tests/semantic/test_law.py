"""Laws over random small programs: both symbolic evaluators mean what the reference does, and neither a fact
nor a warning is ever wrong, by trying all inputs."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tcme.backends.cleartext import input_arrays
from tcme.backends.cleartext import run as in_cleartext
from tcme.checker.semantic import cone
from tcme.checker.semantic_algebra import Algebra as Followed
from tcme.checker.semantic_algebra import Work
from tcme.checker.semantic_runs import Runs as FollowedRuns
from tcme.compiler.core import CoreProgram, file_key
from tcme.compiler.ir.codec import to_json
from tcme.compiler.ir.nodes import Graph, Input, TextV
from tcme.compiler.lower import lower
from tcme.compiler.passes import optimise
from tcme.compiler.semantic.algebra import Algebra, Atom, Budget, TooLarge
from tcme.compiler.semantic.runs import Runs, question
from tcme.compiler.semantic.search import prove
from tests.generate.program import SMALL, TINY, Generated, from_seed, programs
from tests.laws.cases import Inputs, all_inputs, checked, core_of, lowered_answer, run, samples

MOST_INPUTS = 300
TERMS = 60_000
SEEDS = 400
LITTLE = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


def graphs(core: CoreProgram) -> Iterator[Graph]:
    """Those that both evaluators can follow with known inputs: no text, no model."""
    for graph in (lower(core), optimise(lower(core))):
        if not graph.asks and not any(isinstance(n.ty, TextV) for n in graph.nodes):
            yield graph


def read(graph: Graph, inputs: Inputs) -> Iterator[tuple[str, int]]:
    """Every scalar that is read, by the name of its atom."""
    arrays = input_arrays(graph, inputs)
    for node in graph.nodes:
        if isinstance(node.op, Input):
            values = arrays[node.op.name, node.op.path].reshape(-1).tolist()
            for k, value in enumerate(values):
                yield f"{node.op.name}/{'/'.join(node.op.path)}#{k}", int(value)


def sums_mean_what_runs_give(program: Generated) -> None:
    """With every input known, what is opened comes out as the numbers that cleartext gives."""
    core = core_of(program)
    if core.goals:
        return
    for graph in graphs(core):
        for inputs in samples(core, len(program.text), 4):
            values = in_cleartext(graph, inputs, answer=lowered_answer)
            opened = [i for o in graph.opens for i in o.leaves]
            wanted = [int(v) for i in opened for v in values[i].reshape(-1).tolist()]
            known = dict(read(graph, inputs))
            assert computed(graph, opened, known) in (wanted, None)
            assert followed(graph, opened, known) == wanted


def computed(graph: Graph, opened: list[int], known: dict[str, int]) -> list[int] | None:
    algebra = Algebra(Budget(1_000_000))
    for name, value in known.items():
        number = algebra.number(Atom(name))
        algebra.learn({(number,): 1, (): -value})
        algebra.learn({(number,): -1, (): value})
    try:
        found = Runs(question(graph, tuple(opened), ""), algebra).values()
    except TooLarge:
        return None
    return [_number(p) for p in found]


def followed(graph: Graph, opened: list[int], known: dict[str, int]) -> list[int]:
    algebra = Followed(Work())
    for name, value in known.items():
        number = algebra.atom(name)
        algebra.learn({(number,): 1, (): -value})
        algebra.learn({(number,): -1, (): value})
    written: Any = to_json(graph)
    runs = FollowedRuns(written, algebra, "", set(), set())
    found = runs.run(cone(written["nodes"], opened), "1", {})
    return [_number(p) for i in opened for p in found[i]]


def _number(p: Any) -> int:
    assert p.keys() <= {()}, p
    return int(p.get((), 0))


def facts_and_warnings_are_true(program: Generated) -> None:
    core = core_of(program)
    if core.goals:
        return
    runs = [(inputs, run(core, inputs)) for inputs in all_inputs(core, most=MOST_INPUTS)]
    for graph in (lower(core), optimise(lower(core))):
        for opened in graph.opens:
            for name in (i.name for i in core.inputs):
                if prove(question(graph, opened.leaves, name), Budget(TERMS)) is not None:
                    assert not moves(runs, opened.field, name), (opened.field, name)
    _warnings_are_true(program, runs)


def moves(runs: list[tuple[Inputs, Any]], field: str, name: str) -> bool:
    seen: dict[str, object] = {}
    for inputs, found in runs:
        rest = repr([(k, v) for k, v in sorted(inputs.items()) if k != name])
        if seen.setdefault(rest, found[field]) != found[field]:
            return True
    return False


def _warnings_are_true(program: Generated, runs: list[tuple[Inputs, Any]]) -> None:
    found = checked(program)
    for d in (d for d in found.diagnostics if d.code in ("TC394", "TC395")):
        words = d.message.split("`")
        fields = [f.name for f in found.core.fields if file_key(f.name) == words[1]] if found.core else []
        if d.code == "TC394":
            assert all(len({repr(values[f]) for _, values in runs}) <= 1 for f in fields), d.message
        if d.code == "TC395" and runs:
            names = [x for x in runs[0][0] if file_key(x) == words[3]]
            assert fields and names and not any(moves(runs, f, x) for f in fields for x in names), d.message


LAWS = pytest.mark.parametrize("law", (sums_mean_what_runs_give, facts_and_warnings_are_true))


@LAWS
@LITTLE
@given(program=programs(TINY))
def test_a_law_of_tiny_programs(law: Any, program: Generated) -> None:
    law(program)


@LITTLE
@given(program=programs(SMALL))
def test_sums_of_small_programs(program: Generated) -> None:
    sums_mean_what_runs_give(program)


@pytest.mark.slow
@LAWS
def test_a_law_of_many_programs(law: Any) -> None:
    for seed in range(SEEDS):
        program = from_seed(seed, TINY)
        try:
            law(program)
        except Exception as error:
            raise AssertionError(f"seed {seed}:\n{program.text}") from error
