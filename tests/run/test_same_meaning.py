"""One program, three ways to run it: the interpreter, MPC with real parties, a trusted environment."""

from pathlib import Path
from typing import Any

import pytest

from tcme.backends.session.launch import Options
from tcme.backends.session.launch import run as launch
from tcme.compiler.interpreter import evaluate
from tcme.compiler.ir.codec import encode
from tcme.compiler.ir.nodes import Environment, Mpc
from tcme.compiler.pipeline import Checked, check
from tcme.compiler.proving import Proving
from tcme.compiler.values import from_json, to_json
from tcme.dsl.source import Source

SHARED = """
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
"""
TRUSTED = """
party alice, bob
environment enclave
adversary at most 1 of alice, bob passive
assume alice, bob trust enclave
"""
MILLIONAIRES = """
input a : Int[0..1_000_000_000] from alice
input b : Int[0..1_000_000_000] from bob
output Verdict { richer : {ALICE, BOB, TIE} of a, b to alice, bob because "both agreed" }
fn main() -> Verdict { release Verdict(if a > b { ALICE } else if b > a { BOB } else { TIE }) }
"""
OFFERS = """
input offers : [{price : Int[1..1_000], days : Int[1..60]}; 5] from alice
input limit : Int[1..1_000] from bob
output Result {
    best : {index : Int[0..4], days : Int[0..60]} of offers, limit to bob because "the buyer chooses"
    below : Int[0..5] of offers, limit to alice, bob because "both learn how many fit"
    first : Int[1..1_000]? of offers, limit to bob because "the price, where it fits"
}
fn main() -> Result {
    let prices = [o.price for o in offers]
    let index = argmin(prices)
    let days = for o in offers { if o.price <= limit { o.days } else { 0 } }
    let below = fold total : Int[0..5] = 0 for p in prices { total + if p <= limit { 1 } else { 0 } }
    let cheapest = min(prices)
    release Result({BEST}, below, if cheapest <= limit { cheapest } else { none })
}
"""
MIXED = """
input xs : [Int[-50..50]; 6] from alice
input k : Int[0..5] from bob
input y : Int[1..9] from bob
output Out {
    picked : Int[-50..50] of xs, k to bob because "bob may look at one"
    quotient : Int[-50..50] of xs, k, y to bob because "and divide it"
    rest : Int[0..8] of xs, k, y to bob because "with rest"
    all_small : Bool of xs, y to alice because "a check"
    sign : {NEG, ZERO, POS} of xs, k to alice because "a sign"
}
fn sign(x : Int[-50..50]) -> {NEG, ZERO, POS} {
    if x < 0 { NEG } else if x == 0 { ZERO } else { POS }
}
fn main() -> Out {
    let x = xs[k]
    release Out(x, x / y, x % y, all([abs(e) < 5 * y for e in xs]), sign(x))
}
"""
LISTS = """
input xs : List[Int[0..99]; 0..6] from alice
input ys : [(Int[0..99], Bool); 4] from alice
input k : Int[0..99] from bob
output Out {
    small : List[Int[0..99]; 0..6] of xs, k to bob because "those below"
    doubled : List[Int[0..198]; 0..6] of xs, k to bob because "twice those"
    marked : List[(Int[0..99], Int[0..99]); 0..4] of ys, k to alice because "the marked ones"
    total : Int[0..594] of xs, k to alice, bob because "their sum"
    second : Int[0..99]? of xs, k to bob because "the second, where there is one"
    rows : [List[Int[0..99]; 0..4]; 2] of ys, k to bob because "lists in an array"
}
fn main() -> Out {
    let small = filter(fn(x) => x < k, xs)
    let doubled = for x in small { x * 2 }
    let marked = filter(fn(p) => p.1 == (p.0 > k), ys)
    let pairs = for p in marked { (p.0, k) }
    let total = fold sum : Int[0..594] = 0 for x in small { sum + x }
    let rows = for i in 0..1 { filter(fn(y) => y % 2 == i and y < k, [y.0 for y in ys]) }
    release Out(small, doubled, pairs, total, small[1], rows)
}
"""
NUMBERS = """
input prices : [Fixed[0..100 by 0.01]; 3] from alice
input flags : Int[0..255] from alice
input mask : Int[0..255] from bob
input rate : Fixed[0..1 by 0.1] from bob
output Out {
    cost : Fixed[0..100 by 0.01] of prices, rate to bob because "the dearest with its tax"
    both : Int[0..255] of flags, mask to bob because "bits"
    either : Int[0..255] of flags, mask to bob because "bits"
    differ : Int[0..255] of flags, mask to alice because "bits"
    low : Int[0..15] of flags, mask to alice because "bits"
    path : [Int[0..99]; 4] of flags, mask to alice, bob because "a scan"
}
fn main() -> Out {
    let path = scan seed : Int[0..99] = 7 for i in 0..3 { (seed * 5 + flags + mask * i) % 100 }
    let mixed = (flags ^ mask) >> 4
    release Out(round(max(prices) * rate, 0.01), flags & mask, flags | mask, flags ^ mask, mixed, path)
}
"""
REFINED = """
input total : Int[-500..500] from alice
input xs : List[Int[0..99]; 0..4] from alice
input n : Int[0..40] from bob
input m : Int[0..40] from bob
require m > 2
require len(xs) > 0
output Out {
    share : Int[-500..500] of total, n to alice, bob because "where there is a share"
    part : Int[-500..500] of total, m to alice because "always there"
    least : Int[0..99] of xs to bob because "the least of some"
    apart : Int[0..500] of total, n to alice, bob because "how far apart"
    mean : Int[0..99] of xs, n to bob because "of those from n on"
}
fn main() -> Out {
    let share = if n > 0 { total / n } else { total }
    let apart = if total > n { total - n } else if n - total <= 500 { n - total } else { 500 }
    let large = filter(fn(x) => x >= n, xs)
    let mean = if len(large) == 0 { 0 } else { sum(large) / len(large) }
    release Out(share, total / m, min(xs), apart, if mean <= 99 { mean } else { 99 })
}
"""
AXES = """
input s : Int[0..9] from alice
input x : [Int[0..9]; 2] from bob
input v : [Int[0..99]; 2] from bob
output Out {
    g : Int[0..99] of s, x, v to alice because "one way"
    f : Int[0..99] of x, v to bob because "the other way"
}
fn more(a : Int[0..99], b : Int[0..9]) -> Int[0..99] { min(a + b, 99) }
fn main() -> Out {
    let m = [[x[0], x[1]], [s, x[1]]]
    let down = fold acc : [Int[0..99]; 2] = v for row in m { map(fn(p) => more(p.0, p.1), zip(acc, row)) }
    let across = map(fn(p) => fold acc : Int[0..99] = p.0 for e in p.1 { more(acc, e) }, zip(v, m))
    release Out(down[0], across[0])
}
"""
"""Two folds of the same steps and arguments, along one axis and along the other."""
PROGRAMS: dict[str, tuple[str, dict[str, Any]]] = {
    "millionaires": (MILLIONAIRES, {"alice": {"a": 7}, "bob": {"b": 7}}),
    "offers": (
        OFFERS.replace("{BEST}", "Best(index = index, days = days[index])"),
        {
            "alice": {
                "offers": [{"price": p, "days": d} for p, d in ((9, 4), (3, 6), (7, 1), (3, 9), (8, 2))]
            },
            "bob": {"limit": 7},
        },
    ),
    "lists": (
        LISTS,
        {
            "alice": {
                "xs": [7, 50, 3, 99, 20],
                "ys": [[5, True], [60, True], [7, False], [90, False]],
            },
            "bob": {"k": 40},
        },
    ),
    "numbers": (
        NUMBERS,
        {
            "alice": {"prices": ["1.25", "99.99", 0], "flags": 0b1011_0110},
            "bob": {"mask": 0b1101, "rate": "0.7"},
        },
    ),
    "refined": (REFINED, {"alice": {"total": -77, "xs": [31, 8, 50]}, "bob": {"n": 9, "m": 3}}),
    "not_chosen": (REFINED, {"alice": {"total": -500, "xs": [31]}, "bob": {"n": 0, "m": 40}}),
    "axes": (AXES, {"alice": {"s": 7}, "bob": {"x": [1, 2], "v": [10, 20]}}),
    "mixed": (MIXED, {"alice": {"xs": [-7, 0, 50, -50, 13, 4]}, "bob": {"k": 3, "y": 4}}),
}


