"""What a report says about K, held against K written out."""

import re

from hypothesis import given

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.coverage import covered
from tcme.compiler.flow.formula import RANK
from tests.flow.programs import World, millionaires
from tests.flow.random_worlds import assumptions
from tests.flow.test_laws import admitted


def said(program: CoreProgram) -> tuple[str, ...]:
    return covered(program, Space.build(program))


def test_levels_and_how_many_at_once() -> None:
    program, _ = millionaires().done()
    assert said(program) == (
        "`alice`, `bob` and `notary` up to passive",
        "1 of `alice`, `bob`, `notary` at once",
    )


def test_nobody_bounded() -> None:
    program, _ = World(party="alice bob", environment="enclave").done()
    assert said(program) == ("`alice`, `bob` and `enclave` up to active", "all of these together")


def test_trusted_by_somebody_honest() -> None:
    program, _ = World(
        party="alice bob",
        publisher="google",
        at_most=[(0, "alice", "active")],
        trusts=[("alice", "google", None)],
    ).done()
    assert said(program) == ("`bob` up to active", "`alice` and `google` always honest")


@given(assumptions())
def test_words_are_what_brute_force_says(world: World) -> None:
    program, _ = world.done()
    everyone = admitted(program)
    for name in (p.name for p in program.principals):
        worst = max((k[name] for k in everyone), key=RANK.__getitem__)
        line = next(sentence for sentence in said(program) if f"`{name}`" in sentence)
        assert line.endswith("always honest" if worst == "honest" else f"up to {worst}")
    most = max(sum(level != "honest" for level in k.values()) for k in everyone)
    corrupt = {name for k in everyone for name, level in k.items() if level != "honest"}
    at_once = re.match(r"(\d+) of .* at once", said(program)[-1])
    if len(corrupt) > 1:
        assert (int(at_once[1]) if at_once else len(corrupt)) == most
