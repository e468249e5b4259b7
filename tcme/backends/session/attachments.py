"""Files that a party's input file names, beside it: `{"file": "customers.csv"}`.

Only files in the folder of the input file or below it are read; a message shows names of files, lines and
columns and never what stands there.
"""

from pathlib import Path, PurePosixPath
from typing import Final, NoReturn

from tcme.backends.session.pictures import pixels
from tcme.compiler.values import ValueFault, from_file
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import ImageTy, OptionTy, Ty

LARGEST: Final = 64 << 20


@frozen
class Attachments:
    """Reads files of one folder, as `values.FileReader`."""

    folder: Path

    def __call__(self, ty: Ty, name: str, path: str) -> object:
        data = _content(self.folder, name, path)
        inner = ty.element if isinstance(ty, OptionTy) else ty
        if isinstance(inner, ImageTy) and name.lower().endswith(".png"):
            return pixels(inner, name, data, path)
        return from_file(ty, name, data, path=path)


def _content(folder: Path, name: str, path: str) -> bytes:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        _refuse(path, "a file is named relative to the input file, without `..`")
    try:
        found = (folder / name).resolve(strict=True)
        if not found.is_relative_to(folder.resolve(strict=True)):
            _refuse(path, f"`{name}` leads out of the folder of the input file")
        if not found.is_file():
            _refuse(path, f"`{name}` is no file")
        with found.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, RuntimeError, ValueError):  # a name that no file can have is a ValueError
        raise ValueFault(path, "", said=f"{path}: the file `{name}` cannot be read") from None
    if len(data) > LARGEST:
        _refuse(path, f"the file `{name}` is larger than {LARGEST} bytes")
    return data


def _refuse(path: str, said: str) -> NoReturn:
    raise ValueFault(path, "", said=f"{path}: {said}")
