"""The tables of the grammar, computed beforehand: importing Lark and building them takes 0.7 s.

`TCME_UPDATE=1 pytest tests/dsl/test_grammar.py` writes `grammar.json`; without the variable that test
holds it equal to what Lark makes of `grammar.lark`.
"""

import json
import re
from functools import cache
from importlib import resources
from typing import Any

from tcme.dsl.frozen import frozen

END = "$END"
NEWLINE = "_NEWLINE"


@frozen
class Rule:
    """`origin` → symbols. `keep[i]` is false for symbols without a value, such as punctuation."""

    origin: str
    action: str
    keep: tuple[bool, ...]
    unit: bool

    @property
    def climbs(self) -> bool:
        return self.unit and len(self.keep) == 1

    @property
    def inlined(self) -> bool:
        return self.origin.startswith("_")


@frozen
class Tables:
    """States map a symbol to n ≥ 0 (shift or go to state n) or to ~r (reduce by rule r).

    `statements` are the states in which a statement of a block or a line of a test begins."""

    lexer: re.Pattern[str]
    words: dict[str, str]
    spelling: dict[str, str]
    rules: tuple[Rule, ...]
    states: tuple[dict[str, int], ...]
    starts: dict[str, int]
    ends: dict[str, int]
    climbs: dict[tuple[int, int, str], int]
    """What `climbed` has worked out so far."""

    def climbed(self, below: int, top: int, kind: str) -> int:
        """The state on `below` when no rule of one symbol that keeps its value is left to apply before a
        token: most steps of a parser only climb the ladder of operators."""
        key = (below, top, kind)
        if key not in self.climbs:
            target = self.states[top].get(kind)
            while target is not None and target < 0 and self.rules[~target].climbs:
                top = self.states[below][self.rules[~target].origin]
                target = self.states[top].get(kind)
            self.climbs[key] = top
        return self.climbs[key]
    statements: frozenset[int]


@cache
def load() -> Tables:
    """The packaged tables."""
    text = resources.files("tcme.dsl").joinpath("grammar.json").read_text(encoding="utf-8")
    return decode(json.loads(text))


def decode(raw: dict[str, Any]) -> Tables:
    """Tables from the JSON that `tcme.dsl.lalr.build` makes."""
    symbols = raw["symbols"]
    states = tuple({symbols[s]: target for target, group in row for s in group} for row in raw["states"])
    return Tables(
        lexer=re.compile("|".join(f"(?P<{name}>{regex})" for name, regex in raw["terminals"])),
        words=raw["words"],
        spelling=raw["spelling"],
        rules=tuple(Rule(o, a, tuple(k == "1" for k in keep), unit) for o, a, keep, unit in raw["rules"]),
        states=states,
        starts=raw["starts"],
        ends=raw["ends"],
        climbs={},
        statements=frozenset(
            i for i, row in enumerate(states) if max(row.get("LET", -1), row.get("EXPECT", -1)) >= 0
        ),
    )
