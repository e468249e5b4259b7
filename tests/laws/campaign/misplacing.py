"""Changes of what runs: where a node is computed, what is opened to whom, over which shares."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from tcme.compiler.core import CoreProgram
from tcme.compiler.ir.nodes import Environment, Local, Mpc, Open, Placed, Protocol, Public, Where
from tcme.compiler.place.protocol import protocol

Change = Callable[[CoreProgram, Placed, Random], Placed]
SHORT = 39
"""Bits of a mask that no masked opening can do with."""


def misplaced(core: CoreProgram, placed: Placed, random: Random) -> Placed:
    """With one change: another place, other openings, or other shares where there are any."""
    changes: list[Change] = [_moved, _moved, _opened, _opened]
    return random.choice([*changes, _shared] if placed.protocol else changes)(core, placed, random)


def _moved(core: CoreProgram, placed: Placed, random: Random) -> Placed:
    """One node is computed somewhere else, and the shares are those that this needs."""
    at = random.randrange(len(placed.places))
    places = list(placed.places)
    places[at] = random.choice([w for w in _everywhere(core, placed) if w != places[at]])
    shares = protocol(core, placed.graph, places) if Mpc() in places else placed.protocol
    return replace(placed, places=tuple(places), protocol=shares)


def _everywhere(core: CoreProgram, placed: Placed) -> Iterator[Where]:
    yield Public()
    yield from map(Local, core.named("party", "helper"))
    yield from map(Environment, core.named("environment"))
    if placed.protocol is not None:
        yield Mpc()


def _opened(core: CoreProgram, placed: Placed, random: Random) -> Placed:
    """One field goes to others, shows another node, comes twice or not at all."""
    opens = list(placed.graph.opens)
    at = random.randrange(len(opens))
    once = opens[at]
    match random.randrange(5):
        case 0:
            opens[at:at] = [once]
        case 1:
            del opens[at]
        case 2 | 3:
            opens[at] = replace(once, recipients=_others(core, once, random))
        case _:
            opens[at] = replace(once, leaves=_another(placed, once, random))
    return replace(placed, graph=replace(placed.graph, opens=tuple(opens)))


def _others(core: CoreProgram, once: Open, random: Random) -> tuple[str, ...]:
    """Somebody more, or somebody else in place of one."""
    strangers = [p for p in core.named("party", "helper") if p not in once.recipients]
    kept = once.recipients[random.randrange(2) :]
    return (*kept, random.choice(strangers)) if strangers else kept


def _another(placed: Placed, once: Open, random: Random) -> tuple[int, ...]:
    """One leaf is another node of the same type."""
    at = random.randrange(len(once.leaves))
    nodes = placed.graph.nodes
    alike = [n.id for n in nodes if n.ty == nodes[once.leaves[at]].ty]
    return (*once.leaves[:at], random.choice(alike), *once.leaves[at + 1 :])


def _shared(core: CoreProgram, placed: Placed, random: Random) -> Placed:
    """Other numbers of the protocol."""
    assert placed.protocol is not None
    return replace(placed, protocol=random.choice(list(_others_than(placed.protocol, core))))


def _others_than(shares: Protocol, core: CoreProgram) -> Iterator[Protocol]:
    yield replace(shares, threshold=shares.threshold + 1)
    yield replace(shares, threshold=shares.threshold - 1)
    yield replace(shares, members=shares.members[1:])
    yield from (replace(shares, members=(*shares.members, e)) for e in core.named("environment"))
    yield replace(shares, security=SHORT)
    yield replace(shares, bits=shares.bits + shares.security)
