"""What a party writes for itself at the end: its fields and its receipt.

A recipient all of whose fields are optional and absent gets nothing that differs from no run at all: no file,
no receipt, no message. Owners of data get the receipt in any case; it says nothing about values.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from tcme.backends.session.control import Configuration, Roster
from tcme.backends.session.fault import REFUSED_RECEIPT, SessionFault
from tcme.backends.session.part import visible
from tcme.backends.session.receipt import envelope, is_signature
from tcme.compiler.core import Value, file_key
from tcme.compiler.ir.nodes import Graph
from tcme.compiler.values import json_text, to_json


def deliver(
    configuration: Configuration,
    graph: Graph,
    outputs: dict[str, Value],
    statement: bytes,
    signatures: Mapping[str, bytes],
    roster: Roster,
) -> None:
    """Write both files where they are due. Raises TC622 when somebody signed something else."""
    seen = visible(graph.opens, outputs)
    owner = any(each.owner == configuration.name for each in graph.inputs)
    if signatures and (seen or owner) and configuration.receipt_path is not None:
        _write(Path(configuration.receipt_path), _receipt(statement, signatures, roster))
    if seen and configuration.output_path is not None:
        # Beside a field that is there, the absence of another is visible anyway: null says it plainly.
        _write(Path(configuration.output_path), _text(graph, outputs))


def _text(graph: Graph, outputs: Mapping[str, Value]) -> bytes:
    """The fields as one JSON object, decimals exact."""
    shown = {file_key(o.field): to_json(o.ty, outputs[o.field]) for o in graph.opens if o.field in outputs}
    return json_text(shown).encode() + b"\n"


def _receipt(statement: bytes, signatures: Mapping[str, bytes], roster: Roster) -> bytes:
    signed = {}
    for name, signature in signatures.items():
        public = bytes.fromhex(roster.addresses[name].sign)
        if not is_signature(public, statement, signature):
            raise SessionFault(REFUSED_RECEIPT, f"the signature of `{name}` does not verify")
        signed[name] = (public, signature)
    return envelope(statement, signed)


def _write(path: Path, content: bytes) -> None:
    """A new file for its owner only, complete or not there."""
    partial = path.with_name(path.name + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    partial.rename(path)
