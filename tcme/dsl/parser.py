"""Text to tree: an LALR automaton over the tables that Lark computes from `grammar.lark`.

Tables are computed beforehand (`build`, packaged as `grammar.json`), so no run pays for it.
Each declaration is parsed on its own; an error in one does not hide the errors in the next.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from importlib import resources
from itertools import pairwise
from typing import Any, NamedTuple

from tcme.dsl import explain, messages
from tcme.dsl.builder import ACTIONS, Header
from tcme.dsl.diagnostics import Diagnostic, Refused, Sink
from tcme.dsl.explain import Problem
from tcme.dsl.frozen import frozen
from tcme.dsl.layout import lay_out
from tcme.dsl.lexer import hidden_characters, scan
from tcme.dsl.source import NOWHERE, Source, Span
from tcme.dsl.syntax import Comment, Declaration, Name, Program
from tcme.dsl.tables import END, NEWLINE, Rule, Tables, load
from tcme.dsl.token_kinds import CLOSERS, DECLARATIONS, OPENERS, Token

DEEPEST = 150
LARGEST = 1 << 20


@frozen
class Parsed:
    """A program and the comments that its tree leaves out."""

    program: Program
    comments: tuple[Comment, ...]


def parse(source: Source) -> Parsed:
    """The tree of a source; raises Refused with every TC1xx message that it finds."""
    _refuse_if_any(_unreadable(source))
    sink = Sink()
    scanned = scan(source, load(), sink)
    header, declarations = _parse_chunks(_chunks(scanned.tokens), source, sink)
    if sink.failed or header is None:
        raise Refused(sink.diagnostics)
    span = header.span.cover(declarations[-1].span) if declarations else header.span
    return Parsed(Program(header.doc, header.name, declarations, span), scanned.comments)


def _refuse_if_any(diagnostics: Sequence[Diagnostic]) -> None:
    if diagnostics:
        raise Refused(diagnostics)


def _unreadable(source: Source) -> list[Diagnostic]:
    """What makes it pointless to look at the words at all."""
    hidden = hidden_characters(source)
    if not hidden and len(source.text.encode()) > LARGEST:
        return [messages.too_large(LARGEST)]
    return hidden


def _parse_chunks(
    chunks: Sequence[Sequence[Token]], source: Source, sink: Sink
) -> tuple[Header | None, tuple[Declaration, ...]]:
    """The header and the declarations, as far as they are sound; what is not goes into the sink."""
    header: Header | None = None
    declarations: list[Declaration] = []
    spoiled = [d.span.start for d in sink.diagnostics if d.code in messages.SPOILS_THE_REST]
    if not chunks or not _is_header(chunks[0]):
        sink.add(messages.no_header(chunks[0][0].span if chunks else NOWHERE))
        header = Header(None, Name("_", NOWHERE), NOWHERE)
    for chunk in chunks:
        node = _parse_chunk(chunk, "declaration" if header else "header", sink)
        if isinstance(node, Problem | Diagnostic):
            if not _any_between(spoiled, chunk[0].span.start, chunk[-1].span.end):
                sink.add(node if isinstance(node, Diagnostic) else explain.explain(node, source))
            node = None
        if isinstance(node, Header):
            header = node
        elif node is not None:
            declarations.append(node)
        header = header or Header(None, Name("_", NOWHERE), NOWHERE)
    return header, tuple(declarations)


def _parse_chunk(chunk: Sequence[Token], start: str, sink: Sink) -> Any:
    """The header or the declaration, why there is none, or None if there are no words in the chunk."""
    tokens = lay_out(chunk, sink)
    return _Automaton(load()).run(tokens, start) if tokens else None


def _any_between(offsets: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ascending offsets lies in [start, end]."""
    return bisect_left(offsets, start) < bisect_right(offsets, end)


# --- recovery: where declarations begin ----------------------------------------------------------


