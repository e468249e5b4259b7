"""A witness in words.  Its values come from the search, never from anybody's input."""

from collections.abc import Iterator

from tcme.compiler.witness.frozen import PREFIX
from tcme.compiler.witness.search import Found
from tcme.compiler.witness.table import Assignment, Attack

LONGEST = 60


def lines(found: Found, field: str, attacker: str) -> tuple[str, ...]:
    """One line for each run: what was chosen, what was secret, what came out."""
    return tuple(_lines(found, field, attacker))


def _lines(found: Found, field: str, attacker: str) -> Iterator[str]:
    for i, attack in enumerate(found.attacks):
        chosen = _attack(attack, i, attacker) if len(found.attacks) > 1 else ""
        for j, secret in enumerate(found.secrets):
            given = ", ".join(filter(None, [chosen, assignment(secret)]))
            yield f"with {given or 'the same inputs'}: `{field}` = {_value(found.cells[i][j])}"


def _attack(attack: Attack, number: int, attacker: str) -> str:
    inputs = assignment(attack.inputs)
    if inputs:
        return f"{inputs} chosen by {attacker}"
    return f"choice {number + 1} of a model by {attacker}"


def assignment(inputs: Assignment) -> str:
    shown = {n: v for n, v in inputs.items() if not n.startswith(PREFIX)}
    return ", ".join(f"`{name}` = {_value(value)}" for name, value in shown.items())


def _value(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case tuple():
            text = "[" + ", ".join(_value(v) for v in value) + "]"
        case dict():
            text = "{" + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + "}"
        case _:
            text = f'"{value}"' if " " in str(value) else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
