"""Programs with modules: what they become, what is read for them, and where their text lies."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from tcme import stdlib
from tcme.cli.render import render_all
from tcme.compiler.core import Module
from tcme.compiler.link import Linked, link
from tcme.compiler.link.module import packaged_module
from tcme.compiler.pipeline import check
from tcme.dsl.diagnostics import Sink
from tcme.dsl.files import Beside, read_source
from tcme.dsl.formatter import format_tree
from tcme.dsl.parser import parse
from tcme.dsl.source import Source, Span
from tcme.dsl.syntax import ConstDecl, FunctionDecl, TypeDecl

HERE = Path(__file__).parent / "accept"
FOLDER = HERE / "modules"
WHO = "party alice, bob\nadversary at most 1 of alice, bob passive\ninput a : Int[0..9] from alice\n"
OUT = 'output Out {{ x : Int[0..99] of a to alice because "hers" }}\n'
MAIN = OUT + "fn main() -> Out {{ release Out({}) }}\n"


class Read:
    """Files that are remembered."""

    def __init__(self, **texts: str) -> None:
        self.texts = {f"{name}.tcme": text for name, text in texts.items()}
        self.read_names: list[str] = []

    def read(self, name: str) -> bytes | None:
        self.read_names.append(name)
        return self.texts[name].encode() if name in self.texts else None


def linked(text: str, files: Read) -> tuple[Linked, Sink]:
    sink = Sink()
    return link(Source("main.tcme", text), sink, files=files), sink


def program(uses: str, expression: str) -> str:
    return f"program page\n{uses}\n{WHO}{MAIN.format(expression)}"


def test_a_program_becomes_one_tree_with_full_names() -> None:
    sink = Sink()
    found = link(read_source(FOLDER / "main.tcme"), sink, files=Beside(FOLDER))
    assert found.program is not None, render_all(sink.diagnostics, found.source)
    text = format_tree(found.program)
    golden = FOLDER / "linked.expected"
    if os.environ.get("UPDATE"):
        golden.write_text(text, "utf-8")
    assert sink.diagnostics == ()
    assert text == golden.read_text("utf-8")


def test_the_program_with_modules_is_accepted() -> None:
    checked = check(read_source(FOLDER / "main.tcme"), files=Beside(FOLDER))
    assert checked.ok, render_all(checked.diagnostics, checked.source)


def test_used_modules_are_named_with_the_digests_of_their_texts() -> None:
    found = link(read_source(FOLDER / "main.tcme"), Sink(), files=Beside(FOLDER))
    files = {"pricing": "pricing.tcme", "shared.deep": "shared/deep.tcme"}
    wanted = [Module(p, sha256((FOLDER / f).read_bytes()).hexdigest()) for p, f in files.items()]
    assert list(found.modules) == wanted


def test_a_module_of_which_nothing_is_needed_is_not_named() -> None:
    files = Read(one="module one\nconst A = 1\n", two="module two\nuse one\nconst B = one.A\nconst C = 2\n")
    found, _ = linked(program("use two", "two.C"), files)
    assert [m.path for m in found.modules] == ["two"]


def test_only_modules_that_are_used_are_read() -> None:
    files = Read(one="module one\nconst A = 1\n", two="module two\nconst B = 1\n")
    linked(program("use one", "one.A"), files)
    assert files.read_names == ["one.tcme"]


def test_each_module_is_read_once() -> None:
    files = Read(
        one="module one\nuse three\nconst A = three.C\n",
        two="module two\nuse three\nconst B = three.C\n",
        three="module three\nconst C = 1\n",
    )
    found, sink = linked(program("use one\nuse two", "one.A + two.B"), files)
    assert sorted(files.read_names) == ["one.tcme", "three.tcme", "two.tcme"]
    assert found.program is not None and not sink.diagnostics


def test_offsets_of_the_program_stay_what_they_are() -> None:
    text = program("use one", "one.A")
    found, _ = linked(text, Read(one="module one\nconst A = 1\n"))
    assert found.source.text.startswith(text)
    assert found.source.own == text
    assert found.program is not None
    for node in found.program.declarations:
        if isinstance(node, ConstDecl):
            assert found.source.file(node.span.start) == "one.tcme"
            assert found.source.place(node.span.start).line == 2
            assert found.source.snippet(node.span) == "const A = 1"
        else:
            assert found.source.file(node.span.start) == "main.tcme"
            assert found.source.place(node.span.start) == Source("", text).place(node.span.start)


def test_places_at_the_edges_of_files() -> None:
    source = Source("a", "one\ntwo").adding("b", "").adding("c", "three\n")
    assert [source.file(i) for i in (0, 7, 8, 9, 15)] == ["a", "a", "b", "c", "c"]
    assert source.place(7).line == 2 and source.place(8).line == 1 and source.place(9).column == 1
    assert source.line_at(9) == "three" and source.line_at(4) == "two"
    assert source.within_file(11) == 2 and source.own == "one\ntwo"


def test_a_name_of_the_program_is_no_name_of_a_module() -> None:
    files = Read(one="module one\nfn f(a : Int[0..9]) -> Int[0..9] { a }\n")
    assert check(Source("main.tcme", program("use one", "one.f(a)")), files=files).ok


def test_generics_and_parameters_go_before_names_of_modules() -> None:
    files = Read(one="module one\nconst n = 3\ntype T = Bool\nfn f[T, n](x : [T; n]) -> T { x[n - 1] }\n")
    found, sink = linked(program("use one", "one.f([a, a])"), files)
    assert found.program is not None and not sink.diagnostics
    function = next(d for d in found.program.declarations if isinstance(d, FunctionDecl) and d.generics)
    assert found.source.snippet(function.span).startswith("fn f[T, n]")
    assert "one.n" not in format_tree(found.program) and "one.T" not in format_tree(found.program)


@pytest.mark.parametrize("name", stdlib.names())
def test_pieces_of_a_packaged_module_are_its_declarations(name: str) -> None:
    data = stdlib.read(name)
    assert data is not None
    whole = parse(Source(name, data.decode())).program
    source = Source("", "").adding(f"std.{name}.tcme", data.decode())
    module = packaged_module(f"std.{name}", data, source)
    shared = [d for d in whole.declarations if isinstance(d, TypeDecl | ConstDecl | FunctionDecl)]
    assert whole.kind == "module" and whole.name.text == name
    assert list(module.declared) == [d.name.text for d in shared]
    for node in shared:
        found = module.declaration(source, node.name.text)
        assert found.span == Span(node.span.start + 1, node.span.end + 1)
        assert source.snippet(found.span) == Source("", data.decode()).snippet(node.span)


@pytest.mark.parametrize("name", stdlib.names())
def test_every_packaged_module_resolves(name: str) -> None:
    """All that it declares, with the names that it takes from others."""
    data = stdlib.read(name)
    assert data is not None
    sink = Sink()
    found = link(Source(f"{name}.tcme", data.decode()), sink)
    assert found.program is not None and not sink.diagnostics, render_all(sink.diagnostics, found.source)


def test_the_deepest_programs_that_parse_are_resolved() -> None:
    deep = "(" * 140 + "one.A" + ")" * 140
    found, sink = linked(program("use one", deep), Read(one="module one\nconst A = 1\n"))
    assert found.program is not None and not sink.diagnostics


def test_there_is_no_module_beside_the_library() -> None:
    assert stdlib.read("../dsl/grammar") is None and stdlib.read("nothing") is None
