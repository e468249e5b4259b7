"""Keys of a principal: X25519 to receive sealed messages, Ed25519 to sign receipts.

For a local run both are fresh and live in memory only. A party that runs on its own machine keeps its Ed25519
key in a file that nobody else may read; its key id is the SHA-256 of the raw public key.
"""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tcme.backends.session.fault import REFUSED_AGREEMENT, SessionFault


@dataclass(frozen=True, slots=True)
class Keys:
    """The private halves; `repr` shows nothing."""

    seal: X25519PrivateKey = field(repr=False)
    sign: Ed25519PrivateKey = field(repr=False)

    @property
    def public_seal(self) -> bytes:
        return self.seal.public_key().public_bytes_raw()

    @property
    def public_sign(self) -> bytes:
        return self.sign.public_key().public_bytes_raw()


def generate() -> Keys:
    """Fresh keys from the operating system's generator."""
    return Keys(X25519PrivateKey.generate(), Ed25519PrivateKey.generate())


def key_id(public: bytes) -> str:
    """How receipts and agreements call a signing key."""
    return hashlib.sha256(public).hexdigest()


def save_signing_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Write a new file that only its owner can read; an existing file is never replaced."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w") as file:
        file.write(key.private_bytes_raw().hex() + "\n")


def load_signing_key(path: Path) -> Ed25519PrivateKey:
    """The key in the file; refused (TC621) when others can read it or it is none."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise SessionFault(REFUSED_AGREEMENT, "the file of the signing key can be read by others")
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except (OSError, ValueError):
        raise SessionFault(REFUSED_AGREEMENT, "the signing key cannot be read") from None
