"""What runs: an honest placed program with one thing changed, and the rule that fails, or a refusal."""

import json
from collections.abc import Callable
from functools import cache

import pytest

from tcme import checker
from tcme.compiler.pipeline import check
from tcme.dsl.source import Source
from tests.checker.builders import MPC, PUBLIC, Node, environment, local, op, tree

TEXT = '''
program placed
party alice, bob
helper notary
environment enclave
publisher google
adversary at most 1 of alice, bob, notary passive
assume alice, bob trust enclave, google
model judge by google = "m"
input a : Int[0..9] from alice
input b : Int[0..9] from bob
input plan : Text[1..9] from alice
output Out {
    best : Int[0..9]? of a, b to alice, bob because "r"
    fits : {YES, NO} of plan to bob because "r"
    own : Int[0..10] of a to alice because "r"
    both : (Int[0..9], Int[0..9]) of a, b to alice because "r"
}
fn main() -> Out {
    let seen = ask judge(plan) as {YES, NO} """
        Does it fit?
    """
    let more : Int[0..10] learn alice steer alice = at alice { a + 1 }
    let less = at mpc { a < b }
    let sure = endorse less because "w"
    release Out(if sure { a } else { none }, seen, more, (a, b))
}
'''
ANSWER = "refused"


@cache
def honest() -> str:
    checked = check(Source("main.tcme", TEXT))
    assert checked.certificate is not None, [d.message for d in checked.diagnostics]
    return checked.certificate.decode()


def placed() -> Node:
    found: Node = json.loads(honest())["ir"]
    return found


def rules(ir: Node, text: str = "") -> checker.Placed:
    made = tree(text) if text else json.loads(honest())["tree"]
    return checker.Placed(checker.Program(checker.simple(made)), ir)


def broken(ir: Node) -> set[str]:
    """The rules that fail on what runs, `refused` where nothing is said."""
    try:
        found = rules(ir).found
    except checker.Refused:
        return {ANSWER}
    return {rule for (rule, _), stories in found.items() if stories}


def nodes(ir: Node, kind: str) -> list[Node]:
    return [n for n in ir["graph"]["nodes"] if n["op"]["node"] == kind]


def node(ir: Node, kind: str, **fields: object) -> Node:
    return next(n for n in nodes(ir, kind) if all(n["op"][k] == v for k, v in fields.items()))


def opened(ir: Node, field: str) -> Node:
    found: Node = next(o for o in ir["graph"]["opens"] if o["field"] == field)
    return found


def move(ir: Node, moved: Node, where: Node) -> None:
    ir["places"][moved["id"]] = where


def add(ir: Node, where: Node, what: Node, args: list[int], ty: Node) -> int:
    number = len(ir["graph"]["nodes"])
    made = {"node": "Node", "id": number, "op": what, "args": args, "ty": ty, "at": [0, 0], "pin": None}
    ir["graph"]["nodes"].append(made)
    ir["places"].append(where)
    return number


def pinned(ir: Node, pin: str) -> Node:
    return next(n for n in ir["graph"]["nodes"] if n["pin"] == pin and n["args"])


def change(name: str) -> Callable[[Callable[[Node], object]], Callable[[Node], object]]:
    def noted(made: Callable[[Node], object]) -> Callable[[Node], object]:
        CHANGES[name.split(":")[0]] = (set(name.split(": ")[1].split()), made)
        return made

    return noted


CHANGES: dict[str, tuple[set[str], Callable[[Node], object]]] = {}


@change("another name: refused")
def _(ir: Node) -> None:
    ir["program"] = "other"


@change("another owner of an input: refused")
def _(ir: Node) -> None:
    ir["graph"]["inputs"][0]["owner"] = "bob"


@change("an endorsed input: refused")
def _(ir: Node) -> None:
    ir["graph"]["inputs"][0]["endorsed"] = "w"


@change("a place too many: refused")
def _(ir: Node) -> None:
    ir["places"].append(PUBLIC)


