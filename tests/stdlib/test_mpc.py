"""Library functions on secrets of two owners: real parties get what the interpreter says."""

import json
from pathlib import Path

import pytest

from tcme.backends.session.launch import Options
from tcme.backends.session.launch import run as launch
from tcme.compiler.interpreter import evaluate
from tcme.compiler.ir.codec import encode
from tcme.compiler.ir.nodes import Mpc
from tcme.compiler.pipeline import Checked, check
from tcme.compiler.values import from_json
from tcme.dsl.source import Source

HEADER = """program sample

{uses}

party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
"""
ORDER = """
input xs : [Int[0..99]; 4] from alice
input ys : [Int[0..99]; 3] from bob

output Out {
    sorted : [Int[0..99]; 7] of xs, ys to bob because "a sample"
    by_last : [Int[0..99]; 7] of xs, ys to bob because "a sample"
    middle : Int[0..99] of xs, ys to bob because "a sample"
    ranks : [Int[1..7]; 7] of xs, ys to bob because "a sample"
    mean : Int[0..99] of xs, ys to bob because "a sample"
    sale : (Int[0..6], Int[0..99]) of xs, ys to bob because "a sample"
    often : [Int[0..7]; 2] of xs, ys to bob because "a sample"
}

fn main() -> Out {
    let all = concat(xs, ys)
    let by_last = order.sort_by(fn(x) => x % 10, all)
    let often = stats.histogram([7, 50], all)
    release Out(
        order.sort(all),
        by_last,
        order.median(all),
        order.rank(all),
        stats.mean(all),
        auctions.second_price(all),
        often
    )
}
"""
LISTS = """
input here : List[Key; 0..4] from alice
input there : List[Key; 0..3] from bob
input word : Bytes[0..4] from alice
input other : Bytes[0..3] from bob
input weights : [[Fixed[-1..1 by 0.25]; 2]; 2] from alice
input features : [Fixed[0..2 by 0.25]; 2] from bob
input points : [[Int[0..9]; 1]; 3] from alice
input more : [[Int[0..9]; 1]; 2] from bob

require sets.distinct(here)

output Out {
    shared : Int[0..4] of here, there to bob because "a sample"
    apart : Int[0..4] of word, other to bob because "a sample"
    same : Bool of word, other to bob because "a sample"
    layer : [Fixed[-10..10 by 0.25]; 2] of weights, features to bob because "a sample"
    class : Int[0..1] of weights, features to bob because "a sample"
    centres : [[Int[0..9]; 1]; 2] of points, more to bob because "a sample"
}

fn main() -> Out {
    let layer = nn.relu(nn.dense(weights, [0.5, 0.0], features))
    release Out(
        sets.intersection_size(here, there),
        strings.edit_distance(word, other),
        strings.equal(word, other),
        layer,
        nn.classify(weights, [0.5, 0.0], features),
        kmeans.cluster(2, [[2], [7]], concat(points, more))
    )
}
"""
PROGRAMS: dict[str, tuple[str, tuple[str, ...], dict[str, dict[str, object]]]] = {
    "order": (
        ORDER,
        ("auctions", "order", "stats"),
        {"alice": {"xs": [50, 7, 99, 7]}, "bob": {"ys": [0, 98, 13]}},
    ),
    "lists": (
        LISTS,
        ("kmeans", "nn", "sets", "strings"),
        {
            "alice": {
                "here": ["ann", "bob", "eve"],
                "word": {"text": "abca"},
                "weights": [["0.5", "-1"], ["1", "0.25"]],
                "points": [[1], [9], [3]],
            },
            "bob": {
                "there": ["eve", "zoe", "ann"],
                "other": {"text": "bc"},
                "features": ["1.75", "0.5"],
                "more": [[8], [0]],
            },
        },
    ),
}


def compiled(name: str) -> Checked:
    body, modules, _ = PROGRAMS[name]
    header = HEADER.format(uses="\n".join(f"use std.{module}" for module in modules))
    checked = check(Source("main.tcme", header + body))
    assert checked.ok, [d.message for d in checked.diagnostics]
    return checked


@pytest.mark.parametrize("name", PROGRAMS)
def test_real_parties_get_what_the_interpreter_says(name: str, tmp_path: Path) -> None:
    checked, files = compiled(name), PROGRAMS[name][2]
    assert checked.core is not None and checked.placed is not None
    assert any(isinstance(place, Mpc) for place in checked.placed.places)
    raw = {name: value for each in files.values() for name, value in each.items()}
    inputs = {item.name: from_json(item.ty, raw[item.name]) for item in checked.core.inputs}
    paths = {party: tmp_path / f"{party}.json" for party in files}
    for party, path in paths.items():
        path.write_text(json.dumps(files[party]))
    options = Options(seconds=120, folder=tmp_path / "run", certificate=checked.certificate)
    found = launch(encode(checked.placed), paths, options=options).outputs["bob"]
    expected = evaluate(checked.core, inputs, lambda site, args: site.values[0])
    read = {field.name: from_json(field.ty, found[field.name]) for field in checked.core.fields}
    assert read == expected
