"""The cache: folders of files under their digests, which appear whole or not at all."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tcme.backends.model.fault import ModelFault

MANIFEST = "manifest.json"
PREPARE = "run `tcme model prepare`"


def default_cache() -> Path:
    """$TCME_CACHE, else $XDG_CACHE_HOME/tcme, else ~/.cache/tcme."""
    if own := os.environ.get("TCME_CACHE"):
        return Path(own)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base, "tcme")
    return Path.home() / ".cache" / "tcme"


def file_digest(path: Path) -> str:
    """SHA-256 (hex) of the file at path; TC613 when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise ModelFault("TC613", f"the cached file `{path.name}` is missing", PREPARE) from None


def check_files(folder: Path, digests: Mapping[str, str]) -> None:
    """TC611 unless every file in folder has its digest, TC613 when one is missing. Hashes on two threads."""
    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(digests, pool.map(lambda name: file_digest(folder / name), digests), strict=True))
    for name, digest in digests.items():
        if found[name] != digest:
            raise ModelFault("TC611", f"the cached file `{name}` has changed since it was prepared", PREPARE)


def write_manifest(folder: Path) -> None:
    """List the digests of the files in folder in its manifest."""
    digests = {path.name: file_digest(path) for path in sorted(folder.iterdir())}
    (folder / MANIFEST).write_text(json.dumps(digests, indent=1, sort_keys=True))


def read_manifest(folder: Path) -> dict[str, str]:
    """The digests that the manifest in folder lists; TC613 when there is none."""
    try:
        digests = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise ModelFault("TC613", "this ask has not been prepared on this machine", PREPARE) from None
    return {str(name): str(digest) for name, digest in digests.items()}


def intact(folder: Path, digests: Callable[[], Mapping[str, str]]) -> bool:
    """Whether folder holds all its files unchanged."""
    try:
        check_files(folder, digests())
    except ModelFault:
        return False
    return True


def publish(folder: Path, build: Callable[[Path], None]) -> None:
    """Let build fill a new folder, then put it at folder in one rename.

    Of two preparers at once the first one wins and the other's work is dropped: both made the same thing.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        build(fresh)
        fresh.chmod(0o755)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, folder: Path) -> None:
    """Rename fresh to folder; what stands there goes first, since the caller found it wanting."""
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=".old-", dir=folder.parent))
        folder.rename(old / folder.name)
        shutil.rmtree(old, ignore_errors=True)
    try:
        fresh.rename(folder)
    except OSError:
        if not folder.exists():
            raise
