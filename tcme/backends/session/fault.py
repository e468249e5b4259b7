"""What can go wrong with a run, with stable codes; a message names principals and stages, never a value.

Refused before anything runs (exit 6): TC620 the lock differs, TC621 the agreement differs, TC622 a receipt
does not verify, TC623 a placement that no back end runs, TC624 a principal refuses the certificate. Failed in
the run (exit 5): TC710 a process ended, TC711 the deadline passed, TC712 a value outside its type, TC713 an
input is missing or not of its type, TC714 a requirement does not hold, TC715 interrupted, TC716 principals
disagree on what they sign, TC719 a fault of ours.
"""

from typing import Final

from tcme.dsl.diagnostics import Fault

REFUSED_LOCK: Final = "TC620"
REFUSED_AGREEMENT: Final = "TC621"
REFUSED_RECEIPT: Final = "TC622"
REFUSED_PLACEMENT: Final = "TC623"
REFUSED_CERTIFICATE: Final = "TC624"
ENDED: Final = "TC710"
LATE: Final = "TC711"
OUTSIDE: Final = "TC712"
BAD_INPUT: Final = "TC713"
UNMET: Final = "TC714"
INTERRUPTED: Final = "TC715"
DISAGREE: Final = "TC716"
OURS: Final = "TC719"


class SessionFault(Fault):
    """A fault of the session; `code` is one of the above, or one that a principal reported."""


def outside(name: str, what: str) -> SessionFault:
    return SessionFault(OUTSIDE, f"a value of {what} at `{name}` is not of its type")


def ended(name: str) -> SessionFault:
    return SessionFault(ENDED, f"the process of `{name}` ended before the run was complete")


def late(name: str) -> SessionFault:
    return SessionFault(LATE, f"`{name}` did not finish before the deadline")
