"""The standard library, written in the language itself: one file `NAME.tcme` for each module `std.NAME`."""

from functools import cache
from importlib.resources import files


@cache
def names() -> tuple[str, ...]:
    """The modules that there are, without `std.`."""
    found = (entry.name for entry in files("tcme.stdlib").iterdir())
    return tuple(sorted(name.removesuffix(".tcme") for name in found if name.endswith(".tcme")))


def read(name: str) -> bytes | None:
    """The text of `std.NAME`; None where there is no such module."""
    if name not in names():
        return None
    return files("tcme.stdlib").joinpath(f"{name}.tcme").read_bytes()
