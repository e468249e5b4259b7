"""What every computing principal signs: an in-toto statement about one run, the same bytes for all.

It holds digests and public numbers only: no value, no size, and nothing that depends on whether an optional
field was present. `facts` come from the agreement; the run adds its id, its time and the keys.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "urn:tcme:receipt:1"
PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
STATEMENT_BYTES: Final = 1 << 16
"""Room for a statement in a message of fixed size."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What only this run has: id, start in UTC (ISO 8601), signing keys and assurance levels by principal."""

    run_id: str
    started: str
    keys: Mapping[str, str]
    assurance: Mapping[str, str]


def statement(program: str, placed_digest: str, facts: Mapping[str, Any], occasion: Occasion) -> bytes:
    """Canonical JSON of the in-toto statement."""
    return canonical(
        {
            "_type": STATEMENT_TYPE,
            "subject": [{"name": program, "digest": {"sha256": placed_digest}}],
            "predicateType": PREDICATE_TYPE,
            "predicate": {
                "agreement": dict(facts),
                "run": {"id": occasion.run_id, "started": occasion.started},
                "keys": dict(occasion.keys),
                "assurance": dict(occasion.assurance),
            },
        }
    )


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def to_be_signed(payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding (github.com/secure-systems-lab/dsse, version 1)."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
