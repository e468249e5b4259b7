"""Which file a place in a source lies in, for people and machines, who open it."""

from pathlib import Path

from tcme.dsl.files import is_file
from tcme.dsl.source import Source

LIBRARY = "std."


def located(source: Source, offset: int) -> Path | None:
    """The path as seen from the working directory; None for a module of the library.

    Modules lie beside the program; those of a module that is checked by itself may lie in a folder above."""
    name, program = source.file(offset), Path(source.name)
    if name == source.name:
        return program
    if name.startswith(LIBRARY):
        return None
    found = (folder / name for folder in (program.parent, *program.absolute().parents))
    return next(filter(is_file, found), program.parent / name)


def shown(source: Source, offset: int) -> str:
    """The path, or the name of a module of the library."""
    return str(located(source, offset) or source.file(offset))