def _chunks(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The tokens cut where a line begins with the first word of a declaration, whatever brackets are open."""
    starts = [0, *_starts(tokens), len(tokens)]
    cut = [tokens[i:j] for i, j in pairwise(starts)]
    return [chunk for chunk in cut if any(token.kind != NEWLINE for token in chunk)]


def _starts(tokens: Sequence[Token]) -> Iterator[int]:
    depth = 0
    doc: int | None = None
    for i, token in enumerate(tokens):
        first = i == 0 or tokens[i - 1].kind == NEWLINE
        if first and (token.kind in DECLARATIONS or (depth == 0 and explain.nearly_declaration(token))):
            depth = 0
            yield i if doc is None else doc
        if token.kind == "DOC":
            doc = i if first and doc is None else doc
        elif token.kind != NEWLINE:
            doc = None
        depth += (token.kind in OPENERS) - (token.kind in CLOSERS)


def _is_header(chunk: Sequence[Token]) -> bool:
    return next(t for t in chunk if t.kind not in (NEWLINE, "DOC")).kind == "PROGRAM" if chunk else False


# --- the automaton -------------------------------------------------------------------------------


class _Part(NamedTuple):
    """The value of a symbol on the stack, what it covers, and how deep its tree is."""

    value: Any
    span: Span | None
    depth: int


class _Automaton:
    """One run of the LALR automaton. Its stack is on the heap: no input exhausts Python's."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._states: list[int] = []
        self._parts: list[_Part] = []

    def run(self, tokens: Sequence[Token], start: str) -> Any:
        """The value of the start symbol, the first Problem, or the diagnostic of a tree that is too deep."""
        self._states = [self._tables.starts[start]]
        end = tokens[-1].span.end
        for i, token in enumerate([*tokens, Token(END, "", Span(end, end))]):
            while (target := self._target(token)) is not None and target < 0:
                if self._reduce(self._tables.rules[~target]) > DEEPEST:
                    return messages.too_deep(self._parts[-1].span or token.span, DEEPEST)
            if token.kind == END and self._states[-1] == self._tables.ends[start]:
                break
            if target is None:
                return Problem(token, tuple(tokens[:i]), tuple(tokens[i + 1 :]), self._accepts())
            self._states.append(target)
            self._parts.append(_Part(token, None if token.kind == NEWLINE else token.span, 0))
        return self._parts[0].value

    def _target(self, token: Token) -> int | None:
        return self._tables.states[self._states[-1]].get(token.kind)

    def _reduce(self, rule: Rule) -> int:
        """Replace the symbols of the rule by what it makes of them; gives the depth of that."""
        size = len(rule.keep)
        if size == 1 and rule.unit:
            # Most steps only climb the ladder of operators: the value stays what it is.
            self._states[-1] = self._tables.states[self._states[-2]][rule.origin]
            return 0
        parts = self._parts[len(self._parts) - size :]
        del self._parts[len(self._parts) - size :]
        del self._states[len(self._states) - size :]
        self._states.append(self._tables.states[self._states[-1]][rule.origin])
        part = _combine(rule, parts)
        self._parts.append(part)
        return part.depth

    def _accepts(self) -> frozenset[str]:
        """The terminals that would really be shifted next; LALR rows promise more than that."""
        row = self._tables.states[self._states[-1]]
        return frozenset(t for t in row if t.isupper() and self._would_shift(t))

    def _would_shift(self, terminal: str) -> bool:
        states = list(self._states)
        while (target := self._tables.states[states[-1]].get(terminal)) is not None and target < 0:
            rule = self._tables.rules[~target]
            del states[len(states) - len(rule.keep) :]
            states.append(self._tables.states[states[-1]][rule.origin])
        return target is not None or states[-1] in self._tables.ends.values()


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


# --- the tables, made by Lark --------------------------------------------------------------------


def build() -> dict[str, Any]:
    """Tables of `grammar.lark` as JSON; strict: Lark refuses any conflict and terminals that collide."""
    import lark  # here, because it takes 90 ms and only a change of the grammar needs it

    text = resources.files("tcme.dsl").joinpath("grammar.lark").read_text(encoding="utf-8")
    grammar = lark.Lark(
        text,
        parser="lalr",
        lexer="basic",
        strict=True,
        maybe_placeholders=False,
        start=["header", "declaration"],
    )
    data, memo = grammar.memo_serialize([lark.lexer.TerminalDef, lark.grammar.Rule])
    entries = {item["@"]: _rule(memo[item["@"]]) for item in data["rules"]}
    rules = sorted(set(entries.values()))
    table = data["parser"]["parser"]
    symbols = table["tokens"]
    states = {
        number: {
            symbols[s]: to if kind == 0 else ~rules.index(entries[to["@"]]) for s, (kind, to) in row.items()
        }
        for number, row in table["states"].items()
    }
    order = _walk_order(states, sorted(table["start_states"].values(), key=lambda n: sorted(states[n])))
    return {
        "symbols": sorted(symbols.values()),
        **_terminals(grammar.terminals),
        "rules": [list(rule) for rule in rules],
        "states": _rows(states, order, sorted(symbols.values())),
        "starts": {start: order[number] for start, number in sorted(table["start_states"].items())},
        "ends": {start: order[number] for start, number in sorted(table["end_states"].items())},
    }


def _terminals(terminals: Collection[Any]) -> dict[str, Any]:
    """Words are found through NAME; the rest in the order in which Lark's own lexer tries them."""
    fixed = {t.name: t.pattern.value for t in terminals if t.pattern.type == "str"}
    words = {value: name for name, value in fixed.items() if value.isidentifier()}
    rest = [t for t in terminals if t.name not in words.values()]
    rest.sort(key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    return {"words": words, "spelling": fixed, "terminals": [[t.name, t.pattern.to_regexp()] for t in rest]}


def _rule(raw: dict[str, Any]) -> tuple[str, str, str, bool]:
    keep = "".join("0" if symbol.get("filter_out") else "1" for symbol in raw["expansion"])
    origin = raw["origin"]["name"]
    return (origin, raw["alias"] or origin, keep, raw["options"]["expand1"] and raw["alias"] is None)


def _walk_order(states: dict[int, dict[str, int]], starts: Sequence[int]) -> dict[int, int]:
    """New numbers for the states: Lark's own differ from run to run."""
    order: dict[int, int] = {}
    waiting = list(reversed(starts))
    while waiting:
        number = waiting.pop()
        if number not in order:
            order[number] = len(order)
            waiting += [to for _, to in sorted(states[number].items(), reverse=True) if to >= 0]
    return order


def _rows(states: dict[int, dict[str, int]], order: dict[int, int], symbols: Sequence[str]) -> list[Any]:
    """Each state as [target, symbols] pairs: most states do the same for many symbols."""
    index = {symbol: i for i, symbol in enumerate(symbols)}
    rows: list[Any] = []
    for number in order:
        groups: dict[int, list[int]] = {}
        for symbol, target in sorted(states[number].items()):
            groups.setdefault(order[target] if target >= 0 else target, []).append(index[symbol])
        rows.append([[target, group] for target, group in sorted(groups.items())])
    return rows


def render(tables: dict[str, Any]) -> str:
    """The text of `grammar.json`: one entry a line, so that a change of the grammar can be reviewed."""
    parts = []
    for key, value in tables.items():
        if key in ("rules", "states", "terminals"):
            lines = ",\n".join(json.dumps(item, separators=(",", ":")) for item in value)
            parts.append(f'"{key}": [\n{lines}\n]')
        else:
            parts.append(f'"{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"
