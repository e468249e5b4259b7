"""Whatever is done to a good certificate, the checker refuses it, in bounded time and without a traceback."""

import ast
import contextlib
import copy
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tcme import checker
from tests.checker.builders import Node, canonical, resealed, tree
from tests.checker.programs import damage_certificate, example, millionaires_certificate
from tests.checker.tampering import at, others, places, put, without

FOLDER = Path(checker.__file__).parent
MOST_LINES_OF_A_FILE, MOST_LINES = 350, 3300
NAMES = ["millionaires", "damage_monitoring"]
GOOD = dict(zip(NAMES, (millionaires_certificate(), damage_certificate()), strict=True))
SOURCES = {name: example(name).encode() for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_value_counts(name: str) -> None:
    good, source = GOOD[name], SOURCES[name]
    assert checker.check(good, source).verdict == "proved"
    for path in places(good):
        for value in others(at(good, path)):
            assert checker.check(put(good, path, value), source).verdict == "refused", (path, value)
        assert checker.check(without(good, path), source).verdict == "refused", path


@pytest.mark.parametrize("name", NAMES)
def test_two_changes_of_one_list_are_seen(name: str) -> None:
    good = GOOD[name]
    for section in ("inputs", "fields", "totals", "placement", "obligations"):
        for rows in ([], good[section] * 2, good[section][::-1] if len(good[section]) > 1 else []):
            assert checker.check(resealed({**good, section: rows})).verdict == "refused", section


def test_an_unproved_obligation_is_no_proof() -> None:
    good = copy.deepcopy(GOOD["millionaires"])
    good["obligations"][0]["answer"] = "not proved"
    assert checker.check(resealed(good)).verdict == "refused"


KEYS = st.sampled_from(["node", "at", "text", "name", "op", "args", "ty"])
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([1 << 4096, -(1 << 4097), 1e308]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_mutations(data: st.DataObject) -> None:
    made = copy.deepcopy(GOOD[data.draw(st.sampled_from(NAMES))])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(places(made), key=str)))
        old = at(made, path)
        node = st.sampled_from([at(made, p) for p in places(made) if isinstance(at(made, p), type(old))])
        made = put(made, path, copy.deepcopy(data.draw(json_values | node | st.sampled_from(others(old)))))
    with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
        made = resealed(made)
    assert checker.check(made).verdict in ("refused", "refuted", "proved")


@settings(max_examples=100, deadline=None)
@given(json_values)
def test_anything(value: Any) -> None:
    assert checker.check(value).verdict == "refused"


def test_everything_but_the_tree_may_be_anything() -> None:
    for section in GOOD["millionaires"]:
        for value in (None, [], {}, 0, "x", [[]], {"node": "Program"}, [{"node": []}], 10**9999):
            if value != GOOD["millionaires"][section]:
                assert checker.check({**GOOD["millionaires"], section: value}).verdict == "refused"


def nested(depth: int) -> Node:
    expr: Node = {"node": "IntLiteral", "value": 1, "at": [0, 0]}
    for _ in range(depth):
        expr = {"node": "Paren", "inner": expr, "at": [0, 0]}
    return expr


@pytest.mark.parametrize("depth", [100, 240, 300, 900])
def test_deep_nesting(depth: int) -> None:
    made = copy.deepcopy(GOOD["millionaires"])
    made["tree"]["declarations"][3]["type"]["lo"] = nested(depth)
    with contextlib.suppress(RecursionError):
        made = resealed(made)
    assert checker.check(made).verdict == "refused"


BOMBS = {
    "calls": "\n".join(f"fn f{i + 1}(x : Bool) -> Bool {{ f{i}(x) and f{i}(x) }}" for i in range(40)),
    "types": "\n".join(f"type T{i + 1} = {{a : T{i}, b : T{i}}}" for i in range(40)),
    "consts": "\n".join(f"const c{i + 1} = c{i} + c{i}" for i in range(40)),
    "squares": "\n".join(f"const c{i + 1} = c{i} * c{i}" for i in range(40)),
    "recursion": "",
}
USES = {"calls": "f40(a)", "types": "a", "consts": "a", "squares": "a", "recursion": "f0(a)"}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bounded_time(bomb: str) -> None:
    field = {"types": "T40", "consts": "Int[0..c40]", "squares": "Int[0..c40]"}.get(bomb, "Bool")
    body = "f0(x)" if bomb == "recursion" else "x"
    source = f"""program bomb
party alice, bob
input a : Bool from alice
type T0 = Bool
const c0 = 3
output Out {{ o : {field} of a to bob because "r" }}
fn f0(x : Bool) -> Bool {{ {body} }}
{BOMBS[bomb]}
fn main() -> Out {{ release Out({USES[bomb]}) }}
"""
    made = {**copy.deepcopy(GOOD["millionaires"]), "tree": tree(source)}
    start = time.process_time()
    assert checker.check(resealed(made)).verdict == "refused"
    assert time.process_time() - start < 10


