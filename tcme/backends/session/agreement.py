"""What all principals sign before a run: one canonical text with everything public that decides the run.

Program, certificate, placed IR with its openings, models, prompts, calibration, bounds per field,
adversaries, principals and their signing keys. No secret, no path, no time. Whoever computes another digest
does not run.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tcme.backends.session.facts import canonical
from tcme.backends.session.fault import REFUSED_AGREEMENT, REFUSED_CERTIFICATE, SessionFault
from tcme.compiler.ir import codec
from tcme.compiler.ir.nodes import Placed
from tcme.dsl.ty import cardinality


@dataclass(frozen=True, slots=True)
class Agreement:
    """Digests are SHA-256 in hexadecimal; `values` bounds what a field can tell: it has so many values.

    `digests` are the certificate's own: of source, tree, rules, placed IR and SMT file."""

    program: str
    digests: Mapping[str, str]
    placed: str
    certificate: str | None
    prompts: Mapping[str, str]
    models: Mapping[str, Any]
    calibration: Mapping[str, str]
    values: Mapping[str, int]
    recipients: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, str] = field(default_factory=dict)
    bounds: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> bytes:
        """The canonical bytes."""
        return canonical(asdict(self))

    def digest(self) -> str:
        """What is signed."""
        return hashlib.sha256(self.text()).hexdigest()

    def facts(self) -> dict[str, Any]:
        """What receipts repeat, as plain JSON."""
        plain = asdict(self) | {"digest": self.digest()}
        plain["recipients"] = {name: list(people) for name, people in self.recipients.items()}
        return plain


def agree(
    placed: Placed,
    *,
    certificate: bytes | None = None,
    models: Mapping[str, Any] | None = None,
    calibration: Mapping[str, str] | None = None,
    keys: Mapping[str, str] | None = None,
    bounds: Mapping[str, Any] | None = None,
) -> Agreement:
    """The agreement on a placed program."""
    graph = placed.graph
    return Agreement(
        placed.program,
        {} if certificate is None else _digests(certificate),
        codec.digest(placed),
        None if certificate is None else hashlib.sha256(certificate).hexdigest(),
        {str(i): hashlib.sha256(ask.prompt.encode()).hexdigest() for i, ask in enumerate(graph.asks)},
        models or {},
        calibration or {},
        {o.field: cardinality(o.ty) or 0 for o in graph.opens},
        {o.field: o.recipients for o in graph.opens},
        keys or {},
        bounds or {},
    )


def _digests(certificate: bytes) -> dict[str, str]:
    try:
        return {str(name): str(digest) for name, digest in json.loads(certificate)["digests"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SessionFault(REFUSED_CERTIFICATE, "the certificate names no digests") from None


def check_same(ours: Agreement, digest: str) -> None:
    """Refuse (TC621) a run whose agreement is not the one that was signed."""
    if ours.digest() != digest:
        raise SessionFault(
            REFUSED_AGREEMENT,
            "what would run is not what was signed",
            help="run `tcme diff` on the two programs and sign again",
        )
