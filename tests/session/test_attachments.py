"""Files that an input file names: where they may lie, what they may be, and what is said otherwise."""

import json
import os
import zlib
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tcme.backends.session import attachments
from tcme.backends.session.fault import SessionFault
from tcme.backends.session.inputs import load
from tcme.compiler.ir.nodes import InputDecl
from tcme.dsl.ty import (
    ArrayTy,
    BytesTy,
    ImageTy,
    IntTy,
    KeyTy,
    ListTy,
    OptionTy,
    RecordTy,
    TextTy,
    TupleTy,
    Ty,
)

ROWS = ListTy(RecordTy((("n", IntTy(0, 9)), ("t", TextTy(0, 9)))), 0, 4)


def given(folder: Path, ty: Ty, value: object, *, name: str = "x", key: str = "x") -> Any:
    path = folder / "alice.json"
    path.write_text(json.dumps({key: value}))
    return load(path, (InputDecl(name, ty, "alice", None),), "alice")[name]


def refused(folder: Path, ty: Ty, value: object) -> str:
    with pytest.raises(SessionFault) as fault:
        given(folder, ty, value)
    assert fault.value.code == "TC713"
    return fault.value.message.removeprefix("the input `x` does not fit: ")


def test_a_table_beside_the_input(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rows.csv").write_text("t,n\na,1\n")
    assert given(tmp_path, ROWS, {"file": "data/rows.csv"}) == ({"n": 1, "t": "a"},)


def test_parts_of_an_input(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("t,n\na,1\n")
    (tmp_path / "note.txt").write_text("e\u0301")
    (tmp_path / "raw").write_bytes(b"\0\xff")
    (tmp_path / "pair.json").write_text('[1, {"file": "raw"}]')
    ty = RecordTy(
        (
            ("rows", OptionTy(ROWS)),
            ("note", TextTy(1, 9)),
            ("raw", BytesTy(0, 2)),
            ("pair", TupleTy((IntTy(0, 9), KeyTy()))),
        )
    )
    value = {name: {"file": file} for name, file in
             [("rows", "rows.csv"), ("note", "note.txt"), ("raw", "raw"), ("pair", "pair.json")]}  # fmt: skip
    found = given(tmp_path, ty, value)
    assert (found["rows"], found["note"], found["raw"]) == (({"n": 1, "t": "a"},), "é", (0, 255))
    assert found["pair"][0] == 1


def test_a_record_with_a_field_file_and_a_key_are_themselves(tmp_path: Path) -> None:
    ty = RecordTy((("file", TextTy(0, 9)),))
    assert given(tmp_path, ty, {"file": "a"}) == {"file": "a"}
    assert isinstance(given(tmp_path, KeyTy(), {"file": "a"}), int)


def test_one_of_a_group_s_inputs_is_called_by_its_name(tmp_path: Path) -> None:
    assert given(tmp_path, IntTy(0, 9), 3, name="pay[alice]", key="pay") == 3


PLACES = ["../rows.csv", "/etc/passwd", "a/../../rows.csv", "", ".\\rows.csv", "a\0b"]


@pytest.mark.parametrize("name", PLACES)
def test_a_file_lies_in_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "rows.csv").write_text("t,n\na,1\n")
    assert refused(tmp_path / "in", ROWS, {"file": name}) == (
        "x: a file is named relative to the input file, without `..`"
    )


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "rows.csv").write_text("t,n\na,1\n")
    (tmp_path / "in" / "rows.csv").symlink_to(tmp_path / "rows.csv")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    for name in ("rows.csv", "up/rows.csv"):
        said = f"x: `{name}` leads out of the folder of the input file"
        assert refused(tmp_path / "in", ROWS, {"file": name}) == said


def test_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "large.csv").write_text("t,n\na,1\n")
    for name in ("folder.csv", "pipe.csv"):
        assert refused(tmp_path, ROWS, {"file": name}) == f"x: `{name}` is no file"
    for name in ("missing.csv", "loop.csv", "large.csv/more.csv", "x" * 300, "\ud800.csv"):
        assert refused(tmp_path, ROWS, {"file": name}) == f"x: the file `{name}` cannot be read"
    monkeypatch.setattr(attachments, "LARGEST", 5)
    assert refused(tmp_path, ROWS, {"file": "large.csv"}) == "x: the file `large.csv` is larger than 5 bytes"


