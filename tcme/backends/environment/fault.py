"""What can go wrong with an environment, as exceptions with stable codes.

A worker tells its host nothing about a failure except the code, as its exit status, because the text of an
exception may hold an input. `STATUS_OF_TC700 + nn` is the status of code `TC7nn`. What is refused of the
files that the agreement names, which are public, has the status `STATUS_OF_TC600 + nn` of its code `TC6nn`.
"""

from typing import Final

from tcme.dsl.diagnostics import Fault

STATUS_OF_TC700: Final = 40
LAST_STATUS: Final = 99
STATUS_OF_TC600: Final = 100
LAST_OF_TC600: Final = 27
"""From 128 on a status stands for a signal."""
UNTOLD: Final = 23


class EnvironmentFault(Fault):
    """Base of the faults of an environment; each class has its own stable code."""

    code = "TC723"

    def __init__(self, message: str, *, help: str = "") -> None:
        super().__init__(type(self).code, message, help=help)


class SandboxFault(EnvironmentFault):
    """Parts of the isolation could not be had. `missing` names them; the message says how to repair each."""

    code = "TC720"

    def __init__(self, missing: tuple[str, ...], repair: str) -> None:
        super().__init__(f"the worker cannot be isolated here: no {', no '.join(missing)}", help=repair)
        self.missing = missing
        self.repair = repair


class NotReady(EnvironmentFault):
    """The worker did not report its keys before the deadline."""

    code = "TC721"

    def __init__(self) -> None:
        super().__init__("the environment was not ready before the deadline")


class ProcessLost(EnvironmentFault):
    """The broker or the worker ended without a code: killed, out of memory, or crashed."""

    code = "TC722"

    def __init__(self, part: str) -> None:
        super().__init__(f"the {part} of the environment ended before the run was complete")
        self.part = part


class ComputationFailed(EnvironmentFault):
    """The computation failed, or its results were not the declared ones.

    Why is not told: it may hold an input.
    """

    code = "TC723"

    def __init__(self) -> None:
        super().__init__("the computation inside the environment failed")


class BadControl(EnvironmentFault):
    """The public configuration or roster is malformed, or names a computation outside `tcme`."""

    code = "TC724"

    def __init__(self) -> None:
        super().__init__("the environment was configured with something it does not accept")


class MaterialRefused(EnvironmentFault):
    """Files that the agreement names are missing or changed; `code` says how, whatever the inputs are."""

    def __init__(self, code: str) -> None:
        super().__init__(f"what the agreement names was refused with {code}")
        self.code = code


class WorkerFault(EnvironmentFault):
    """The worker ended with a code of its own, for example one of the transport; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"the worker of the environment stopped with {code}", help=f"`tcme explain {code}` says more"
        )
        self.code = code  # one class stands for every code that a worker can report


def status_of(code: str) -> int:
    """The exit status that reports a code `TC7nn` or one of the first `TC6nn`; another code is not told."""
    group, number = code[:3], int(code[3:])
    if group == "TC6" and number <= LAST_OF_TC600:
        return STATUS_OF_TC600 + number
    return STATUS_OF_TC700 + (number if group == "TC7" else UNTOLD)


def fault_of(status: int) -> EnvironmentFault:
    """The fault that a worker's exit status stands for; a negative status is a signal, as in `subprocess`."""
    if STATUS_OF_TC700 <= status <= LAST_STATUS:
        return WorkerFault(f"TC7{status - STATUS_OF_TC700:02}")
    if STATUS_OF_TC600 <= status <= STATUS_OF_TC600 + LAST_OF_TC600:
        return WorkerFault(f"TC6{status - STATUS_OF_TC600:02}")
    return ProcessLost("worker")
