"""Where nodes go, for the examples and for what is refused."""

from collections import Counter
from pathlib import Path

import pytest

from tcme.compiler import core
from tcme.compiler.flow.placement import admissibility
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Graph, Placed, Where
from tcme.compiler.lower import lower
from tcme.compiler.passes import optimise
from tcme.compiler.place import place
from tcme.compiler.plan.steps import does, shown
from tcme.compiler.typecheck import elaborate
from tcme.dsl.diagnostics import Answer, Diagnostic, Sink
from tcme.dsl.parser import parse
from tcme.dsl.source import NOWHERE, Source
from tcme.dsl.ty import ArrayTy, BoolTy, IntTy, ListTy, TextTy
from tests.ir import terms as t

EXAMPLES = Path(__file__).parents[2] / "examples"
SMALL = IntTy(0, 9)
AB = {"a": ("alice", SMALL), "b": ("bob", SMALL)}
MEMBERS = ("alice", "bob", "notary")
LESS = t.binary("lt", t.ref("a", SMALL), t.ref("b", SMALL), BoolTy())


def example(name: str) -> core.CoreProgram:
    source = Source(name, (EXAMPLES / name / "main.tcme").read_text())
    program = elaborate(parse(source).program, Sink())
    assert program is not None
    return program


def everywhere(where: Where, names: frozenset[str]) -> bool:
    return True


def nowhere(where: Where, names: frozenset[str]) -> bool:
    return False


def placed_of(program: core.CoreProgram, graph: Graph | None = None) -> Placed:
    sink = Sink()
    placed = place(program, graph or lower(program), sink, admissible=everywhere)
    assert placed is not None, sink.diagnostics
    return placed


def refused(program: core.CoreProgram, admissible=everywhere) -> tuple[Diagnostic, ...]:
    sink = Sink()
    assert place(program, lower(program), sink, admissible=admissible) is None
    return sink.diagnostics


def shape(placed: Placed) -> dict[str, dict[str, int]]:
    """How many of which operation run where."""
    found: dict[str, Counter[str]] = {}
    for node, where in zip(placed.graph.nodes, placed.places, strict=True):
        if not isinstance(where, ir.Public):
            found.setdefault(shown(where), Counter())[does(node.op)] += 1
    return {where: dict(counts) for where, counts in found.items()}


GOLDEN = {
    "millionaires": {
        "alice": {"input": 1},
        "bob": {"input": 1},
        "mpc": {"compare lt": 2, "select": 2},
    },
    "damage_monitoring": {
        "tenant": {"input": 1},
        "enclave": {"ask": 1, "compare eq": 1},
    },
    "tender": {
        "acme": {"input": 2},
        "bolt": {"input": 2},
        "core": {"input": 2},
        "enclave": {"ask": 3, "endorse": 3, "compare eq": 6, "select": 6},
        "mpc": {"arith mul": 6, "compare le": 3, "logic and": 1, "select": 2},
    },
}


@pytest.mark.parametrize("name", GOLDEN)
def test_examples(name: str) -> None:
    program = example(name)
    sink = Sink()
    placed = place(program, optimise(lower(program)), sink, admissible=admissibility(program))
    assert placed is not None, sink.diagnostics
    assert shape(placed) == GOLDEN[name]


def test_the_protocol_of_the_millionaires() -> None:
    program = example("millionaires")
    protocol = placed_of(program).protocol
    assert protocol is not None
    assert (protocol.members, protocol.threshold) == (("alice", "bob", "notary"), 1)
    assert (protocol.bits, protocol.masked, protocol.security) == (31, 4, 45)


def test_a_pin_moves_what_one_party_owns_into_mpc() -> None:
    """Also what folding and sharing leave of it; the same outside the pin stays where it was."""
    a = t.ref("a", SMALL)
    square = t.binary("mul", a, a, IntTy(0, 81))
    both = t.binary("add", core.Pin(square, "mpc", square.ty, NOWHERE), square, IntTy(0, 162))
    program = t.program(AB, {"o": t.binary("add", both, t.ref("b", SMALL), IntTy(0, 171))})
    for graph in (lower(program), optimise(lower(program))):
        found = shape(placed_of(program, graph))
        assert found["alice"] == {"input": 1, "arith mul": 1}
        assert found["mpc"] == {"arith mul": 1, "arith add": 2}