def test_a_fault_in_a_table_names_the_line_and_no_value(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("t,n\na,1\nb,secret\n")
    said = refused(tmp_path, ROWS, {"file": "rows.csv"})
    assert said == "`rows.csv`, line 3: the column `n` must be `Int[0..9]`"


def test_a_fault_says_which_member_of_a_group(tmp_path: Path) -> None:
    path, declared = tmp_path / "bob.json", InputDecl("bid[bob]", IntTy(0, 9), "bob", None)
    for text, said in (
        ('{"bid": 10}', r"`bid\[bob\]` does not fit: bid must be"),
        ("{}", r"`bid\[bob\]` is missing"),
    ):
        path.write_text(text)
        with pytest.raises(SessionFault, match=said):
            load(path, (declared,), "bob")


def test_a_file_is_named_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"file": "b.json"}')
    (tmp_path / "b.json").write_text("[]")
    assert refused(tmp_path, ROWS, {"file": "a.json"}).startswith("x must be `List[")


def picture(folder: Path, mode: str, size: tuple[int, int], data: bytes) -> None:
    Image.frombytes(mode, size, data).save(folder / "x.png")


def test_pictures(tmp_path: Path) -> None:
    picture(tmp_path, "L", (3, 2), bytes(range(6)))
    assert given(tmp_path, ImageTy((2, 3)), {"file": "x.png"}) == ((0, 1, 2), (3, 4, 5))
    assert given(tmp_path, ImageTy((2, 3, 1)), {"file": "x.png"})[1] == ((3,), (4,), (5,))
    picture(tmp_path, "RGB", (1, 2), bytes(range(6)))
    assert given(tmp_path, ImageTy((2, 1, 3)), {"file": "x.png"}) == (((0, 1, 2),), ((3, 4, 5),))
    Image.frombytes("RGB", (1, 2), bytes(range(6))).convert("P").save(tmp_path / "x.png")
    assert len(given(tmp_path, ImageTy((2, 1, 3)), {"file": "x.png"})) == 2
    Image.frombytes("1", (2, 1), b"\x40").save(tmp_path / "x.png")
    assert given(tmp_path, ImageTy((1, 2)), {"file": "x.png"}) == ((0, 255),)


def test_other_pictures_are_refused(tmp_path: Path) -> None:
    picture(tmp_path, "L", (3, 2), bytes(range(6)))
    for sizes in ((3, 2), (2, 3, 3), (2, 3, 5)):
        said = f"x: `x.png` is no `Image[{', '.join(map(str, sizes))}]` with eight bits a channel"
        assert refused(tmp_path, ImageTy(sizes), {"file": "x.png"}) == said
    Image.new("I;16", (3, 2)).save(tmp_path / "x.png")
    assert "is no `Image[2, 3]`" in refused(tmp_path, ImageTy((2, 3)), {"file": "x.png"})
    whole = (tmp_path / "x.png").read_bytes()
    for data in (b"", b"no picture", whole[:40], whole[:-20], bomb()):
        (tmp_path / "x.png").write_bytes(data)
        assert refused(tmp_path, ImageTy((2, 3)), {"file": "x.png"}).startswith("x: `x.png` is no ")
    Image.new("L", (3, 2)).save(tmp_path / "jpeg.png", format="JPEG")
    assert refused(tmp_path, ImageTy((2, 3)), {"file": "jpeg.png"}) == "x: `jpeg.png` is no PNG picture"


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def bomb() -> bytes:
    """The head of a picture of ten billion pixels."""
    head = (100_000).to_bytes(4, "big") * 2 + bytes((8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)


@pytest.mark.filterwarnings("ignore:Palette images:UserWarning")
def test_a_picture_at_which_pillow_fails_an_assertion(tmp_path: Path) -> None:
    head = chunk(b"IHDR", (1).to_bytes(4, "big") * 2 + bytes((8, 3, 0, 0, 0)))
    parts = (head, chunk(b"tRNS", b"\0"), chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b""))
    (tmp_path / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    assert refused(tmp_path, ImageTy((1, 1, 3)), {"file": "x.png"}) == "x: `x.png` is no PNG picture"


def test_bytes_and_arrays_in_the_input_itself(tmp_path: Path) -> None:
    assert given(tmp_path, BytesTy(0, 9), b64encode(b"abc").decode()) == tuple(b"abc")
    assert given(tmp_path, ArrayTy(IntTy(0, 9), 2), [1, 2]) == (1, 2)
