"""Who takes part in a run, where they listen and which key proves who they are."""

from collections.abc import Mapping
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Peer:
    """One principal as the others see it.

    `key` is its X25519 public key (32 raw bytes), fresh for the run. `dials` is false for an environment: its
    broker only accepts connections, so the other side always opens them.
    """

    host: str
    port: int
    key: bytes
    dials: bool = True


Roster = Mapping[str, Peer]


def we_dial(own: str, other: str, roster: Roster) -> bool:
    """Whether `own` opens the one connection to `other`.

    The smaller name dials, so that both sides agree without a message; whoever cannot dial is dialled.
    """
    mine, theirs = roster[own].dials, roster[other].dials
    return own < other if mine == theirs else mine
