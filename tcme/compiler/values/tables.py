"""Rows of a CSV file (RFC 4180) as records: the header names their fields, in any order.

A field of a record inside is `address.city`; an empty cell is `none` where the field is optional.  Where no
records are wanted, the file has one column of whatever name."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import islice
from typing import Final, NoReturn

from tcme.compiler.values.fault import ValueFault
from tcme.compiler.values.numerals import LONGEST
from tcme.compiler.values.reading import from_json
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    EnumTy,
    FixedTy,
    IntTy,
    KeyTy,
    ListTy,
    OptionTy,
    RecordTy,
    TextTy,
    Ty,
    show,
)

WHOLE_NUMBER: Final = re.compile(r"-?[0-9]+\Z")
OTHER_SEPARATORS: Final = (";", "\t", "|")
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


@frozen
class Where:
    """A file and, in it, a line."""

    file: str
    line: int

    def refuse(self, said: str) -> NoReturn:
        raise ValueFault(self.file, "", said=f"`{self.file}`, line {self.line}: {said}")


def rows(ty: Ty, file: str, data: bytes) -> list[object]:
    """The records of a file, as JSON knows them; raises ValueFault with file, line and column."""
    assert isinstance(ty, ArrayTy | ListTy)
    lines = _lines(file, data)
    where, header = next(lines, (Where(file, 1), []))
    if len(header) == 1 and any(sign in header[0] for sign in OTHER_SEPARATORS):
        where.refuse("cells are separated by commas, and this file has another sign between them")
    if not isinstance(ty.element, RecordTy):
        if len(header) != 1:
            where.refuse(f"one column is wanted, of `{show(ty.element)}`")
        one = RecordTy(((header[0], ty.element),))
        whole = ArrayTy(one, ty.size) if isinstance(ty, ArrayTy) else ListTy(one, ty.lo, ty.hi)
        return [record[header[0]] for record in _records(whole, header, where, lines)]
    return [*_records(ty, header, where, lines)]


def _records(
    ty: ArrayTy | ListTy, header: Sequence[str], where: Where, lines: Iterator[tuple[Where, list[str]]]
) -> list[dict[str, object]]:
    assert isinstance(ty.element, RecordTy)
    record = ty.element
    columns = dict(_columns(record, ""))
    names = _header(header, columns, where)
    most = ty.size if isinstance(ty, ArrayTy) else ty.hi
    # One row too many is enough to see that there are too many.
    return [_record(record, "", _cells(names, cells, at), at) for at, cells in islice(lines, most + 1)]


def _lines(file: str, data: bytes) -> Iterator[tuple[Where, list[str]]]:
    """Rows that are not empty, each with the line where it ends."""
    reader = csv.reader(StringIO(_text(file, data), newline=""), strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            said = "a cell is too large" if "limit" in str(error) else "the quotation marks do not match"
            Where(file, reader.line_num).refuse(said)
        if cells is None:
            return
        if cells:
            yield Where(file, reader.line_num), cells


def _text(file: str, data: bytes) -> str:
    if data.startswith(UTF_16):
        Where(file, 1).refuse("this is UTF-16; save the table as UTF-8")
    if b"\0" in data:
        Where(file, data.count(b"\n", 0, data.index(b"\0")) + 1).refuse("a table holds no NUL byte")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    Where(file, line).refuse("this is not UTF-8; save the table as UTF-8")


def _columns(record: RecordTy, prefix: str) -> Iterator[tuple[str, Ty]]:
    for name, ty in record.fields:
        inner = ty.element if isinstance(ty, OptionTy) else ty
        if isinstance(inner, RecordTy):
            yield from _columns(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", ty


def _header(header: Sequence[str], columns: Mapping[str, Ty], where: Where) -> tuple[str, ...]:
    names = tuple(name.strip() for name in header)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        known = f"`{twice}` " if twice in columns else ""
        where.refuse(f"a column {known}occurs twice")
    missing = [name for name in columns if name not in names]
    if missing:
        named = ", ".join(f"`{name}`" for name in missing)
        where.refuse(f"the columns {named} are missing" if missing[1:] else f"the column {named} is missing")
    if len(names) > len(columns):
        where.refuse("a column belongs to no field; the fields are " + ", ".join(f"`{n}`" for n in columns))
    for name, ty in columns.items():
        inner = ty.element if isinstance(ty, OptionTy) else ty
        if not isinstance(inner, BoolTy | IntTy | FixedTy | EnumTy | TextTy | KeyTy):
            where.refuse(f"`{name}` is `{show(ty)}`, which fits into no cell: use a `.json` file")
    return names


def _cells(names: tuple[str, ...], cells: Sequence[str], where: Where) -> dict[str, str]:
    if len(cells) != len(names):
        where.refuse(f"this row has not as many cells as the header, {len(names)}")
    return dict(zip(names, cells, strict=True))


def _record(record: RecordTy, prefix: str, cells: Mapping[str, str], where: Where) -> dict[str, object]:
    return {name: _field(ty, f"{prefix}{name}", cells, where) for name, ty in record.fields}


def _field(ty: Ty, name: str, cells: Mapping[str, str], where: Where) -> object:
    match ty:
        case RecordTy():
            return _record(ty, f"{name}.", cells, where)
        case OptionTy(RecordTy() as inner):
            empty = all(not cells[column].strip() for column, _ in _columns(inner, f"{name}."))
            return None if empty else _record(inner, f"{name}.", cells, where)
        case OptionTy(inner):
            return None if not cells[name].strip() else _cell(inner, name, cells[name], where)
        case _:
            return _cell(ty, name, cells[name], where)


def _cell(ty: Ty, name: str, text: str, where: Where) -> object:
    found = _scalar(ty, text)
    try:
        from_json(ty, found)
    except ValueFault:
        where.refuse(f"the column `{name}` must be `{show(ty)}`")
    return found


def _scalar(ty: Ty, text: str) -> object:
    """The JSON object that a cell stands for; the text itself where it is none of the type."""
    match ty:
        case TextTy() | KeyTy():
            return text
        case BoolTy():
            return {"true": True, "false": False}.get(text.strip().lower(), text)
        case IntTy():
            whole = text.strip()
            return int(whole) if len(whole) <= LONGEST and WHOLE_NUMBER.match(whole) else text
        case _:
            return text.strip()
