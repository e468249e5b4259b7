"""What every party does itself before it gives input: the independent checker, and its own requirements."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tcme import checker
from tcme.backends.session.facts import canonical
from tcme.backends.session.fault import REFUSED_CERTIFICATE, SessionFault
from tcme.compiler.core import Value


def accepts(certificate: bytes, placed: bytes) -> bool:
    """Whether the checker proves the certificate, and what would run is what it is about."""
    if checker.check_bytes(certificate).verdict != "proved":
        return False
    return canonical(json.loads(certificate)["ir"]) == placed


def meets(certificate: bytes, owner: str, inputs: Mapping[str, Value], public: Path | None) -> bool:
    """Whether the owner's inputs meet every `require` about them, in the certificate's program.

    `public` is the folder of its public files; refused (TC624) where the certificate is about others."""
    # The front end takes long to import, and only parties with requirements need it.
    from tcme.compiler.interpreter import evaluate_requires
    from tcme.compiler.link.publics import read_publics
    from tcme.compiler.typecheck import elaborate
    from tcme.dsl.canonical import from_json
    from tcme.dsl.diagnostics import Sink
    from tcme.dsl.files import Beside

    stated = json.loads(certificate)
    program, sink = from_json(stated["tree"]), Sink()
    publics = {} if public is None else read_publics(program, Beside(public), sink)
    wanted = {row["name"]: row["sha256"] for row in stated["publics"]}
    if {name: digest for name, (digest, _) in publics.items()} != wanted:
        raise SessionFault(REFUSED_CERTIFICATE, "the public files are not those of the certificate")
    core = elaborate(program, sink, publics=publics)
    if core is None:
        return False
    own = tuple(each for each in core.requires if each.owner == owner)
    return not evaluate_requires(replace(core, requires=own), inputs)
