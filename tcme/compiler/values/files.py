"""What is in a file that stands for a part of an input."""

from tcme.compiler.values.fault import WHOLE, ValueFault
from tcme.compiler.values.reading import decoded
from tcme.compiler.values.tables import rows
from tcme.dsl.ty import ArrayTy, BytesTy, ImageTy, ListTy, OptionTy, TextTy, TupleTy, Ty


def from_file(ty: Ty, name: str, data: bytes, *, path: str = "") -> object:
    """The JSON object in rows (`.csv`), JSON (`.json`) or text (`.txt`); any bytes where `Bytes` belong."""
    ty = ty.element if isinstance(ty, OptionTy) else ty
    kind = name.rpartition(".")[2].lower()
    if kind == "json":
        return _json(name, data, path)
    if isinstance(ty, BytesTy):
        return data
    if kind == "csv" and _holds_rows(ty):
        return rows(ty, name, data)
    if kind == "txt" and isinstance(ty, TextTy):
        return _text(name, data, path)
    raise ValueFault(path, "", said=f"{path or WHOLE} cannot come from `{name}`: name {_kinds(ty)}")


def _json(name: str, data: bytes, path: str) -> object:
    try:
        return decoded(data)
    except ValueFault as found:
        raise ValueFault(path, found.expected, said=f"`{name}` must be {found.expected}") from None


def _text(name: str, data: bytes, path: str) -> str:
    """As it stands there, without the end of the last line, which editors add."""
    try:
        return data.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise ValueFault(path, "UTF-8", said=f"`{name}` must be UTF-8") from None


def _holds_rows(ty: Ty) -> bool:
    return isinstance(ty, ArrayTy | ListTy) and not isinstance(ty.element, ArrayTy | ListTy | TupleTy)


def _kinds(ty: Ty) -> str:
    if isinstance(ty, TextTy):
        return "a `.txt` or a `.json` file"
    if isinstance(ty, ImageTy):
        return "a `.png` or a `.json` file"
    return "a `.csv` or a `.json` file" if _holds_rows(ty) else "a `.json` file"