def test_a_pinned_constant_stays_public() -> None:
    ten = t.binary("add", t.number(3), t.number(7), IntTy(10, 10))
    product = t.binary("mul", core.Pin(ten, "bob", ten.ty, NOWHERE), t.ref("a", SMALL), IntTy(0, 90))
    assert shape(placed_of(t.program(AB, {"o": product}))) == {"alice": {"input": 1, "arith mul": 1}}


def test_a_fold_runs_where_its_steps_are_demanded() -> None:
    a, row = t.ref("a", SMALL), ArrayTy(SMALL, 3)
    held, x = t.var(1, SMALL), t.var(2, SMALL)
    step = t.binary("mod", t.binary("mul", held, x, IntTy(0, 81)), t.number(7), SMALL)
    fold = t.fold(1, 2, a, t.ref("xs", row), core.Pin(step, "mpc", SMALL, NOWHERE))
    program = t.program({"a": ("alice", SMALL), "xs": ("alice", row)}, {"o": fold})
    assert shape(placed_of(program))["mpc"] == {"fold": 1}


def test_tc507_when_a_question_is_asked_elsewhere() -> None:
    text = TextTy(1, 9)
    answer = t.ask((t.ref("x", text),), ("YES", "NO"))
    pinned = core.Pin(answer, "alice", answer.ty, NOWHERE)
    (found,) = refused(t.program({"x": ("alice", text)}, {"o": pinned}, environments=("enclave",)))
    assert (found.code, found.rule, found.answer) == ("TC507", "place", Answer.REFUTED)
    assert found.notes[0].text == "the model answers in `enclave`"


def test_tc507_when_texts_should_go_into_mpc() -> None:
    text = TextTy(1, 9)
    chosen = t.when(t.ref("c", BoolTy()), t.ref("x", text), t.ref("y", text))
    bytes_ = core.Builtin("utf8", (chosen,), ListTy(IntTy(0, 255), 1, 9), NOWHERE)
    inputs = {"c": ("alice", BoolTy()), "x": ("alice", text), "y": ("alice", text)}
    pinned = core.Pin(bytes_, "mpc", bytes_.ty, NOWHERE)
    found = refused(t.program(inputs, {"o": pinned}))
    assert {d.notes[0].text for d in found} == {"MPC computes with numbers, not with texts"}


def test_one_party_s_data_stays_there() -> None:
    a = t.ref("a", SMALL)
    own = t.binary("mul", a, a, IntTy(0, 81))
    program = t.program(AB, {"o": t.binary("add", own, t.ref("b", SMALL), IntTy(0, 90))})
    assert shape(placed_of(program)) == {
        "alice": {"input": 1, "arith mul": 1},
        "bob": {"input": 1},
        "mpc": {"arith add": 1},
    }


def test_a_repeat_for_mpc_happens_in_mpc() -> None:
    row = ArrayTy(SMALL, 50)
    body = t.binary("lt", t.var(1, SMALL), t.ref("b", SMALL), BoolTy())
    program = t.program(
        {"xs": ("alice", row), "b": ("bob", SMALL)}, {"o": t.mapped(1, t.ref("xs", row), body)}
    )
    assert shape(placed_of(program))["mpc"] == {"repeat": 1, "compare lt": 1}


def test_an_environment_where_mpc_is_not_admissible() -> None:
    program = t.program(AB, {"o": LESS}, environments=("enclave",))
    sink = Sink()
    placed = place(program, lower(program), sink, admissible=lambda w, s: isinstance(w, ir.Environment))
    assert placed is not None and shape(placed)["enclave"] == {"compare lt": 1}


def test_results_of_one_environment_meet_there() -> None:
    text = TextTy(1, 9)
    inputs = {"a": ("alice", text), "b": ("bob", text)}
    answers = [t.ask((t.ref(name, text),), ("YES", "NO")) for name in inputs]
    program = t.program(inputs, {"o": t.binary("eq", *answers, BoolTy())}, environments=("enclave",))
    assert shape(placed_of(program))["enclave"] == {"ask": 2, "compare eq": 1}


