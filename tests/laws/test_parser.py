"""Whatever bytes somebody calls a program: an answer comes, never a crash, and it points into the text.

The random texts are made from seeds, so that a failure names its text: `text(kind, seed)`."""

import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from random import Random

import pytest

from tcme.dsl.canonical import from_json, same, to_json
from tcme.dsl.diagnostics import Fault, Refused
from tcme.dsl.files import decoded
from tcme.dsl.formatter import format_program
from tcme.dsl.parser import LARGEST, parse
from tcme.dsl.source import Source
from tcme.dsl.tables import load

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted([*(ROOT / "tcme" / "stdlib").glob("*.tcme"), *(ROOT / "examples").glob("*/[!.]*.tcme")])
SAMPLES = sorted((ROOT / "tests" / "dsl" / "accept").glob("*.tcme"))
WORDS = [
    *load().spelling.values(), "\n", "\n", "\n", "a", "B", "x", "f", "7", "0.5", '"s"', '"""p"""', "// c\n",
    "/// d\n", "&&", "||", "\\", "é", "\r\n", "\t", '"', '"""', "\u202e",
]  # fmt: skip
HEADS = [
    "",
    "program p\n",
    "module m\n",
    "program p\nfn f() -> T {\n",
    'program p\ntest "t" {\n',
    "program p\ntype T = ",
]
NORMAL, ALL, PORTION = 2_000, 100_000, 500


@cache
def programs() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in [*SHIPPED, *SAMPLES])


# --- texts


def any_bytes(choice: Random) -> bytes:
    return choice.randbytes(choice.randrange(80))


def nearly_text(choice: Random) -> bytes:
    """Mostly ASCII, with an odd byte here and there."""
    size = choice.randrange(120)
    return bytes(
        choice.randrange(256) if choice.random() < 0.02 else choice.randrange(9, 127) for _ in range(size)
    )


def any_words(choice: Random) -> bytes:
    glue = choice.choice([" ", " ", "", "\n"])
    words = choice.choices(WORDS, k=choice.randrange(40))
    return (choice.choice(HEADS) + glue.join(words)).encode()


def damaged(choice: Random) -> bytes:
    """A part of a real program with pieces taken out, put in, doubled and exchanged."""
    text = choice.choice(programs())
    start = choice.randrange(len(text))
    text = text[:20] + "\n" + text[start : start + choice.randrange(1500)]
    for _ in range(choice.randrange(1, 6)):
        text = _damage(text, choice)
    return text.encode()


def _damage(text: str, choice: Random) -> str:
    start, other = choice.randrange(len(text) + 1), choice.randrange(len(text) + 1)
    size = choice.choice([0, 1, 1, 5, 40])
    piece = choice.choice(["", choice.choice(WORDS), text[other : other + size]])
    return text[:start] + piece + text[start + size :]


KINDS: dict[str, Callable[[Random], bytes]] = {
    made.__name__: made for made in (any_bytes, nearly_text, any_words, damaged)
}


def text(kind: str, seed: int) -> bytes:
    return KINDS[kind](Random(f"{kind} {seed}"))


# --- the law


def check(data: bytes) -> None:
    """A program that survives its formatting and its canonical tree, or a refusal that points into it."""
    try:
        source = Source("text.tcme", decoded(Path("text.tcme"), data))
        parsed = parse(source)
    except Fault as fault:
        assert fault.code == "TC008"
    except Refused as refused:
        assert refused.diagnostics
        for diagnostic in refused.diagnostics:
            spans = [diagnostic.span, *(note.span for note in diagnostic.notes if note.span)]
            assert all(0 <= span.start <= span.end <= len(source.text) for span in spans), diagnostic
    else:
        once = Source("once.tcme", format_program(parsed, source))
        again = parse(once)
        assert same(parsed.program, again.program) and format_program(again, once) == once.text
        assert from_json(to_json(parsed.program)) == parsed.program


def check_all(kind: str, seeds: Iterable[int]) -> None:
    for seed in seeds:
        try:
            check(text(kind, seed))
        except BaseException as error:
            error.add_note(f"text({kind!r}, {seed}) is {text(kind, seed)!r}")
            raise


@pytest.mark.parametrize("kind", KINDS)
def test_any_text_gets_an_answer(kind: str) -> None:
    check_all(kind, range(NORMAL // len(KINDS)))


@pytest.mark.slow
@pytest.mark.parametrize("start", range(NORMAL // len(KINDS), ALL // len(KINDS), PORTION))
@pytest.mark.parametrize("kind", KINDS)
def test_very_many_texts_get_an_answer(kind: str, start: int) -> None:
    check_all(kind, range(start, min(start + PORTION, ALL // len(KINDS))))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_file_survives_damage_to_one_word(path: Path) -> None:
    """The whole file, so that recovery passes over real declarations."""
    whole, choice = path.read_text(encoding="utf-8"), Random(path.stem)
    check(whole.encode())
    for _ in range(10):
        check(_damage(whole, choice).encode())


# --- size


BLOCK = "program p\nfn f() -> T {\n"
ROWS = {
    "parentheses": (BLOCK, "("),
    "braces": (BLOCK, "{ "),
    "blocks": (BLOCK, "if x { "),
    "closers": (BLOCK, "] } "),
    "broken statements": (BLOCK, "let x = \n"),
    "broken statements in blocks": (BLOCK, "if x { let = 1\n 2 } else { 3 }\n"),
    "broken functions": ("program p\n", "fn f() -> T { let = 3 }\n"),
    "broken names": ("program p\n", "fn\n"),
    "broken tests": ('program p\ntest "t" {\n', "expect at\n"),
    "places": (BLOCK, "x\nat a "),
    "decimals": (BLOCK, ".\n0.1\n"),
    "ends of lines": ("program p\n", "fn\n\n\n\n\n\n\n\n"),
    "semicolons": (BLOCK, ";"),
    "statements": (BLOCK, "let x = 1 + 2\n"),
    "elements": ("program p\nconst c = [", "1, "),
}


def seconds(row: str, size: int) -> float:
    head, unit = ROWS[row]
    data = (head + unit * (size // len(unit))).encode()
    began = time.process_time()
    check(data)
    return time.process_time() - began


@pytest.mark.parametrize("row", ROWS)
def test_the_time_grows_with_the_text_and_no_faster(row: str) -> None:
    """Eight times the text takes far less than sixty-four times as long."""
    small, large = (min(seconds(row, size) for _ in range(2)) for size in (LARGEST >> 10, LARGEST >> 7))
    assert large < 24 * small + 0.2