@change("another prompt: refused")
def _(ir: Node) -> None:
    ir["graph"]["asks"][0]["prompt"] = "Say what it is."


@change("more answers: refused")
def _(ir: Node) -> None:
    ir["graph"]["asks"][0]["values"].append("MAYBE")


@change("an abstention: refused")
def _(ir: Node) -> None:
    ir["graph"]["asks"][0]["abstain"] = "NO"


@change("another model: refused")
def _(ir: Node) -> None:
    ir["graph"]["asks"][0]["reference"] = "n"


@change("another claim: refused")
def _(ir: Node) -> None:
    ir["graph"]["claims"][0]["learn"] = ["bob"]


@change("another reason: refused")
def _(ir: Node) -> None:
    node(ir, "Endorse")["op"]["because"] = "v"


@change("an undeclared input: refused")
def _(ir: Node) -> None:
    node(ir, "Input", name="a")["op"]["name"] = "z"


@change("an undeclared question: refused")
def _(ir: Node) -> None:
    node(ir, "Ask")["op"]["site"] = 1


@change("an undeclared claim: refused")
def _(ir: Node) -> None:
    node(ir, "Claim")["op"]["site"] = 1


@change("a question asked elsewhere: refused")
def _(ir: Node) -> None:
    move(ir, node(ir, "Ask"), local("alice"))


@change("longer texts: refused")
def _(ir: Node) -> None:
    ir["graph"]["asks"][0]["max_bytes"][0] = 8


@change("other recipients: refused")
def _(ir: Node) -> None:
    opened(ir, "own")["recipients"] = ["bob"]


@change("another type: refused")
def _(ir: Node) -> None:
    opened(ir, "own")["ty"]["hi"] = 11


@change("another order: refused")
def _(ir: Node) -> None:
    ir["graph"]["opens"].reverse()


@change("a node before what it reads: refused")
def _(ir: Node) -> None:
    found = node(ir, "Compare")
    found["args"] = [found["id"], found["id"]]


@change("a node that is not where it says: refused")
def _(ir: Node) -> None:
    node(ir, "Compare")["id"] = 0


@change("an environment as a party: refused")
def _(ir: Node) -> None:
    move(ir, pinned(ir, "alice"), local("enclave"))


@change("a party as an environment: refused")
def _(ir: Node) -> None:
    move(ir, node(ir, "Ask"), environment("alice"))


@change("no protocol: refused")
def _(ir: Node) -> None:
    ir["protocol"] = None


@change("a pin to MPC: place")
def _(ir: Node) -> None:
    found = add(ir, local("alice"), op("Neg"), [node(ir, "Input", name="a")["id"]], _number(-9, 0))
    ir["graph"]["nodes"][found]["pin"] = "mpc"


@change("a pin to a party: place")
def _(ir: Node) -> None:
    found = add(ir, MPC, op("Neg"), [node(ir, "Input", name="a")["id"]], _number(-9, 0))
    ir["graph"]["nodes"][found]["pin"] = "alice"


@change("another's input is public: place")
def _(ir: Node) -> None:
    move(ir, node(ir, "Input", name="b"), PUBLIC)


@change("another's input is looked at: place")
def _(ir: Node) -> None:
    move(ir, node(ir, "Input", name="b"), local("notary"))


@change("a value of another's input is public: place")
def _(ir: Node) -> None:
    add(ir, PUBLIC, op("Neg"), [node(ir, "Input", name="b")["id"]], _number(-9, 0))


@change("a value of another's input is looked at: place")
def _(ir: Node) -> None:
    add(ir, local("alice"), op("Neg"), [node(ir, "Input", name="b")["id"]], _number(-9, 0))


@change("an input is read in MPC: place")
def _(ir: Node) -> None:
    add(ir, MPC, {**node(ir, "Input", name="a")["op"]}, [], node(ir, "Input", name="a")["ty"])


