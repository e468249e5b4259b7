"""The two sides of `tcme diff`: each is proved, or checked, before anything is read from it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeAlias

from tcme import checker
from tcme.cli.checking import Checking
from tcme.cli.outdated import advice
from tcme.cli.refusal import NotProved
from tcme.compiler.diff import Description, Unreadable, described
from tcme.dsl.diagnostics import Fault, Note
from tcme.dsl.files import is_dir, read_bytes

LARGEST = 64 << 20
Side: TypeAlias = Literal["old", "new"]


def description(path: Path, side: Side, *, semantic: bool = False) -> Description:
    """Of a program, which is compiled and proved, or of a certificate, which is checked.

    Raises NotProved with a note that names the side, and Fault TC642 for a certificate that does not hold."""
    is_certificate = path.suffix == ".json" and not is_dir(path)
    certificate = _checked(path, side) if is_certificate else _compiled(path, side, semantic=semantic)
    try:
        return described(json.loads(certificate))
    except Unreadable:
        raise _refused(path, side, "its tree is of no program that this version compiles") from None


def _compiled(path: Path, side: Side, *, semantic: bool) -> bytes:
    outcome = Checking(semantic=semantic, write=False).run(path)
    if outcome.fault is not None:
        raise outcome.fault
    if outcome.module:
        raise Fault("TC001", f"`{path}` is a module, not a program", help="name a program that uses it")
    if outcome.checked is not None and outcome.checked.certificate is not None:
        return outcome.checked.certificate
    note = Note(f"in the {side} program, `{path}`")
    raise NotProved(tuple(replace(d, notes=(*d.notes, note)) for d in outcome.diagnostics), outcome.source)


def _checked(path: Path, side: Side) -> bytes:
    data = read_bytes(path, LARGEST)
    report = checker.check_bytes(data)
    if report.verdict != "proved":
        raise _refused(path, side, report.reason or "a rule fails", repair=_outdated(data))
    return data


def _outdated(data: bytes) -> str:
    try:
        return advice(json.loads(data))
    except (ValueError, RecursionError):
        return ""


def _refused(path: Path, side: Side, reason: str, *, repair: str = "") -> Fault:
    repair = repair or "see `tcme verify`, or compare the programs themselves"
    return Fault("TC642", f"the {side} certificate `{path}` does not hold: {reason}", help=repair)
