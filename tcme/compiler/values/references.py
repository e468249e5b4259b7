"""Files that stand for parts of a party's input: `{"file": "customers.csv"}`."""

from collections.abc import Callable
from typing import TypeAlias

from tcme.dsl.ty import ArrayTy, BytesTy, ImageTy, ListTy, OptionTy, RecordTy, TextTy, TupleTy, Ty

FileReader: TypeAlias = Callable[[Ty, str, str], object]
"""The JSON object that a file stands for, from its type, its name and its place; raises ValueFault."""


def file_named(ty: Ty, obj: object) -> str | None:
    """The file that stands here for the value; None where the value stands here itself."""
    match obj:
        case {"file": str() as name, **rest} if not rest and _may_be_file(ty):
            return name
        case _:
            return None


def _may_be_file(ty: Ty) -> bool:
    match ty:
        case ArrayTy() | ListTy() | TupleTy() | TextTy() | BytesTy() | ImageTy():
            return True
        case RecordTy(fields):
            return [name for name, _ in fields] != ["file"]
        case OptionTy(element):
            return _may_be_file(element)
        case _:
            return False