def compiled(name: str, principals: str) -> Checked:
    body = PROGRAMS[name][0].replace("{index : Int[0..4], days : Int[0..60]} of", "Best of")
    best = "type Best = {index : Int[0..4], days : Int[0..60]}\n" if "Best" in body else ""
    source = Source("main.tcme", f"program {name}\n{principals}{best}{body}")
    checked = check(source, how=Proving(semantic=body is AXES))
    assert checked.ok, [d.message for d in checked.diagnostics]
    return checked


def expected(checked: Checked, files: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the interpreter says each recipient gets, as JSON."""
    assert checked.core is not None
    raw = {name: value for each in files.values() for name, value in each.items()}
    inputs = {i.name: from_json(i.ty, raw[i.name]) for i in checked.core.inputs}
    found = evaluate(checked.core, inputs, lambda site, args: site.values[0])
    fields = {f.name: to_json(f.ty, found[f.name]) for f in checked.core.fields}
    people = dict.fromkeys(r for f in checked.core.fields for r in f.recipients)
    return {p: {f.name: fields[f.name] for f in checked.core.fields if p in f.recipients} for p in people}


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize(("principals", "place"), [(SHARED, Mpc), (TRUSTED, Environment)], ids=["mpc", "env"])
def test_every_back_end_agrees_with_the_interpreter(
    name: str, principals: str, place: type, tmp_path: Path
) -> None:
    import json

    checked = compiled(name, principals)
    assert checked.placed is not None and any(isinstance(p, place) for p in checked.placed.places)
    files = PROGRAMS[name][1]
    paths = {party: tmp_path / f"{party}.json" for party in files}
    for party, path in paths.items():
        path.write_text(json.dumps(files[party]))
    options = Options(seconds=60, folder=tmp_path / "run", certificate=checked.certificate)
    result = launch(encode(checked.placed), paths, options=options)
    assert {who: dict(fields) for who, fields in result.outputs.items()} == expected(checked, files)
