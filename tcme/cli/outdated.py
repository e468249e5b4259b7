"""Certificates that another version wrote: what to do about them."""

import re

from tcme.checker.sections import FORMAT

NUMBERED = re.compile(r"tcme-flow-([1-9][0-9]{0,5})", re.ASCII)


def advice(certificate: object) -> str:
    """The repair, from the format that it names; nothing where that is ours, or none of this project."""
    named = certificate.get("format") if isinstance(certificate, dict) else None
    found = NUMBERED.fullmatch(named) if isinstance(named, str) else None
    if found is None or named == FORMAT:
        return ""
    if int(found[1]) < _number(FORMAT):
        again = "run `tcme check` on its program to write it anew, and have what changed agreed to"
        return f"an older version of tcme wrote it, in the format `{named}`: {again}"
    return f"a newer version of tcme wrote it, in the format `{named}`: use that version"


def _number(format: str) -> int:
    return int(format.rpartition("-")[2])