@change("a value leaves MPC: place")
def _(ir: Node) -> None:
    kept = add(ir, MPC, op("Neg"), [node(ir, "Input", name="a")["id"]], _number(-9, 0))
    add(ir, local("alice"), op("Neg"), [kept], _number(0, 9))


@change("a value goes from MPC to an environment: place")
def _(ir: Node) -> None:
    kept = add(ir, MPC, op("Neg"), [node(ir, "Input", name="a")["id"]], _number(-9, 0))
    add(ir, environment("enclave"), op("Neg"), [kept], _number(0, 9))


@change("a value goes from an environment to a party: place")
def _(ir: Node) -> None:
    kept = add(ir, environment("enclave"), op("Neg"), [node(ir, "Input", name="a")["id"]], _number(-9, 0))
    add(ir, local("alice"), op("Neg"), [kept], _number(0, 9))


@change("a value goes from a party to another: place")
def _(ir: Node) -> None:
    kept = add(ir, local("notary"), op("Const", values=[1]), [], _number(1, 1))
    add(ir, local("alice"), op("Neg"), [kept], _number(-1, -1))


@change("a field tells of another input: sources")
def _(ir: Node) -> None:
    opened(ir, "own")["leaves"] = [node(ir, "Input", name="b")["id"]]


@change("text is endorsed: transparent")
def _(ir: Node) -> None:
    text = node(ir, "Input", name="plan")
    add(ir, local("alice"), op("Endorse", site=0, because="w"), [text["id"]], text["ty"])


@change("a claim of more: claim")
def _(ir: Node) -> None:
    add(ir, MPC, op("Claim", site=0), [node(ir, "Input", name="b")["id"]], _number(0, 9))


@change("more than the type holds: open")
def _(ir: Node) -> None:
    ir["graph"]["nodes"][opened(ir, "own")["leaves"][0]]["ty"]["hi"] = 11


@change("less than the type holds: open")
def _(ir: Node) -> None:
    ir["graph"]["nodes"][opened(ir, "own")["leaves"][0]]["ty"]["lo"] = -1


@change("another shape: open")
def _(ir: Node) -> None:
    ir["graph"]["nodes"][opened(ir, "own")["leaves"][0]]["ty"]["shape"] = [2]


@change("what is absent: open")
def _(ir: Node) -> None:
    opened(ir, "best")["leaves"][1] = node(ir, "Input", name="a")["id"]


@change("thin masks: open")
def _(ir: Node) -> None:
    ir["protocol"]["security"] = 30


@change("a small field: open")
def _(ir: Node) -> None:
    ir["protocol"]["modulus"] = 2**31 - 1


@change("a step that asks: refused")
def _(ir: Node) -> None:
    _fold(ir, op("Input", name="b", path=[]))


@change("a step that reads what is not there: refused")
def _(ir: Node) -> None:
    _fold(ir, op("Neg"), reads=9)


@change("steps with other arguments: refused")
def _(ir: Node) -> None:
    _fold(ir, op("Neg"))
    node(ir, "Fold")["op"]["region"]["parameters"].pop()


def _number(lo: int, hi: int) -> Node:
    return {"node": "IntV", "lo": lo, "hi": hi, "shape": []}


def _fold(ir: Node, what: Node, *, reads: int = 0) -> None:
    """A loop at alice whose one step does something."""
    a, ty = node(ir, "Input", name="a")["id"], _number(0, 9)
    args = [] if what["node"] == "Input" else [reads]
    step = {"node": "Node", "id": 2, "op": what, "args": args, "ty": ty, "at": [0, 0], "pin": None}
    region = {"node": "Region", "parameters": [ty, ty], "nodes": [step], "results": [2]}
    shape = {"accumulators": 1, "elements": 1, "axis": 0, "steps": 1, "result": 0, "history": False}
    add(ir, local("alice"), op("Fold", region=region, **shape), [a, a], ty)