def test_tc501_says_why_for_each_candidate() -> None:
    limit = core.Threshold(2, MEMBERS, "passive", NOWHERE)
    (found,) = refused(t.program(AB, {"o": LESS}, environments=("enclave",), thresholds=(limit,)), nowhere)
    assert (found.code, found.rule, found.answer) == ("TC501", "place", Answer.REFUTED)
    assert found.message == "no place may compute this from `a` and `b`"
    mpc, enclave = (n.text for n in found.notes)
    assert mpc.startswith("MPC among `alice`, `bob` and `notary` needs more than 1 of them to be corrupt")
    assert enclave == "`enclave`: an admissible adversary inside it may not read all of these inputs"

    line, _, trust = found.help.split("; or ")
    assert line == (
        "write `adversary at most 1 of alice, bob, notary passive` "
        "in place of `adversary at most 2 of alice, bob, notary passive`"
    )
    assert trust == "`assume alice, bob trust enclave`"


def test_tc501_without_any_bound() -> None:
    (found,) = refused(t.program(AB, {"o": LESS}), nowhere)
    assert "no `adversary` line bounds them" in found.notes[0].text
    assert found.help.startswith("write `adversary at most 1 of alice, bob, notary passive`; or ")


def test_tc501_with_an_active_member() -> None:
    limits = (core.Threshold(1, MEMBERS, "active", NOWHERE), core.Threshold(1, ("bob",), "passive", NOWHERE))
    (found,) = refused(t.program(AB, {"o": LESS}, thresholds=limits), nowhere)
    assert "has `alice` or `notary` active" in found.notes[0].text
    (found,) = refused(t.program(AB, {"o": LESS}, thresholds=limits[:1]), nowhere)
    assert found.help.startswith(
        "write `adversary at most 1 of alice, bob, notary crafting` "
        "in place of `adversary at most 1 of alice, bob, notary active`; or trust"
    )


def test_tc502_proposes_the_environment_that_is_there() -> None:
    (found,) = refused(t.program(AB, {"o": LESS}, helpers=(), environments=("enclave",)), nowhere)
    assert found.code == "TC502"
    assert found.help.endswith("notary passive`; or `assume alice, bob trust enclave`")


def test_only_the_first_refused_node_is_told() -> None:
    both = t.when(LESS, t.ref("a", SMALL), t.ref("b", SMALL))
    assert len(refused(t.program(AB, {"o": both}), nowhere)) == 1


def test_tc502_proposes_a_notary() -> None:
    limit = core.Threshold(1, ("alice", "bob"), "passive", NOWHERE)
    (found,) = refused(t.program(AB, {"o": LESS}, helpers=(), thresholds=(limit,)))
    assert (found.code, found.rule, found.answer) == ("TC502", "place", Answer.REFUTED)
    assert found.message == "two parties mean a threshold of 0: no secrecy for `a` and `b`"
    assert found.help == (
        "add `helper notary` and write `adversary at most 1 of alice, bob, notary passive` "
        "in place of `adversary at most 1 of alice, bob passive`"
    )


def test_texts_of_two_owners_do_not_meet_at_a_party() -> None:
    text = TextTy(1, 9)
    inputs = {"c": ("alice", BoolTy()), "x": ("alice", text), "y": ("bob", text)}
    chosen = t.when(t.ref("c", BoolTy()), t.ref("x", text), t.ref("y", text))
    (found,) = refused(t.program(inputs, {"o": t.ask((chosen,), ("YES", "NO"), place="alice")}))
    assert (found.code, found.rule) == ("TC504", "place")
    assert found.message == "what this reads is computed at `bob` and cannot move to `alice`"


def test_tc504_when_a_model_would_read_what_mpc_computed() -> None:
    text = TextTy(1, 9)
    inputs = {"a": ("alice", SMALL), "b": ("bob", SMALL), "x": ("alice", text), "y": ("alice", text)}
    chosen = t.when(LESS, t.ref("x", text), t.ref("y", text))
    program = t.program(inputs, {"o": t.ask((chosen,), ("YES", "NO"))}, environments=("enclave",))
    placed = placed_of(program)
    assert shape(placed)["enclave"] == {"compare lt": 1, "select": 1, "ask": 1}
    only_mpc = refused(program, lambda w, s: isinstance(w, ir.Mpc) or "b" not in s)
    assert [d.code for d in only_mpc] == ["TC501"]


def test_tc505_when_the_field_would_be_too_large() -> None:
    wide = IntTy(0, 1 << 480)
    inputs = {"a": ("alice", wide), "b": ("bob", wide)}
    (found,) = refused(t.program(inputs, {"o": t.binary("lt", t.ref("a", wide), t.ref("b", wide), BoolTy())}))
    assert (found.code, found.rule, found.answer) == ("TC505", "open", Answer.NOT_PROVED)
    assert found.message == "the masks would need a field of more than 512 bits"
