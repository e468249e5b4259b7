"""Sealed messages between the principals of one run, over loopback TCP."""

from tcme.backends.transport.fault import (
    BadFrame,
    ListenerExposed,
    PeerLate,
    PeerLost,
    SealBroken,
    TransportFault,
)
from tcme.backends.transport.frames import Frame
from tcme.backends.transport.mailbox import Mailbox
from tcme.backends.transport.roster import Peer, Roster

__all__ = [
    "BadFrame",
    "Frame",
    "ListenerExposed",
    "Mailbox",
    "Peer",
    "PeerLate",
    "PeerLost",
    "Roster",
    "SealBroken",
    "TransportFault",
]
