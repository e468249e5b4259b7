"""Nothing in a certificate can be changed and still be proved, but for a short list that is written here.

The law.  (a) Of the bytes, none.  (b) With the seal as it was, no value.  (c) An attacker can make the seal
and the digests of `tree` and `ir` anew; then
* a change of any other section is refused, but for what the checker has no way to know (`UNKNOWN`);
* a change of `tree` is refused or refuted, or the report prints another program: who signs that signs another
  program.  Spans are the exception: they say where the text stood;
* a change of `ir` is refused or refuted, or it is about what is computed (`COMPUTED`), of which only is shown
  that it leaks no more and is steered by no more: then the report is the same to the letter.
"""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcme import checker
from tests.checker.builders import Node, canonical, resealed
from tests.checker.tampering import Place, tampered

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = {path.parent.name: path for path in sorted(EXAMPLES.glob("*/main.flow.json"))}
SMALL = ["damage_monitoring", "historical_millionaires", "millionaires", "private_colouring", "settlement"]
UNKNOWN = re.compile(r"digests smt|(modules|publics) \d+ sha256|modules \d+ path")
COMPUTED = re.compile(r"ir (graph (nodes \d+|opens \d+ (at|leaves)|asks \d+ max_bytes)|protocol)\b.*")


def spelled(place: Place) -> str:
    return " ".join(map(str, place))


def source(name: str) -> bytes:
    return (EXAMPLES / name / "main.tcme").read_bytes()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """One byte changed, gone, added or changed places with the next."""
    i, byte = chance.randrange(len(data)), bytes([chance.randrange(256)])
    one = data[i : i + 1]
    return chance.choice(
        [
            data[:i] + byte + data[i + 1 :],
            data[:i] + data[i + 1 :],
            data[:i] + byte + data[i:],
            data[:i] + one + data[i:],
            data[:i] + data[i + 1 : i + 2] + one + data[i + 2 :],
            data[:i] + bytes([one[0] ^ 1 << chance.randrange(8)]) + data[i + 1 :],
        ]
    )


def refuse_damage(name: str, seed: int, times: int) -> None:
    chance, good = random.Random(seed), FILES[name].read_bytes()
    for _ in range(times):
        bad = damaged(good, chance)
        if bad != good:
            assert checker.check_bytes(bad).verdict == "refused", (name, seed)


@pytest.mark.parametrize("name", FILES)
def test_no_byte_can_be_changed(name: str) -> None:
    assert checker.check_bytes(FILES[name].read_bytes(), source(name)).verdict == "proved"
    refuse_damage(name, 0, 40)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_no_byte_can_be_changed_in_a_big_sweep(name: str) -> None:
    refuse_damage(name, 1, 3000)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SMALL), st.integers(0), st.integers(0, 8), st.binary(max_size=8))
def test_no_bytes_can_be_replaced(name: str, start: int, length: int, new: bytes) -> None:
    good = FILES[name].read_bytes()
    start %= len(good) + 1
    bad = good[:start] + new + good[start + length :]
    if bad != good:
        assert checker.check_bytes(bad).verdict == "refused"


@pytest.mark.parametrize("end", [b"\n", b" ", b"\0", b"{}"])
def test_there_is_one_file_for_a_certificate(end: bytes) -> None:
    good = FILES["millionaires"].read_bytes()
    twice = good.replace(b'"program":', b'"program":"other","program":', 1)
    spaced = json.dumps(json.loads(good), sort_keys=True).encode()
    moved = json.dumps(dict(reversed(json.loads(good).items())), separators=(",", ":")).encode()
    for bad in (good + end, end + good, twice, spaced, moved, good.decode().encode("utf-16")):
        assert checker.check_bytes(bad).verdict == "refused"


def obey(name: str, good: Node, within: Place, chance: random.Random) -> None:
    """One change, with the seal as it was and with seals made anew."""
    place, bad = tampered(good, within, chance)
    assert checker.check(bad, source(name)).verdict == "refused", place
    try:
        made = resealed(bad)
    except (ValueError, TypeError, AttributeError, KeyError):
        return  # what has no canonical bytes has no seal
    report, before = checker.check(made, source(name)), checker.check(good, source(name))
    if report.verdict != "proved" or made == good:
        return
    if place[0] == "tree":
        assert report.program != before.program or "at" in place or only_spans(made, good), (name, place)
    else:
        allowed = COMPUTED if place[0] == "ir" else UNKNOWN
        assert allowed.fullmatch(spelled(place)) and report == before, (name, place)


def only_spans(made: Node, good: Node) -> bool:
    return bool(checker.simple(made["tree"]) == checker.simple(good["tree"]))


def sections(good: Node) -> list[str]:
    """Those with something in them, but for the seal, which is made anew."""
    return sorted(name for name, part in good.items() if part and name != "seal")


@pytest.mark.parametrize("name", SMALL)
def test_one_change_is_refused_or_another_program(name: str) -> None:
    good, chance = json.loads(FILES[name].read_bytes()), random.Random(name)
    for section in [*sections(good), "tree", "ir"]:
        for _ in range(6):
            obey(name, good, section_of(good, section), chance)


def section_of(good: Node, section: str) -> Place:
    return (section,) if isinstance(good[section], dict | list) else ()


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_one_change_in_a_big_sweep(name: str) -> None:
    good, chance = json.loads(FILES[name].read_bytes()), random.Random(f"more {name}")
    for _ in range(400):
        obey(name, good, section_of(good, chance.choice([*sections(good), "tree", "ir", "ir"])), chance)


def test_nothing_is_proved_by_sealing_another_certificate_s_parts() -> None:
    """Every section of one certificate in another."""
    goods = [json.loads(FILES[name].read_bytes()) for name in SMALL[:3]]
    for good in goods:
        for other in goods:
            for section in set(good) - {"seal", "digests"}:
                if other[section] != good[section]:
                    bad = resealed({**good, section: other[section]})
                    assert checker.check_bytes(canonical(bad)).verdict == "refused", section
