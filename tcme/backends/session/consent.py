"""What every party does itself before it gives input: the independent checker, and its own requirements."""

import json
from collections.abc import Mapping
from dataclasses import replace

from tcme import checker
from tcme.backends.session.facts import canonical
from tcme.compiler.core import Value


def accepts(certificate: bytes, placed: bytes) -> bool:
    """Whether the checker proves the certificate, and what would run is what it is about."""
    if checker.check_bytes(certificate).verdict != "proved":
        return False
    return canonical(json.loads(certificate)["ir"]) == placed


def meets(certificate: bytes, owner: str, inputs: Mapping[str, Value]) -> bool:
    """Whether the owner's inputs meet every `require` about them, in the certificate's program."""
    # The front end takes long to import, and only parties with requirements need it.
    from tcme.compiler.interpreter import evaluate_requires
    from tcme.compiler.typecheck import elaborate
    from tcme.dsl.canonical import from_json
    from tcme.dsl.diagnostics import Sink

    core = elaborate(from_json(json.loads(certificate)["tree"]), Sink())
    if core is None:
        return False
    own = tuple(each for each in core.requires if each.owner == owner)
    return not evaluate_requires(replace(core, requires=own), inputs)
