"""What every party reads before it signs: who learns what, who steers what, what runs where and at what
cost."""

from tcme.compiler.plan.build import plan
from tcme.compiler.plan.data import (
    Learned,
    Learner,
    Pinned,
    Plan,
    ProtocolSummary,
    Question,
    Reader,
    Stage,
    Steered,
    Step,
    to_json,
)

__all__ = [
    "Learned",
    "Learner",
    "Pinned",
    "Plan",
    "ProtocolSummary",
    "Question",
    "Reader",
    "Stage",
    "Steered",
    "Step",
    "plan",
    "to_json",
]
