"""One text for one circuit, and nothing else is read."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.codec import Malformed, canonical, decode, digest, encode
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.lower import lower
from tcme.compiler.place import place
from tcme.dsl.diagnostics import Sink
from tcme.dsl.ty import IntTy
from tests.ir import terms as t
from tests.ir.programs import programs

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
SMALL = IntTy(0, 9)


def placed_of(program: core.CoreProgram) -> Placed | None:
    return place(program, lower(program), Sink(), admissible=lambda where, names: True)


@pytest.fixture
def sample() -> Placed:
    a, b = t.ref("a", SMALL), t.ref("b", SMALL)
    program = t.program({"a": ("alice", SMALL), "b": ("bob", SMALL)}, {"o": t.binary("lt", a, b, t.BOOL)})
    placed = placed_of(program)
    assert placed is not None
    return placed


@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
@given(programs())
def test_what_is_written_is_read_again(case: tuple[core.CoreProgram, dict[str, Any]]) -> None:
    placed = placed_of(case[0])
    if placed is not None:
        assert decode(encode(placed)) == placed


def test_the_digest_is_of_the_bytes(sample: Placed) -> None:
    assert digest(sample) == digest(decode(encode(sample)))
    assert digest(sample) != digest(replace(sample, program="other"))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_bytes_are_refused_or_say_something_else(sample: Placed, data: Any) -> None:
    good = encode(sample)
    at = data.draw(st.integers(0, len(good) - 1))
    bad = good[:at] + data.draw(st.binary(max_size=2)) + good[at + 1 :]
    try:
        read = decode(bad)
    except Malformed:
        return
    assert encode(read) == bad


def changed(sample: Placed, change: Any) -> bytes:
    value = json.loads(encode(sample))
    change(value)
    return canonical(value)


CORRUPTIONS: dict[str, Any] = {
    "unknown class": lambda v: v["graph"]["nodes"][2]["op"].update(node="Xor"),
    "misplaced class": lambda v: v["graph"]["nodes"][2]["op"].update(node="Mpc"),
    "unknown key": lambda v: v.update(extra=1),
    "missing key": lambda v: v["graph"]["nodes"][0].pop("ty"),
    "unknown operation": lambda v: v["graph"]["nodes"][2]["op"].update(op="between"),
    "id out of order": lambda v: v["graph"]["nodes"][1].update(id=0),
    "later argument": lambda v: v["graph"]["nodes"][2].update(args=[0, 2]),
    "negative argument": lambda v: v["graph"]["nodes"][2].update(args=[0, -1]),
    "too few arguments": lambda v: v["graph"]["nodes"][2].update(args=[0]),
    "place missing": lambda v: v["places"].pop(),
    "protocol missing": lambda v: v.update(protocol=None),
    "narrower input": lambda v: v["graph"]["nodes"][0]["ty"].update(hi=3),
    "another shape": lambda v: v["graph"]["nodes"][2]["ty"].update(shape=[2]),
    "a Boolean for a number": lambda v: v["graph"]["nodes"][0]["ty"].update(lo=False),
    "undeclared input": lambda v: v["graph"]["nodes"][0]["op"].update(name="c"),
    "opened leaf outside": lambda v: v["graph"]["opens"][0].update(leaves=[9]),
    "another leaf opened": lambda v: v["graph"]["opens"][0].update(leaves=[0]),
    "span backwards": lambda v: v["graph"]["nodes"][0].update(at=[3, 1]),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_corruptions_are_refused(sample: Placed, name: str) -> None:
    with pytest.raises(Malformed):
        decode(changed(sample, CORRUPTIONS[name]))


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b"nul", b"1.5", b"\xff", b'{"node":"Placed","node":"Placed"}']
)
def test_other_bytes_are_refused(text: bytes) -> None:
    with pytest.raises(Malformed):
        decode(text)


def test_other_spellings_are_refused(sample: Placed) -> None:
    value = json.loads(encode(sample))
    with pytest.raises(Malformed, match="canonical"):
        decode(json.dumps(value, sort_keys=True).encode())


def test_a_constant_outside_its_range_is_refused(sample: Placed) -> None:
    node = ir.Node(0, ir.Const((7,)), (), ir.IntV(0, 3), sample.graph.nodes[0].span)
    graph = replace(sample.graph, nodes=(node,), opens=())
    with pytest.raises(Malformed):
        decode(encode(Placed("p", graph, (ir.Public(),), None)))
