"""The tables of the grammar, made by Lark: only a change of `grammar.lark` needs this module."""

import json
from collections.abc import Collection, Sequence
from importlib import resources
from typing import Any


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
