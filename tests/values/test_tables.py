"""Rows from CSV: every kind of cell, and a message for everything that can be wrong with a table."""

import csv
import io
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcme.compiler.values import ValueFault, from_file, from_json, key_of, sample
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
)

CITY = RecordTy((("name", TextTy(0, 20)), ("zip", IntTy(0, 99999))))
ROW = RecordTy(
    (
        ("id", KeyTy()),
        ("age", OptionTy(IntTy(0, 120))),
        ("pay", FixedTy(0, 10_000, 100)),
        ("member", BoolTy()),
        ("way", OptionTy(EnumTy(("UP", "DOWN")))),
        ("home", CITY),
        ("work", OptionTy(CITY)),
    )
)
HEADER = "id,age,pay,member,way,home.name,home.zip,work.name,work.zip"
PAIRS = ListTy(RecordTy((("n", IntTy(0, 9)), ("t", TextTy(0, 9)))), 0, 4)


def read(ty: Ty, text: str | bytes, name: str = "rows.csv") -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return from_json(ty, from_file(ty, name, data))


def test_every_kind_of_cell() -> None:
    table = f'{HEADER}\n7,,1.50,true,UP,Ulm,89073,,\nx,30,100,FALSE,,"a, ""b""",0, ,12\n'
    ulm = {"name": "Ulm", "zip": 89073}
    first = {
        "id": key_of("7"),
        "age": None,
        "pay": 150,
        "member": True,
        "way": "UP",
        "home": ulm,
        "work": None,
    }
    second = {
        "id": key_of("x"), "age": 30, "pay": 10_000, "member": False, "way": None,
        "home": {"name": 'a, "b"', "zip": 0}, "work": {"name": " ", "zip": 12},
    }  # fmt: skip
    assert read(ListTy(ROW, 0, 3), table) == (first, second)


READS = {
    "n,t\n1,a\n2,b\n": "in order",
    "t,n\na,1\nb,2\n": "columns in another order",
    "n,t\r\n1,a\r\n2,b": "lines of Windows, no end",
    "\ufeffn,t\n1,a\n2,b\n": "a byte order mark",
    " n , t\n 1 ,a\n\n2,b\n\n": "spaces and empty lines",
    '"n","t"\n"1","a"\n"2","b"\n': "quotation marks",
    "n,t\r1,a\r2,b\r": "lines of old machines",
}


@pytest.mark.parametrize("text", READS, ids=READS.values())
def test_reads(text: str) -> None:
    assert read(PAIRS, text) == ({"n": 1, "t": "a"}, {"n": 2, "t": "b"})


def test_only_ends_of_lines_end_a_row() -> None:
    odd = "a\u2028\x0b"
    assert read(PAIRS, f'n,t\n1,{odd}\n2,"b\r\nc"\n') == ({"n": 1, "t": odd}, {"n": 2, "t": "b\r\nc"})


