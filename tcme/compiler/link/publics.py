"""Public values from files: their digest, and their content as JSON knows it.

What is in a file that is no JSON depends on the type, which elaboration knows: its bytes are handed on, for
`values.from_file`."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from tcme.compiler.link import messages
from tcme.compiler.link.files import Files
from tcme.compiler.values import ValueFault, decoded
from tcme.dsl.diagnostics import Sink
from tcme.dsl.files import stays_inside
from tcme.dsl.syntax import Name, PrincipalDecl, Program, PublicDecl


def read_publics(program: Program, files: Files, sink: Sink) -> Mapping[str, tuple[str, object]]:
    """For each public value the SHA-256 of its file, and the decoded JSON object or the bytes."""
    found: dict[str, tuple[str, object]] = {}
    homes = {f"{who.text}.json".lower(): who.text for who in _parties(program)}
    for node in program.declarations:
        if isinstance(node, PublicDecl):
            owner = homes.get(node.file.lower())
            if owner is not None:
                sink.add(messages.inputs_of_a_party(node.file, owner, node.span))
                continue
            value = _read(node, files, sink)
            if value is not None:
                found[node.name.text] = value
    return found


def _parties(program: Program) -> Iterator[Name]:
    for node in program.declarations:
        if isinstance(node, PrincipalDecl) and node.kind == "party":
            yield from node.names


def _read(node: PublicDecl, files: Files, sink: Sink) -> tuple[str, object] | None:
    if not stays_inside(node.file):
        sink.add(messages.leads_outside(node.file, node.span))
        return None
    data = files.read(node.file)
    if data is None:
        sink.add(messages.no_public_file(node.name.text, node.file, node.span))
        return None
    digest = sha256(data).hexdigest()
    if not node.file.lower().endswith(".json"):
        return digest, data
    try:
        return digest, decoded(data)
    except ValueFault as fault:
        sink.add(messages.unreadable_public(node.file, fault.expected, node.span))
        return None
