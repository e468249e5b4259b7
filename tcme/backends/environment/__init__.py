"""Environments: where one principal computes on others' secrets, shut off from its own host.

An environment is two processes. The broker has the network and sees only ciphertext; the worker, fresh for
each run, has the keys and nothing else (`sandbox`). `spawn` starts both.
"""

from tcme.backends.environment.control import Configuration, Slot, Step
from tcme.backends.environment.fault import (
    BadControl,
    ComputationFailed,
    EnvironmentFault,
    NotReady,
    ProcessLost,
    SandboxFault,
    WorkerFault,
)
from tcme.backends.environment.sandbox import Assurance, Isolation, isolate, require
from tcme.backends.environment.spawn import Environment, Introduction, launch

__all__ = [
    "Assurance",
    "BadControl",
    "ComputationFailed",
    "Configuration",
    "Environment",
    "EnvironmentFault",
    "Introduction",
    "Isolation",
    "NotReady",
    "ProcessLost",
    "SandboxFault",
    "Slot",
    "Step",
    "WorkerFault",
    "isolate",
    "launch",
    "require",
]
