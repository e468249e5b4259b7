"""The public facts about one `ask`, and the offsets fitted for it."""

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class AskSpec:
    """Everything public about one `ask`; two asks with equal specs are the same computation."""

    model: str
    prompt: str
    values: tuple[str, ...]
    max_bytes: tuple[int, ...]
    examples_digest: str
    margin: float | None = None
    abstain: str | None = None

    def digest(self) -> str:
        """SHA-256 (hex) of the canonical JSON of all fields."""
        return canonical_digest(asdict(self))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What to add to each value's log-probability in nats, fitted on public examples only.

    spec is the digest of the ask, fitted_on the number of lines used for the fit (not those shown in the
    prompt), accuracy the share of these lines that are decided rightly when left out of the fit (0 when
    there were none), and pulls, one row per fitted line, how far a text like that line is drawn to each
    value.
    """

    spec: str
    offsets: tuple[float, ...]
    fitted_on: int
    examples_digest: str
    accuracy: float
    pulls: tuple[tuple[float, ...], ...] = ()


def canonical_digest(value: object) -> str:
    """SHA-256 (hex) of value as JSON with sorted keys, no spaces, in UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
