"""What can go wrong between two principals, as exceptions with stable codes.

A fault names principals and the kind of failure. It never holds payload, sizes or key material, so that it
may be shown, logged and sent to anybody.
"""

from tcme.dsl.diagnostics import Fault


class TransportFault(Fault):
    """Base of all transport faults; each class has its own stable code."""

    code = "TC700"

    def __init__(self, message: str) -> None:
        super().__init__(type(self).code, message)


class PeerLost(TransportFault):
    """The peer closed its side or died while something was still expected from it or owed to it."""

    code = "TC701"

    def __init__(self, name: str) -> None:
        super().__init__(f"`{name}` closed the connection before the run was complete")
        self.name = name


class PeerLate(TransportFault):
    """The deadline passed while we waited for the peer."""

    code = "TC702"

    def __init__(self, name: str) -> None:
        super().__init__(f"`{name}` did not answer before the deadline")
        self.name = name


class BadFrame(TransportFault):
    """Bytes that are no frame, or a frame that does not belong where it arrived. `reason` is fixed text."""

    code = "TC703"

    def __init__(self, reason: str) -> None:
        super().__init__(f"a frame was refused: {reason}")
        self.reason = reason


class SealBroken(TransportFault):
    """A sealed message does not verify: changed, replayed, out of order, or made with another key."""

    code = "TC704"

    def __init__(self, name: str) -> None:
        super().__init__(f"a message that claims to come from `{name}` does not verify")
        self.name = name


class ListenerExposed(TransportFault):
    """An address of the run lies outside this machine; `what` is fixed text or a principal's name."""

    code = "TC705"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not on 127.0.0.1")
