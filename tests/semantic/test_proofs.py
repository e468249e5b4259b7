"""Proofs in certificates: whatever is done to one, the checker does not believe it."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from hashlib import sha256
from itertools import product
from typing import Any

import pytest

from tcme import checker
from tcme.backends.cleartext import CleartextFault, run
from tcme.checker import semantic
from tcme.checker.program import MAX_STEPS
from tcme.compiler.certificate import canonical, sealed
from tcme.compiler.ir.codec import Malformed, decode
from tcme.dsl.ty import TextTy
from tests.generate.types import every
from tests.semantic.programs import ANSWER, ASKED, MODELS, SHOWN, checked, program

NAMES = ("equal, so the other", "an order that cannot be", "one model, one text")
TEXTS = "s : Bool from alice | t : [Text[1..9]; 2] from bob"
LENGTHS = (
    "let b = [len(utf8(e)) for e in t];;"
    "if s { b[0] > 3 and b[1] > 2 } else { b[1] > 2 and b[0] > 3 }"
)
Path = tuple[str | int, ...]


@cache
def certified(name: str) -> bytes:
    found = checked(SHOWN[name]).certificate
    assert found is not None
    return found


def certificate(name: str) -> Any:
    made = json.loads(certified(name))
    del made["seal"]
    return made


def verdict(sections: Any) -> str:
    return checker.check_bytes(canonical(sealed(sections))).verdict


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    yield here
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*here, key))


def put(root: Any, path: Path, value: Any) -> Any:
    made = deepcopy(root)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return made


def at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def others(value: Any) -> list[Any]:
    """Other multiples, signs, atoms, branches."""
    match value:
        case int():
            return [-value, None, "0", 0 if value else -1, True]
        case "equal":
            return [{"impossible": []}, "same", None]
        case str():
            return [value + "x", "", None, 0]
        case list():
            return [None, value[1:], [*value, *value[:1]], [[]]]
        case _:
            return [None, [], {}, "equal"]


@pytest.mark.parametrize("name", NAMES)
def test_a_good_proof_is_followed(name: str) -> None:
    assert verdict(certificate(name)) == "proved"


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_proof_is_another_proof_or_none(name: str) -> None:
    """A case that is divided elsewhere, or cannot be for another reason, may still be shown; nothing else is
    believed, and nothing raises."""
    good = certificate(name)
    seen = set()
    for path in paths(good["semantic"]):
        for value in others(at(good["semantic"], path)) if path else [None, {}, [[]], [{}], 0, "x"]:
            made = {**good, "semantic": put(good["semantic"], path, value) if path else value}
            said = verdict(made)
            seen.add(said)
            if "at_least" not in path and "impossible" not in path:
                assert said == "refused" or made["semantic"] == good["semantic"], (path, value)
    assert seen <= {"proved", "refused"} and "refused" in seen


def leaves(proof: Any, here: Path = ()) -> Iterator[Path]:
    if isinstance(proof, dict) and "yes" in proof:
        yield from leaves(proof["yes"], (*here, "yes"))
        yield from leaves(proof["no"], (*here, "no"))
    else:
        yield here


@pytest.mark.parametrize("name", NAMES[:2])
def test_no_case_can_be_left_out(name: str) -> None:
    """One branch alone, put in the place of both, does not show the rest; nor do multiples that are all 0 or
    below it."""
    good = certificate(name)
    (fact,) = good["semantic"]
    for path in leaves(fact["proof"]):
        value = at(fact["proof"], path)
        for wrong in (
            {"impossible": [0] * len(path)},
            {"impossible": [-n for n in value["impossible"]] if value != "equal" else [1]},
        ):
            if wrong != value:
                made = put(good["semantic"], (0, "proof", *path), wrong)
                assert verdict({**good, "semantic": made}) == "refused", (path, wrong)
    assert verdict({**good, "semantic": put(good["semantic"], (0, "proof"), "equal")}) == "refused"
    assert (
        verdict({**good, "semantic": put(good["semantic"], (0, "proof"), fact["proof"]["no"])}) == "refused"
    )
    assert (
        verdict({**good, "semantic": put(good["semantic"], (0, "proof"), fact["proof"]["yes"])}) == "refused"
    )


def test_a_proof_is_needed() -> None:
    for name in NAMES:
        good = certificate(name)
        bare = {**good, "semantic": []}
        assert verdict(bare) == "refused"
        rows = [row for row in good["obligations"] if " without " not in row["subject"]]
        assert verdict({**bare, "obligations": rows}) != "proved"


def test_a_proof_is_about_its_own_field_and_input() -> None:
    good = certificate("equal, so the other")
    for key, value in (("field", "g"), ("source", "x"), ("source", "y")):
        assert verdict({**good, "semantic": put(good["semantic"], (0, key), value)}) == "refused"


def with_fact(text: str) -> str:
    """What is said of the certificate with the fact that `f` does not depend on `x`."""
    found = checked(text).certificate
    assert found is not None
    made = json.loads(found)
    del made["seal"]
    made["semantic"] = [{"field": "f", "source": "x", "opaque": [], "proof": "equal"}]
    stated = [*made["obligations"], {"rule": "sources", "subject": "f without x", "answer": "proved"}]
    made["obligations"] = sorted(stated, key=lambda o: (o["rule"], o["subject"]))
    return verdict(made)


def test_a_fact_that_no_label_denies_does_no_harm() -> None:
    inputs = "s : Bool from alice | x : Bool from bob"
    assert with_fact(program(inputs, "Bool of s", "not s")) == "proved"
    assert with_fact(program(inputs, "Bool of s, x", "s and x")) == "refused"


OTHER = {
    "add": "sub",
    "sub": "add",
    "lt": "le",
    "le": "lt",
    "eq": "ne",
    "xor": "or",
    "and": "or",
    "or": "and",
}


def spoilt(sections: Any) -> Iterator[Any]:
    """Certificates of other circuits, digests made anew: one operation or argument changed."""
    for i, node in enumerate(sections["ir"]["graph"]["nodes"]):
        ways: list[Path] = [("op", "op")] if node["op"].get("op") in OTHER else []
        for path in (*ways, *((("args", k)) for k in range(len(node["args"])))):
            value = at(node, path)
            for new in [OTHER[value]] if isinstance(value, str) else range(i):
                if new != value:
                    ir = put(sections["ir"], ("graph", "nodes", i, *path), new)
                    digests = {**sections["digests"], "ir": sha256(canonical(ir)).hexdigest()}
                    yield {**sections, "ir": ir, "digests": digests}


def depends(ir: Any, source: str) -> bool:
    """By trying every input, and every Boolean function as the model's."""
    graph = decode(canonical(ir)).graph
    names = [i.name for i in graph.inputs]
    seen: dict[str, str] = {}
    domains = [every(i.ty) if not isinstance(i.ty, TextTy) else ["one", "two"] for i in graph.inputs]
    for row in product(*domains):
        inputs = dict(zip(names, row, strict=True))
        for n in range(4):
            found = run(graph, inputs, answer=lambda _, args, n=n: (n >> (args == ("one",))) & 1)
            rest = repr((n, [(k, v) for k, v in inputs.items() if k != source]))
            value = repr([found[i].tolist() for o in graph.opens for i in o.leaves])
            if seen.setdefault(rest, value) != value:
                return True
    return False


