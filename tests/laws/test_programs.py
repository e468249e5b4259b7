"""The laws over generated programs: what Hypothesis finds, what was found before, and many seeds."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.generate.program import LARGE, MIDDLE, SMALL, TINY, Generated, from_seed, given_text, programs
from tests.laws.statements import LAWS, OVER_ALL_INPUTS, Law

FOUND = sorted((Path(__file__).parent / "found").glob("*.tcme"))
EXAMPLES = 40
SEEDS = 1500
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
LITTLE = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=CHECKS,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)

every_law = pytest.mark.parametrize("law", (*LAWS, *OVER_ALL_INPUTS), ids=lambda law: law.__name__)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@LITTLE
@given(program=programs(SMALL))
def test_a_law_of_all_programs(law: Law, program: Generated) -> None:
    law(program)


@pytest.mark.parametrize("law", OVER_ALL_INPUTS, ids=lambda law: law.__name__)
@LITTLE
@given(program=programs(TINY))
def test_a_law_over_all_inputs(law: Law, program: Generated) -> None:
    law(program)


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.stem)
@every_law
def test_what_was_found_stays_repaired(law: Law, file: Path) -> None:
    law(given_text(file.read_text("utf-8")))


@pytest.mark.slow
@pytest.mark.parametrize("size", (SMALL, MIDDLE, LARGE), ids=("small", "middle", "large"))
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_a_law_of_many_programs(law: Law, size: object) -> None:
    count = SEEDS if size is SMALL else SEEDS // 10
    for seed in range(count):
        program = from_seed(seed, size)  # type: ignore[arg-type]
        try:
            law(program)
        except Exception as error:
            raise AssertionError(f"seed {seed}:\n{program.text}") from error


@pytest.mark.slow
@every_law
def test_a_law_of_many_tiny_programs(law: Law) -> None:
    for seed in range(SEEDS):
        program = from_seed(seed, TINY)
        try:
            law(program)
        except Exception as error:
            raise AssertionError(f"seed {seed}:\n{program.text}") from error
