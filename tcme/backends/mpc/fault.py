"""What can go wrong in secure computation, with stable codes and never with a value.

TC601 an operation has no rule, TC602 the protocol's numbers do not carry the program, TC603 MPyC is not the
version that was examined, TC604 a party or address is not acceptable, TC605 a peer sent bytes that are no
shares, TC606 the protocol stopped, TC607 the deadline passed.
"""

from typing import ClassVar

from tcme.dsl.diagnostics import Fault


class MpcFault(Fault):
    """Base of all faults of this back end; the message holds names and public numbers only."""

    stable: ClassVar[str] = "TC600"

    def __init__(self, message: str) -> None:
        super().__init__(self.stable, message)


class NoRule(MpcFault):
    """The table of rules has no entry for this operation."""

    stable = "TC601"

    def __init__(self, operation: str) -> None:
        super().__init__(f"secure computation has no rule for `{operation}`")


class WrongSize(MpcFault):
    """Field, masks or threshold do not fit the program or each other."""

    stable = "TC602"


class WrongEngine(MpcFault):
    """MPyC is missing, or another version than the one whose source was read, or was set up already."""

    stable = "TC603"


class BadParty(MpcFault):
    """A member that cannot take part: unknown, or not on this machine."""

    stable = "TC604"


class BadShares(MpcFault):
    """Bytes of a peer that do not encode field elements. The bytes are not shown."""

    stable = "TC605"

    def __init__(self) -> None:
        super().__init__("a member sent bytes that are no shares")


class Stopped(MpcFault):
    """A member was lost or a step of the protocol failed; nothing can be opened any more."""

    stable = "TC606"


class Late(MpcFault):
    """The deadline passed inside the protocol."""

    stable = "TC607"

    def __init__(self) -> None:
        super().__init__("the secure computation did not finish before the deadline")
