"""A party's own inputs: one JSON object in one file, from the name of an input to its value.

A part of it may stand in a file beside it (`attachments`). Every value is checked against its declared type
before anything is sent; a message names the input and never shows what a file holds.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tcme.backends.session.attachments import Attachments
from tcme.backends.session.fault import BAD_INPUT, SessionFault
from tcme.compiler.core import Value, file_key
from tcme.compiler.ir.nodes import InputDecl
from tcme.compiler.values import ValueFault, decoded, from_json
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import TOO_LARGE, read_bytes

LARGEST: Final = 64 << 20


def load(path: Path | None, declared: tuple[InputDecl, ...], owner: str) -> dict[str, Value]:
    """The owner's inputs; raises TC713."""
    own = [each for each in declared if each.owner == owner]
    if not own:
        return {}
    if path is None:
        raise SessionFault(BAD_INPUT, f"`{owner}` has inputs and no file for them")
    raw = _read(path, owner)
    names = [file_key(each.name) for each in own]
    if set(raw) - set(names):
        listed = ", ".join(f"`{name}`" for name in names)
        message = f"the file of `{owner}` holds a name that is not one of its inputs"
        raise SessionFault(BAD_INPUT, message, help=f"it has {listed}")
    files = Attachments(path.parent)
    return {each.name: _one(raw, each, files) for each in own}


def _read(path: Path, owner: str) -> Mapping[str, object]:
    try:
        data = read_bytes(path, LARGEST)
    except Fault as fault:
        what = f"is larger than {LARGEST} bytes" if fault.code == TOO_LARGE else "cannot be read"
        raise SessionFault(BAD_INPUT, f"the input file of `{owner}` {what}") from None
    try:
        raw = decoded(data)
    except ValueFault as fault:
        raise SessionFault(BAD_INPUT, f"the input file of `{owner}`: {fault}") from None
    if not isinstance(raw, dict):
        raise SessionFault(BAD_INPUT, f"the input file of `{owner}` must hold one object")
    return raw


def _one(raw: Mapping[str, object], declared: InputDecl, files: Attachments) -> Value:
    name = file_key(declared.name)
    if name not in raw:
        raise SessionFault(BAD_INPUT, f"the input `{declared.name}` is missing")
    try:
        return from_json(declared.ty, raw[name], path=name, files=files)
    except ValueFault as fault:
        raise SessionFault(BAD_INPUT, f"the input `{declared.name}` does not fit: {fault}") from None
