"""Receipts: an in-toto statement about one run in a DSSE envelope, signed by every computing principal.

A receipt proves, offline, that the holders of the named keys signed this statement; which keys are right is
said by the agreement. It proves nothing about values, and for environments nothing beyond the assurance level
in it. Signatures are Ed25519 over DSSE's pre-authentication encoding; the key id is the SHA-256 of the public
key.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tcme.backends.session.facts import PAYLOAD_TYPE, PREDICATE_TYPE, STATEMENT_TYPE, canonical, to_be_signed
from tcme.backends.session.fault import REFUSED_RECEIPT, SessionFault
from tcme.backends.session.keys import key_id


@dataclass(frozen=True, slots=True)
class Verified:
    """What a receipt says, after every check."""

    program: str
    placed: str
    run_id: str
    started: str
    agreement: Mapping[str, Any]
    assurance: Mapping[str, str]
    signers: tuple[str, ...]


def envelope(payload: bytes, signatures: Mapping[str, tuple[bytes, bytes]]) -> bytes:
    """The DSSE envelope; `signatures` has (public key, signature) by principal."""
    signed = [
        {"keyid": key_id(public), "sig": base64.b64encode(signature).decode()}
        for _, (public, signature) in sorted(signatures.items())
    ]
    body = base64.b64encode(payload).decode()
    return canonical({"payload": body, "payloadType": PAYLOAD_TYPE, "signatures": signed})


def is_signature(public: bytes, payload: bytes, signature: bytes) -> bool:
    """Whether the signature over the statement is the key's."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, to_be_signed(payload))
    except (InvalidSignature, ValueError):
        return False
    return True


def verify_receipt(
    data: bytes, *, keys: Mapping[str, bytes] | None = None, agreement: Mapping[str, Any] | None = None
) -> Verified:
    """Check an envelope offline and return what it says; raises TC622 with what is wrong.

    `keys` are the principals' Ed25519 keys from the agreement. Without them the keys in the statement are
    used, which shows only that one and the same set of keys signed, and `agreement` still pins the rest
    (`facts`).
    """
    payload, signatures = _opened(data)
    said = _statement(payload)
    predicate = said["predicate"]
    named = {name: bytes.fromhex(key) for name, key in predicate["keys"].items()}
    if not named:
        raise _wrong("nobody signed the receipt")
    if keys is not None and dict(keys) != named:
        raise _wrong("the keys in the receipt are not those of the agreement")
    for name, public in sorted(named.items()):
        _check_signer(name, public, payload, signatures)
    if len(signatures) != len(named):
        raise _wrong("somebody signed who is not named in the receipt")
    if agreement is not None and dict(agreement) != predicate["agreement"]:
        raise _wrong("the receipt is about another agreement")
    subject = said["subject"][0]
    return Verified(
        subject["name"],
        subject["digest"]["sha256"],
        predicate["run"]["id"],
        predicate["run"]["started"],
        predicate["agreement"],
        predicate["assurance"],
        tuple(sorted(named)),
    )


def _check_signer(name: str, public: bytes, payload: bytes, signatures: Mapping[str, bytes]) -> None:
    signature = signatures.get(key_id(public))
    if signature is None:
        raise _wrong(f"the signature of `{name}` is missing")
    if not is_signature(public, payload, signature):
        raise _wrong(f"the signature of `{name}` does not verify")


def _wrong(what: str) -> SessionFault:
    return SessionFault(REFUSED_RECEIPT, what)


def _opened(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    try:
        raw = json.loads(data)
        if raw["payloadType"] != PAYLOAD_TYPE:
            raise _wrong("the receipt is of another type")
        listed = [(str(s["keyid"]), base64.b64decode(s["sig"], validate=True)) for s in raw["signatures"]]
        payload = base64.b64decode(raw["payload"], validate=True)
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        raise _wrong("the receipt is no DSSE envelope") from None
    if len(dict(listed)) != len(listed):
        raise _wrong("a key signed twice")
    return payload, dict(listed)


def _statement(payload: bytes) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(payload)
        fits = (said["_type"], said["predicateType"]) == (STATEMENT_TYPE, PREDICATE_TYPE)
        predicate = said["predicate"]
        shaped = all(isinstance(predicate[part], dict) for part in ("keys", "agreement", "run", "assurance"))
        {name: bytes.fromhex(key) for name, key in predicate["keys"].items()}
        complete = {"id", "started"} <= set(predicate["run"]) and len(said["subject"]) == 1
        said["subject"][0]["digest"]["sha256"], said["subject"][0]["name"]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise _wrong("the receipt holds no statement about a run") from None
    if not (fits and shaped and complete):
        raise _wrong("the receipt holds no statement about a run")
    return said
