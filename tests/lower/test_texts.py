"""The bytes of texts that are shorter than their types say, from source to every back end."""

import json
from pathlib import Path
from typing import Any

import pytest

from tcme.backends import cleartext
from tcme.backends.session.launch import Options
from tcme.backends.session.launch import run as launch
from tcme.compiler.interpreter import evaluate
from tcme.compiler.ir.codec import encode
from tcme.compiler.ir.nodes import Mpc
from tcme.compiler.pipeline import Checked, check
from tcme.compiler.values import from_json, to_json
from tcme.dsl.source import Source

HEAD = """program texts
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
input t : Text[0..3] from alice
input b : Bytes[0..9] from bob
input x : Int[0..20] from bob
public word : Text[0..9] = file "word.txt"
public words : [Text[0..9]; 2] = file "words.json"
"""
FIELD = {
    "let": ("Bool", "utf8(z) == b"),
    "public": ("Bool", "utf8(word) == b"),
    "array": ("Bool", "any([utf8(v) == b for v in words])"),
    "literal": ("Bool", 'utf8(["abc", "hello"][0]) == b'),
    "empty": ("Bool", "utf8(none_of_it) == b"),
    "index": ("Int[0..255]?", "utf8(z)[min(x, 8)]"),
    "map": ("List[Bool; 0..9]", "[v < 111 and x < 9 for v in utf8(word)]"),
    "fold": ("Int[0..9_000]", "fold s : Int[0..9_000] = 0 for v in utf8(z) { min(9000, s + v + len(b)) }"),
    "filter": ("List[Int[0..255]; 0..9]", "filter(fn(v) => v > 100 + x, utf8(word))"),
    "concat": ("List[Int[0..255]; 0..27]", "concat(utf8(z), concat(utf8(word), b))"),
    "released": ("List[Int[0..255]; 0..9]", "utf8(z)"),
    "record": ("Bool", "utf8(pair.0) == b and utf8(texts[1]) == b"),
}
LETS = """
    let z : Text[0..9] = t
    let none_of_it : Text[0..9] = ""
    let pair : (Text[0..9], Bool) = (t, true)
    let texts : [Text[0..9]; 2] = ["x", t]
"""


class Files:
    def read(self, name: str) -> bytes | None:
        return {"word.txt": b"hello", "words.json": b'["abc", "hello"]'}.get(name)


def compiled(*names: str) -> Checked:
    fields = "\n".join(f'{n}_ : {FIELD[n][0]} of t, b, x to bob because "a test"' for n in names)
    values = ", ".join(FIELD[n][1] for n in names)
    text = f"{HEAD}output O {{\n{fields}\n}}\nfn main() -> O {{{LETS}    release O({values})\n}}\n"
    checked = check(Source("texts.tcme", text), files=Files())
    assert checked.ok, [f"{d.code}: {d.message}" for d in checked.diagnostics]
    return checked


CASES = [("", "", 0), ("abc", "abc", 1), ("aé", "hello", 8), ("zzz", "hellohell", 20)]


@pytest.mark.parametrize("name", FIELD)
def test_what_runs_means_what_the_interpreter_says(name: str) -> None:
    checked = compiled(name)
    assert checked.core is not None and checked.placed is not None
    assert checked.certificate is not None
    for text, other, x in CASES:
        inputs = {"t": text, "b": tuple(other.encode()), "x": x}
        values = cleartext.run(checked.placed.graph, inputs)
        found = cleartext.outputs(checked.placed.graph, values)
        assert found == evaluate(checked.core, inputs, lambda site, args: "")


def test_secure_computation_means_what_the_interpreter_says(tmp_path: Path) -> None:
    checked = compiled("let", "public", "array", "fold", "concat")
    assert checked.core is not None and checked.placed is not None
    assert any(isinstance(place, Mpc) for place in checked.placed.places)
    files: dict[str, dict[str, Any]] = {"alice": {"t": "aé"}, "bob": {"b": "aGVsbG8=", "x": 3}}
    raw = {name: value for each in files.values() for name, value in each.items()}
    inputs = {i.name: from_json(i.ty, raw[i.name]) for i in checked.core.inputs}
    expected = evaluate(checked.core, inputs, lambda site, args: "")
    paths = {party: tmp_path / f"{party}.json" for party in files}
    for party, path in paths.items():
        path.write_text(json.dumps(files[party]), "utf-8")
    options = Options(seconds=60, folder=tmp_path / "run", certificate=checked.certificate)
    result = launch(encode(checked.placed), paths, options=options)
    assert result.outputs["bob"] == {f.name: to_json(f.ty, expected[f.name]) for f in checked.core.fields}