TINY = {
    "exclusive or twice": SHOWN["exclusive or twice"],
    "one model, one text": program(
        ASKED, "Bool of t", f"let a = ask judge(t) {ANSWER};;((a == YES) xor s) xor s", MODELS
    ),
    "equal, so the other": SHOWN["equal, so the other"].replace("0..100", "0..6"),
    "one of two neighbours is even": SHOWN["one of two neighbours is even"].replace(
        "x : Int[0..100]", "x : Int[0..1]"
    ),
}


@pytest.mark.parametrize("name", TINY)
def test_a_false_fact_has_no_proof(name: str) -> None:
    """Of circuits in which the field does depend on the input neither the old proof nor a changed one is
    believed."""
    found = checked(TINY[name]).certificate
    assert found is not None
    good = json.loads(found)
    del good["seal"]
    refused = 0
    for made in spoilt(good):
        try:
            harmful = depends(made["ir"], "s")
        except (Malformed, CleartextFault, ValueError, IndexError):
            continue
        if harmful:
            refused += 1
            assert verdict(made) != "proved"
            for path in leaves(made["semantic"][0]["proof"]):
                wrong = put(made["semantic"], (0, "proof", *path), "equal")
                assert verdict({**made, "semantic": wrong}) != "proved"
    assert refused >= 2


