"""A witness in words.  Its values come from the search, never from anybody's input."""

from collections.abc import Iterator

from tcme.compiler.witness.frozen import PREFIX
from tcme.compiler.witness.hosts import PREFIX as CHOICE
from tcme.compiler.witness.search import Found
from tcme.compiler.witness.table import Assignment, Attack
from tcme.dsl.frozen import frozen

LONGEST = 60


@frozen
class Attacker:
    """Who chose inputs, and whose model it is: `by …` who made it, `run by …` who hosts it."""

    names: str = "the adversary"
    model: str = "by the adversary"


def lines(found: Found, shown: str, attacker: Attacker) -> tuple[str, ...]:
    """One line for each run: what was chosen, what was secret, what came out of `shown`."""
    return tuple(_lines(found, shown, attacker))


def _lines(found: Found, shown: str, attacker: Attacker) -> Iterator[str]:
    for i, attack in enumerate(found.attacks):
        chosen = _attack(attack, i, attacker) if len(found.attacks) > 1 else ""
        for j, secret in enumerate(found.secrets):
            given = ", ".join(filter(None, [chosen, assignment(secret)]))
            yield f"with {given or 'the same inputs'}: {shown} = {_value(found.cells[i][j])}"
    if found.held is not None:
        first = _attack(found.attacks[found.held], found.held, attacker)
        yield f"what is endorsed stays as it is with {first}"


def _attack(attack: Attack, number: int, attacker: Attacker) -> str:
    inputs = assignment(attack.inputs)
    if inputs:
        return f"{inputs} chosen by {attacker.names}"
    return f"choice {number + 1} of a model {attacker.model}"


def assignment(inputs: Assignment) -> str:
    shown = {n: v for n, v in inputs.items() if not n.startswith(PREFIX)}
    return ", ".join(_given(name, value) for name, value in shown.items())


def _given(name: str, value: object) -> str:
    as_written = name.startswith(CHOICE) and value is None
    return f"`{name}` as written" if as_written else f"`{name}` = {_value(value)}"


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
