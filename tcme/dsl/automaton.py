"""The LALR automaton: tokens to the tree of a header or a declaration, and to what is wrong with them.

After a mistake inside a block it goes on with the block's next statement, so that one mistake gives one
message and two give two.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, NamedTuple

from tcme.dsl import messages
from tcme.dsl.brackets import Brackets
from tcme.dsl.builder import ACTIONS
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.frozen import frozen
from tcme.dsl.problem import Problem
from tcme.dsl.source import NOWHERE, Span
from tcme.dsl.tables import END, NEWLINE, Rule, Tables
from tcme.dsl.token_kinds import STARTERS, Token

DEEPEST = 150
MOST_STOPS = 20


@frozen
class Stop:
    """A mistake, and the statement, or all of the declaration, that is not parsed because of it."""

    mistake: Problem | Diagnostic
    span: Span


@frozen
class Outcome:
    """The value of the start symbol, if there is one at all; it is sound only without stops."""

    value: Any
    stops: tuple[Stop, ...]


class _Part(NamedTuple):
    """The value of a symbol on the stack, what it covers, and how deep its tree is."""

    value: Any
    span: Span | None
    depth: int


class Automaton:
    """One run over one declaration. Its stack is on the heap: no input exhausts Python's."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._states: list[int] = []
        self._parts: list[_Part] = []
        self._stops: list[Stop] = []
        self._methods: list[Stop] = []
        self._resumed: dict[int, int] = {}

    def run(self, tokens: Sequence[Token], start: str) -> Outcome:
        self._states = [self._tables.starts[start]]
        whole = Span(tokens[0].span.start, tokens[-1].span.end)
        row = [*tokens, Token(END, "", Span(whole.end, whole.end))]
        i: int | None = 0
        while i is not None:
            token = row[i]
            target = self._reduce_before(token)
            if isinstance(target, Diagnostic):
                self._stops.append(Stop(target, whole))
                break
            if token.kind == END and self._states[-1] == self._tables.ends[start]:
                return Outcome(self._parts[0].value, (*self._stops, *self._methods))
            if target is None:
                i = self._recover(row, i, whole)
            else:
                self._shift(token, target)
                i += 1
        return Outcome(None, (*self._stops, *self._methods))

    def _reduce_before(self, token: Token) -> int | Diagnostic | None:
        """Apply the rules that end before the token; gives the state behind it, None if it does not fit."""
        tables, states, kind = self._tables, self._states, token.kind
        while True:
            if len(states) > 1:
                states[-1] = tables.climbed(states[-2], states[-1], kind)
            target = tables.states[states[-1]].get(kind)
            if target is None or target >= 0:
                return target
            if self._reduce(tables.rules[~target]) > DEEPEST:
                return messages.too_deep(self._parts[-1].span or token.span, DEEPEST)

    def _shift(self, token: Token, target: int) -> None:
        self._states.append(target)
        self._parts.append(_Part(token, None if token.kind == NEWLINE else token.span, 0))

    def _reduce(self, rule: Rule) -> int:
        """Replace the symbols of the rule by what it makes of them; gives the depth of that."""
        size = len(rule.keep)
        parts = self._parts[len(self._parts) - size :]
        del self._parts[len(self._parts) - size :]
        del self._states[len(self._states) - size :]
        self._states.append(self._tables.states[self._states[-1]][rule.origin])
        part = _combine(rule, parts)
        self._parts.append(part)
        if rule.action == "qualified_call" and part.span and part.value.function.text.startswith("."):
            self._methods.append(Stop(messages.method(part.value.function), part.span))
        return part.depth

    # --- what would have fitted

    def _accepts(self) -> frozenset[str]:
        """The terminals that would really be shifted next; LALR rows promise more than that."""
        row = self._tables.states[self._states[-1]]
        return frozenset(t for t in row if t.isupper() and self._would_shift(t))

    def _would_shift(self, terminal: str) -> bool:
        """A run of `_reduce_before` on states alone: `above` stands on the first `base` of the stack."""
        base, above = len(self._states), list[int]()
        state = self._states[-1]
        while (target := self._tables.states[state].get(terminal)) is not None and target < 0:
            rule = self._tables.rules[~target]
            base -= max(0, len(rule.keep) - len(above))
            del above[max(0, len(above) - len(rule.keep)) :]
            below = above[-1] if above else self._states[base - 1]
            above.append(self._tables.states[below][rule.origin])
            state = above[-1]
        return target is not None or state in self._tables.ends.values()

    # --- recovery

    def _recover(self, row: Sequence[Token], i: int, whole: Span) -> int | None:
        """Note that row[i] does not fit; gives where to go on, None if there is no such place.

        Where the brackets of the first mistake leave no sense in the rest, nothing more is said."""
        if self._stops and (row[i].kind == END or self._block() is None or len(self._stops) == MOST_STOPS):
            return None
        accepts, height = self._accepts(), self._block()
        if self._stops and height and self._without_value(row, i, height, accepts):
            self._go_on(row, height, i)
            return i
        problem = Problem(row[i], tuple(row[:i]), tuple(row[i + 1 :]), accepts)
        goal = self._next_statement(row, i)
        if goal is None or height is None:
            self._stops.append(Stop(problem, whole))
            return None
        start = self._statement(row, i)
        self._stops.append(Stop(problem, Span(row[start].span.start, row[goal].span.start)))
        self._go_on(row, height, goal)
        return goal

    def _go_on(self, row: Sequence[Token], height: int, goal: int) -> None:
        """Drop the statement of the block at this height; if the block ends at row[goal], give it a value."""
        del self._states[height:], self._parts[height - 1 :]
        self._resumed[height] = goal
        if row[goal].kind == "RBRACE":
            self._stand_in(row[goal].span.start)

    def _without_value(self, row: Sequence[Token], i: int, height: int, accepts: frozenset[str]) -> bool:
        """Whether a block ends here without a value because a mistake in it took the value away."""
        resumed = self._resumed.get(height, self._resumed.get(height - 1, i))
        lacking = row[i].kind == "RBRACE" and not accepts.isdisjoint({NEWLINE, "LET"})
        return lacking and resumed < i and not Brackets(row[resumed:i]).in_braces

    def _block(self) -> int | None:
        """The height of the stack at which the innermost block or test that is open expects a statement."""
        actions = set(self._tables.states[self._states[-1]].values())
        rule = self._tables.rules[~min(actions)] if len(actions) == 1 and min(actions) < 0 else None
        # Where only a rule ends, as behind the `}` of a block, what it covers is over.
        top = len(self._states) - (len(rule.keep) if rule else 0)
        states = self._tables.statements
        return next((n for n in range(top, 0, -1) if self._states[n - 1] in states), None)

    def _statement(self, row: Sequence[Token], i: int) -> int:
        """Where the statement begins in which row[i] does not fit."""
        height = self._block() or 1
        ends = (part.span.end for part in reversed(self._parts[: height - 1]) if part.span is not None)
        first = bisect_left(row, next(ends, 0), key=lambda token: token.span.start)
        return min(i, max(first + (row[first].kind == NEWLINE), self._resumed.get(height, 0)))

    def _next_statement(self, row: Sequence[Token], i: int) -> int | None:
        """The next token with which the block can go on, or which closes it."""
        height = self._block()
        if height is None:
            return None
        start = self._statement(row, i)
        brackets = Brackets(row[start:i])
        expected = self._tables.states[self._states[height - 1]]
        for j in range(i, len(row)):
            kind = row[j].kind
            if kind in (NEWLINE, "RBRACE") and not brackets.in_braces:
                return j + 1 if kind == NEWLINE else j
            if kind in STARTERS and kind in expected and j > start and not brackets.stack:
                return j
            brackets.see(row[j])
        return None

    def _stand_in(self, offset: int) -> None:
        """A value for a block, or an expectation for a test, that ends in a mistake."""
        at = Span(offset, offset)
        words = ["NONE"] if "LET" in self._tables.states[self._states[-1]] else ["EXPECT", "NONE"]
        for word in words:
            token = Token(word, "", at)
            target = self._reduce_before(token)
            assert isinstance(target, int)
            self._shift(token, target)


def _combine(rule: Rule, parts: Sequence[_Part]) -> _Part:
    spans = [part.span for part in parts if part.span is not None]
    span = Span(spans[0].start, spans[-1].end) if spans else None
    depth = max((part.depth for part in parts), default=0)
    children = _children(rule, parts)
    if rule.inlined:
        return _Part(children, span, depth)
    value = ACTIONS[rule.action](span or NOWHERE, *children)
    return _Part(value, span, depth + hasattr(value, "span"))


def _children(rule: Rule, parts: Sequence[_Part]) -> list[Any]:
    """Values in order. An inlined rule gives a list, used once: growing it in place stays linear."""
    children: list[Any] = []
    for keep, part in zip(rule.keep, parts, strict=True):
        if isinstance(part.value, list):
            children = part.value if not children else [*children, *part.value]
        elif keep:
            children.append(part.value)
    return children