def test_opaque_nodes_are_the_same_in_both_runs() -> None:
    good = certificate("equal, so the other")
    for node in good["ir"]["graph"]["nodes"]:
        made = put(good["semantic"], (0, "opaque"), [node["id"]])
        if "s" in str(node["op"].get("name", "")):
            assert verdict({**good, "semantic": made}) == "refused"
    last = [len(good["ir"]["graph"]["nodes"])]
    assert verdict({**good, "semantic": put(good["semantic"], (0, "opaque"), last)}) == "refused"


@pytest.mark.parametrize("name", ("exclusive or twice", "one of two neighbours is even"))
def test_a_number_is_not_taken_for_a_truth(name: str) -> None:
    """Sums are right only of truths that are 0 or 1: a node's type is not believed."""
    found = checked(SHOWN[name]).certificate
    assert found is not None
    good = json.loads(found)
    del good["seal"]
    for i, node in enumerate(good["ir"]["graph"]["nodes"]):
        truth = node["ty"]["node"] == "BoolV"
        other = {"node": "IntV", "lo": 0, "hi": 1, "shape": []} if truth else {"node": "BoolV", "shape": []}
        ir = put(good["ir"], ("graph", "nodes", i, "ty"), other)
        digests = {**good["digests"], "ir": sha256(canonical(ir)).hexdigest()}
        assert verdict({**good, "ir": ir, "digests": digests}) != "proved"


def test_no_case_names_products_without_end() -> None:
    good = certificate(NAMES[1])
    (fact,) = good["semantic"]
    endless = {"at_least": [[1, ["x/#0"] * 65]], "yes": fact["proof"], "no": fact["proof"]}
    said = checker.check_bytes(canonical(sealed({**good, "semantic": [{**fact, "proof": endless}]})))
    assert said.verdict == "refused" and "or too many" in said.reason


def test_facts_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each costs a look at every node."""
    monkeypatch.setattr(semantic, "PAIRS_OF_A_STEP", 1 / MAX_STEPS)
    said = checker.check_bytes(canonical(sealed(certificate(NAMES[0]))))
    assert said.verdict == "refused" and "too large" in said.reason


def test_shapes_that_fit_no_text_are_refused() -> None:
    """The lengths of two texts as if they were one."""
    found = checked(program(TEXTS, "Bool of t", LENGTHS)).certificate
    assert found is not None and checker.check_bytes(found).verdict == "proved"
    made = json.loads(found)
    del made["seal"]
    for node in made["ir"]["graph"]["nodes"]:
        if node["op"]["node"] == "Measure":
            node["ty"]["shape"] = []
    made["semantic"] = [{**fact, "opaque": []} for fact in made["semantic"]]
    made["digests"]["ir"] = sha256(canonical(made["ir"])).hexdigest()
    assert verdict(made) == "refused"


@pytest.mark.parametrize("hidden", [False, True])
def test_an_operation_gives_what_its_node_says(hidden: bool) -> None:
    """A sum that is called a truth, also where nothing but its sameness is used."""
    body = "let n = x > 1;;((n xor s) and n) xor (not s and n)"
    found = checked(program("s : Bool from alice | x : Int[0..2] from bob", "Bool of x", body)).certificate
    assert found is not None
    made = json.loads(found)
    del made["seal"]
    nodes = made["ir"]["graph"]["nodes"]
    spoilt = next(node["id"] for node in nodes if node["op"]["node"] == "Compare")
    for changed in (False, True):
        if changed:
            nodes[spoilt]["op"] = {"node": "Arith", "op": "add"}
        made["digests"]["ir"] = sha256(canonical(made["ir"])).hexdigest()
        made["semantic"] = [{**fact, "opaque": [spoilt] if hidden else []} for fact in made["semantic"]]
        assert verdict(made) == ("refused" if changed else "proved")
