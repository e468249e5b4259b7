"""What is known when the program is compiled."""

from fractions import Fraction

import pytest

from tcme.compiler.typecheck.constants import constants
from tcme.compiler.typecheck.namespace import declare
from tcme.dsl.diagnostics import Sink
from tcme.dsl.parser import parse
from tcme.dsl.source import Source

VALUES: dict[str, int | Fraction] = {
    "7 / 2": 3,
    "-7 / 2": -4,
    "7 % -4": -1,
    "1 << 10": 1024,
    "1024 >> 3": 128,
    "6 & 3": 2,
    "6 | 3": 7,
    "6 ^ 3": 5,
    "min(3, 1, 2)": 1,
    "max(0.5, 1)": 1,
    "abs(-0.25)": Fraction(1, 4),
    "bit_length(0)": 0,
    "bit_length(255) + bit_length(256)": 17,
    "0.19 * 100": 19,
    "1.00": 1,
    "floor(7 / 2, 0.5)": Fraction(7, 2),
    "round(2 / 3, 0.01)": Fraction(67, 100),
    "round(-5 / 2)": -2,
    "ceil((1 / 3))": 1,
    "len(firms)": 2,
    "other * 2": 8,
}
REFUSED = (
    "1 / 0", "0.5 % 2", "1 / 0.5", "true", "1 + true", "1 << 1000", "-1 & 3", "other < 3", "len(3)", "min(1)",
)  # fmt: skip


def known(text: str) -> tuple[int | Fraction | None, set[str]]:
    source = f"program p\nparty a, b\ngroup firms = a, b\nconst it = {text}\nconst other = 4\n"
    sink = Sink()
    names = declare(parse(Source("p.tcme", source)).program, sink)
    found = constants(names, sink).known("it")
    return found, {said.code for said in sink.diagnostics}


@pytest.mark.parametrize("text", VALUES)
def test_value(text: str) -> None:
    found, said = known(text)
    assert not said
    assert found == VALUES[text] and type(found) is type(VALUES[text])


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    assert known(text) == (None, {"TC210"})
