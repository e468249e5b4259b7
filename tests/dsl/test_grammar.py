"""The grammar itself: free of conflicts, its packaged tables fresh, and no rule without an action."""

from pathlib import Path

import pytest

from tcme.dsl import lalr, token_kinds
from tcme.dsl.builder import ACTIONS
from tcme.dsl.tables import load
from tests.dsl.goldens import assert_golden


@pytest.fixture(scope="module")
def built() -> dict[str, object]:
    return lalr.build()


def test_lark_finds_no_conflict_and_the_tables_are_fresh(built: dict[str, object]) -> None:
    assert_golden(Path(lalr.__file__).with_name("grammar.json"), lalr.render(built))


def test_building_twice_gives_the_same_bytes(built: dict[str, object]) -> None:
    assert lalr.render(lalr.build()) == lalr.render(built)


def test_every_rule_has_an_action_and_every_action_a_rule() -> None:
    actions = {
        rule.action for rule in load().rules if not rule.inlined and not (rule.unit and len(rule.keep) == 1)
    }
    assert actions == set(ACTIONS)


def test_the_sets_of_tokens_name_terminals() -> None:
    terminals = {symbol for row in load().states for symbol in row if symbol.isupper()}
    groups = (
        token_kinds.DECLARATIONS,
        token_kinds.COMPARATORS,
        token_kinds.SOFT,
        token_kinds.ENDERS,
        token_kinds.CONTINUATIONS,
        {*token_kinds.OPENERS, *token_kinds.CLOSERS},
    )
    assert set().union(*groups) <= terminals
