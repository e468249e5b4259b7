"""A certificate as a file: one way to write it, its sections, the seal over them and the digests of some."""

import hashlib
import json
from typing import Any

from tcme.checker.refusal import refuse
from tcme.checker.schema import plain

FORMAT = "tcme-flow-3"
RULES = "8993444d25a00ad45f00798d3ef3e4197155fd59afdc6fb499cbe95303267df9"
"""The digest of the rules that this checker decides, as the compiler states them."""
MAX_BYTES = 1 << 26
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
# fmt: off
SECTIONS = {
    "format", "program", "digests", "tree", "ir", "adversaries", "inputs", "fields", "totals", "models",
    "endorsements", "acceptances", "placement", "obligations", "groups", "modules", "publics", "semantic",
    "seal",
}
DIGESTS = {"source", "tree", "rules", "ir", "smt"}
# fmt: on


def read(data: bytes) -> Any:
    """What a file holds, by UTF-8 and nothing else."""
    return json.loads(data.decode()) if len(data) <= MAX_BYTES else refuse("the file is too large")


def canonical(value: Any) -> bytes:
    return CANONICAL.encode(value).encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unsealed(certificate: Any, file: bytes | None, source: bytes | None) -> dict[str, bytes]:
    """The bytes of each section; refused is what has another form, another format, other rules, a broken seal
    or digest, or a file that is not its canonical bytes: blanks, another order, a key that is written twice.
    """
    if not isinstance(certificate, dict) or certificate.get("format") != FORMAT:
        refuse(f"it is no certificate of the format `{FORMAT}`")
    if set(certificate) != SECTIONS:
        refuse("the sections are not those of the format")
    parts = {name: canonical(section) for name, section in certificate.items()}
    if file is not None and file != joined(parts):
        refuse("the file is not the canonical bytes of what it holds")
    seal = parts.pop("seal")
    if seal != canonical(sha256(joined(parts))):
        refuse("the seal is broken: some section is not as it was written")
    digests = certificate["digests"]
    if not isinstance(digests, dict) or set(digests) != DIGESTS:
        refuse("the digests are not those of the format")
    if not all(plain(digest, "hex") for digest in digests.values()):
        refuse("a digest is not SHA-256 in hex")
    texts = {name: parts[name] for name in ("tree", "ir")} | ({} if source is None else {"source": source})
    for name, digest in ({name: sha256(text) for name, text in texts.items()} | {"rules": RULES}).items():
        if digests[name] != digest:
            refuse(f"the digest of `{name}` is another")
    return parts


def joined(parts: dict[str, bytes]) -> bytes:
    """The canonical bytes of an object from those of its parts."""
    return b"{" + b",".join(canonical(name) + b":" + parts[name] for name in sorted(parts)) + b"}"
