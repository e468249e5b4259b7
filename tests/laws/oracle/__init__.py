"""What adversaries can do, found out by trying: all of them, on all inputs of tiny domains."""

from tests.laws.oracle.adversaries import Adversary, adversaries, uncovered
from tests.laws.oracle.judges import (
    JUDGES,
    disproves,
    exceeds,
    forgives,
    harm,
    leaks,
    overhears,
    probes,
    steers,
)
from tests.laws.oracle.placed import harm_of_places
from tests.laws.oracle.trials import Trials, trials

__all__ = [
    "JUDGES",
    "Adversary",
    "Trials",
    "adversaries",
    "disproves",
    "exceeds",
    "forgives",
    "harm",
    "harm_of_places",
    "leaks",
    "overhears",
    "probes",
    "steers",
    "trials",
    "uncovered",
]