def test_an_honest_one_breaks_nothing() -> None:
    assert broken(placed()) == set()
    ir = placed()
    _fold(ir, op("Neg"))
    assert broken(ir) == set()


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_noticed(name: str) -> None:
    wanted, made = CHANGES[name]
    ir = placed()
    made(ir)
    found = broken(ir)
    assert wanted <= found and (ANSWER in wanted) == (ANSWER in found)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("a value of another's input is public", "nobody corrupt"),
        ("a value of another's input is looked at", "passive `alice`"),
    ],
)
def test_who_sees_it_is_said_beside_that_it_moves(name: str, who: str) -> None:
    """Two reasons against the same value: neither stands for the other."""
    ir = placed()
    CHANGES[name][1](ir)
    (stories,) = [stories for stories in rules(ir).found.values() if stories]
    moves, sees = stories
    assert moves.startswith("a value moves there from local bob")
    assert sees.startswith(f"{who} sees there what it may not")


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"threshold": 1}, False),
        ({"threshold": 2}, True),
        ({"members": ["alice", "bob"]}, True),
        ({"members": ["alice", "bob", "bob"]}, True),
        ({"members": ["alice", "bob", "enclave"]}, True),
        ({"members": ["alice"], "threshold": 0}, False),
    ],
)
def test_shares_need_an_honest_majority_of_distinct_people(changes: Node, refused: bool) -> None:
    ir = placed()
    ir["protocol"] |= changes
    assert (ANSWER in broken(ir)) == refused


def test_more_than_the_threshold_together_see() -> None:
    ir = placed()
    ir["protocol"]["threshold"] = 0
    assert "place" in broken(ir)


def test_labels_of_what_is_opened() -> None:
    """Every leaf, every operand, and whoever is active where something runs."""
    found = rules(placed())
    assert {name: label.sources for name, label in found.opened.items()} == {
        "best": {"a", "b"},
        "fits": {"plan"},
        "own": {"a"},
        "both": {"a", "b"},
    }
    members = {("alice", 3), ("bob", 3), ("notary", 3)}
    assert members <= found.opened["best"].influence
    assert {("enclave", 3), ("google", 2), ("alice", 2)} <= found.opened["fits"].influence
    assert found.opened["own"].influence == {("alice", 2), ("alice", 3)}


def test_where_something_runs_counts_for_a_claim() -> None:
    """Alice trusts the enclave to keep silent; if that runs there, it is not alice alone who steers."""
    text = TEXT.replace("assume alice, bob trust enclave, google", "assume alice, bob trust google")
    text = text.replace('model judge', 'assume alice trusts enclave for secrecy\nmodel judge')
    ir = placed()
    found = node(ir, "Claim")
    found["pin"] = None
    move(ir, found, environment("enclave"))
    told = rules(ir, text).found["claim", "learn alice steer alice"]
    assert any("placed program" in story for story in told)


def test_whose_crafting_is_accepted_may_not_deviate() -> None:
    text = TEXT.replace("notary passive", "notary active")
    for who, on in (("alice", "b"), ("bob", "a")):
        text = text.replace("output Out", f'accept influence of {who} on {on} because "k"\noutput Out')
    told = rules(placed(), text).found["robust", "best"]
    assert [story for story in told if "active" in story and "placed program" in story]
    crafting = rules(placed(), text.replace("notary active", "notary crafting"))
    assert crafting.found["robust", "best"] == []


def test_what_is_endorsed_is_judged_where_it_runs() -> None:
    """Bob crafts and may not read what alice gives."""
    text = TEXT.replace("notary passive", "notary crafting")
    told = rules(placed(), text).found["transparent", "w"]
    assert any("placed program" in story for story in told)


def test_what_is_asked_is_judged_where_it_runs() -> None:
    text = TEXT.replace("assume alice, bob trust enclave, google", "assume alice, bob trust google")
    told = rules(placed(), text).found["ask", "judge"]
    assert any("placed program" in story for story in told)