def test_huge_circuit_constants() -> None:
    made = copy.deepcopy(GOOD["millionaires"])
    made["ir"]["protocol"] |= {"security": 2**4000, "bits": 2**4000, "masked": 2**4000, "threshold": 2**4000}
    assert checker.check(resealed(made)).verdict == "refused"


def modules() -> list[Path]:
    return sorted(FOLDER.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield node.module or ""


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.stem)
def test_imports_only_the_standard_library_and_itself(path: Path) -> None:
    for name in imported(path):
        assert name.startswith("tcme.checker.") or name.split(".")[0] in sys.stdlib_module_names, name
    text = path.read_text(encoding="utf-8")
    assert not any(word in text for word in ("__import__", "importlib", "exec(", "eval("))


def test_is_short() -> None:
    """It has to be read by whoever trusts it."""
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in modules()]
    assert max(lines) <= MOST_LINES_OF_A_FILE and sum(lines) <= MOST_LINES


ALONE = """
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("tcme.checker", run_name="__main__", alter_sys=True)
"""


def isolated(tmp_path: Path, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The checker as a stranger has it: the folder alone, no other package in sight."""
    folder = tmp_path / "tcme" / "checker"
    if not folder.exists():
        shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-I", "-S", "-c", program, str(tmp_path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path)


def run(tmp_path: Path, data: bytes, *options: str) -> tuple[int, str]:
    file = tmp_path / "c.flow.json"
    file.write_bytes(data)
    done = isolated(tmp_path, ALONE, str(file), *options)
    assert "Traceback" not in done.stderr and "No module" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def test_the_copied_folder_is_what_runs(tmp_path: Path) -> None:
    where = """
import sys
sys.path.insert(0, sys.argv[1])
import tcme.checker, tcme.checker.__main__
print(*(module.__file__ for name, module in sys.modules.items() if name.startswith("tcme.")), sep="\\n")
"""
    done = isolated(tmp_path, where)
    found = {Path(line) for line in done.stdout.splitlines()}
    assert found == {tmp_path / "tcme" / "checker" / path.relative_to(FOLDER) for path in modules()}


def test_command_line(tmp_path: Path) -> None:
    good = canonical(GOOD["millionaires"])
    source = tmp_path / "main.tcme"
    source.write_bytes(SOURCES["millionaires"])
    code, out = run(tmp_path, good, "--source", str(source))
    assert code == 0 and out.rstrip().endswith("proved") and "release Verdict(richer)" in out
    code, out = run(tmp_path, good, "--json")
    assert code == 0 and json.loads(out)["adversaries"] == 4
    source.write_bytes(b"program other")
    assert run(tmp_path, good, "--source", str(source))[0] == 6
    assert run(tmp_path, good, "--wrong")[0] == 2
    assert run(tmp_path, good, "--source", str(tmp_path / "none"))[0] == 2
    refuted = millionaires_certificate(example("millionaires").replace("notary passive", "notary crafting"))
    assert run(tmp_path, canonical(refuted))[0] == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b"null",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 10_000,
        b'{"format": NaN}',
        b'{"format": 1, "format": 1}',
        b"\xef\xbb\xbf{}",
        canonical(GOOD["millionaires"])[:-1],
        canonical(GOOD["millionaires"])[:500],
        canonical(GOOD["millionaires"]).replace(b'"program":"millionaires"', b'"program":"\\ud800"', 1),
        canonical({**GOOD["millionaires"], "x": 1}),
    ],
)
def test_malformed_files(tmp_path: Path, data: bytes) -> None:
    assert run(tmp_path, data)[0] == 6