REFUSED: list[tuple[str | bytes, str]] = [
    ("n,t\n1,a\n1\n", "line 3: this row has not as many cells as the header, 2"),
    ("n,t\n1,a,b\n", "line 2: this row has not as many cells as the header, 2"),
    ("n,t,n\n1,a,1\n", "line 1: a column `n` occurs twice"),
    ("n,t,u,u\n1,a,1,1\n", "line 1: a column occurs twice"),
    ("n\n1\n", "line 1: the column `t` is missing"),
    ("", "line 1: the columns `n`, `t` are missing"),
    ("n,t,secret\n1,a,1\n", "line 1: a column belongs to no field; the fields are `n`, `t`"),
    ("n,t\n1,a\n10,b\n", "line 3: the column `n` must be `Int[0..9]`"),
    ("n,t\n1.0,a\n", "line 2: the column `n` must be `Int[0..9]`"),
    ("n,t\n1_0,a\n", "line 2: the column `n` must be `Int[0..9]`"),
    ("n,t\n,a\n", "line 2: the column `n` must be `Int[0..9]`"),
    ("n,t\n" + "9" * 9999 + ",a\n", "line 2: the column `n` must be `Int[0..9]`"),
    ("n,t\n1,0123456789\n", "line 2: the column `t` must be `Text[0..9]`"),
    ('n,t\n1,"a\nb"\n10,b\n', "line 4: the column `n` must be `Int[0..9]`"),
    ('n,t\n1,"a\n', "line 2: the quotation marks do not match"),
    ('n,t\n1,"a"b\n', "line 2: the quotation marks do not match"),
    ("n,t\n1," + "a" * 200_000 + "\n", "line 2: a cell is too large"),
    (b"n,t\n1,a\n2,\0\n", "line 3: a table holds no NUL byte"),
    (b"n,t\n1,a\n2,\xe9\n", "line 3: this is not UTF-8; save the table as UTF-8"),
    ("n,t\n1,a\n".encode("utf-16"), "line 1: this is UTF-16; save the table as UTF-8"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[m for _, m in REFUSED])
def test_refuses(text: str | bytes, message: str) -> None:
    with pytest.raises(ValueFault) as fault:
        read(PAIRS, text)
    assert str(fault.value) == f"`rows.csv`, {message}"
    assert fault.value.__cause__ is None


def test_how_many_rows_is_a_matter_of_the_type() -> None:
    for ty in (ArrayTy(PAIRS.element, 3), ListTy(PAIRS.element, 3, 4), ListTy(PAIRS.element, 0, 1)):
        with pytest.raises(ValueFault, match="the value must be "):
            read(ty, "n,t\n1,a\n2,b\n")


def test_a_long_table_is_not_read_to_its_end() -> None:
    with pytest.raises(ValueFault, match="the value must be "):
        read(PAIRS, "n,t\n" + "1,a\n" * 5 + '"')


OTHERS: list[tuple[Ty, str, str, str]] = [
    (
        ListTy(RecordTy((("xs", ArrayTy(BoolTy(), 2)),)), 0, 3), "rows.csv", "xs\n",
        "`rows.csv`, line 1: `xs` is `[Bool; 2]`, which fits into no cell: use a `.json` file",
    ),
    (ListTy(BoolTy(), 0, 3), "rows.csv", "a,b\n", "`rows.csv`, line 1: one column is wanted, of `Bool`"),
    (PAIRS, "rows.txt", "", "the value cannot come from `rows.txt`: name a `.csv` or a `.json` file"),
    (TextTy(0, 9), "a.csv", "", "the value cannot come from `a.csv`: name a `.txt` or a `.json` file"),
    (
        PAIRS, "rows.json", "{\n1",
        "`rows.json` must be valid JSON without repeated names, NaN or infinity; line 2 is not",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("ty", "name", "text", "message"), OTHERS, ids=[m for *_, m in OTHERS])
def test_refuses_other_files(ty: Ty, name: str, text: str, message: str) -> None:
    with pytest.raises(ValueFault) as fault:
        read(ty, text, name)
    assert str(fault.value) == message


@given(st.integers(0, 2**32))
def test_what_is_written_is_read(seed: int) -> None:
    ty = ListTy(RecordTy(tuple(field for field in ROW.fields if field[0] != "id")), 0, 6)
    value = sample(ty, Random(seed))
    assert isinstance(value, tuple)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER.split(",")[1:])
    for row in value:
        writer.writerow(_cells(ty.element, row))
    assert read(ty, out.getvalue()) == value


def _cells(ty: Ty, value: Any) -> list[str]:
    match ty:
        case OptionTy(RecordTy(fields)) if value is None:
            return [""] * len(fields)
        case OptionTy(element):
            return [""] if value is None else _cells(element, value)
        case RecordTy(fields):
            return [cell for name, t in fields for cell in _cells(t, value[name])]
        case FixedTy(_, _, over):
            return [f"{value // over}.{value % over:02d}"]
        case _:
            return [str(value)]


def test_one_column_of_plain_values() -> None:
    ages = ListTy(IntTy(0, 120), 0, 5)
    assert from_json(ages, from_file(ages, "ages.csv", b"age\n4\n17\n")) == (4, 17)
    with pytest.raises(ValueFault, match="line 3"):
        from_file(ages, "ages.csv", b"age\n4\nmany\n")


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_another_separator_is_named(sign: str) -> None:
    with pytest.raises(ValueFault, match="separated by commas"):
        from_file(PAIRS, "rows.csv", f"a{sign}b\n1{sign}2\n".encode())


def test_the_last_end_of_line_is_no_part_of_a_text() -> None:
    assert from_file(TextTy(0, 9), "name.txt", b"meyer\n") == "meyer"
    assert from_file(TextTy(0, 9), "name.txt", b"meyer\r\n") == "meyer"
    assert from_file(TextTy(0, 9), "name.txt", b"a\n\n") == "a\n"
