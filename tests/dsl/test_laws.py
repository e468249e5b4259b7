"""What holds for every program, and for every text that is none."""

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tcme.dsl.canonical import canonical_bytes, digest, from_json, same, to_json
from tcme.dsl.diagnostics import Refused, Sink
from tcme.dsl.formatter import format_program, format_tree
from tcme.dsl.lexer import scan
from tcme.dsl.parser import DEEPEST, parse
from tcme.dsl.source import Source, Span
from tcme.dsl.syntax import Name, Program
from tcme.dsl.tables import NEWLINE, load
from tcme.dsl.token_kinds import CLOSERS, CONTINUATIONS, ENDERS, OPENERS, Token
from tests.dsl import trees
from tests.dsl.goldens import load as load_source

ACCEPT = sorted((Path(__file__).parent / "accept").glob("*.tcme"))
LAWS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FUZZ = settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
SIGNS = [
    *load().spelling.values(),
    "\n",
    "\n",
    "a",
    "B",
    "7",
    '"s"',
    '"""p"""',
    "// c\n",
    "/// d\n",
    "&&",
    "\\",
]


def reparsed(text: str) -> Program:
    return parse(Source("again", text)).program


def nodes(value: object) -> Iterator[object]:
    """The nodes directly inside a node."""
    if isinstance(value, tuple):
        for item in value:
            yield from [item] if is_dataclass(item) else nodes(item)
    elif is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            yield from [] if isinstance(inner, Span) else [inner] if is_dataclass(inner) else nodes(inner)


def check_spans(node: object, source: Source) -> None:
    span: Span = node.span  # type: ignore[attr-defined]
    assert 0 <= span.start < span.end <= len(source.text)
    if isinstance(node, Name):
        assert "".join(source.snippet(span).split()) == node.text
    assert source.snippet(span) == source.snippet(span).strip()
    children = sorted(nodes(node), key=lambda n: n.span)  # type: ignore[attr-defined]
    for child in children:
        assert span.contains(child.span), (node, child)  # type: ignore[attr-defined]
        check_spans(child, source)
    for left, right in pairwise(children):
        assert left.span.end <= right.span.start  # type: ignore[attr-defined]


# --- trees


@LAWS
@given(trees.programs)
def test_parsing_undoes_formatting(program: Program) -> None:
    text = format_tree(program)
    assert same(reparsed(text), program)


@LAWS
@given(trees.programs)
def test_formatting_twice_is_formatting_once(program: Program) -> None:
    source = Source("once", format_tree(program))
    assert format_program(parse(source), source) == source.text


@LAWS
@given(trees.programs)
def test_spans_lie_inside_spans(program: Program) -> None:
    source = Source("text", format_tree(program))
    check_spans(parse(source).program, source)


@LAWS
@given(trees.programs)
def test_the_canonical_tree_has_an_exact_inverse(program: Program) -> None:
    assert from_json(to_json(program)) == program


@pytest.mark.parametrize("path", ACCEPT, ids=lambda p: p.stem)
def test_spans_of_the_samples(path: Path) -> None:
    source = load_source(path)
    check_spans(parse(source).program, source)


# --- comments


def places(tokens: tuple[Token, ...]) -> Iterator[int]:
    """Offsets behind which a comment and a new line leave the program as it is."""
    opened: list[str] = []
    for token, after in pairwise(tokens):
        if token.kind in OPENERS:
            opened.append(token.kind)
        elif token.kind in CLOSERS:
            opened.pop()
        free = bool(opened) and opened[-1] != "LBRACE"
        harmless = free or token.kind not in ENDERS or after.kind in CONTINUATIONS
        if (harmless or NEWLINE in (token.kind, after.kind)) and token.kind != "DOC":
            yield token.span.end


def commented(text: str, offsets: list[int]) -> str:
    for i, offset in sorted(enumerate(offsets), key=lambda pair: -pair[1]):
        text = f"{text[:offset]} // comment {i}\n{text[offset:]}"
    return text


def check_comments(text: str, offsets: list[int]) -> None:
    source = Source("commented", commented(text, offsets))
    before = parse(source)
    formatted = format_program(before, source)
    after = parse(Source("formatted", formatted))
    assert same(before.program, reparsed(text)) and same(before.program, after.program)
    assert sorted(c.text for c in after.comments) == sorted(c.text for c in before.comments)
    assert len(before.comments) >= len(offsets)
    assert format_program(after, Source("formatted", formatted)) == formatted


@pytest.mark.parametrize("path", ACCEPT, ids=lambda p: p.stem)
def test_no_comment_is_lost_wherever_it_stands(path: Path) -> None:
    source = load_source(path)
    offsets = list(places(scan(source, load(), Sink()).tokens))
    check_comments(source.text, offsets)
    for offset in offsets[:: max(1, len(offsets) // 40)]:
        check_comments(source.text, [offset])


@LAWS
@given(trees.programs, st.randoms(use_true_random=False))
def test_no_comment_of_any_program_is_lost(program: Program, choice: random.Random) -> None:
    source = Source("text", format_tree(program))
    offsets = list(places(scan(source, load(), Sink()).tokens))
    check_comments(source.text, [offset for offset in offsets if choice.random() < 0.3])


# --- anything at all


def check_answers(text: str) -> None:
    """A program or a refusal with places inside the text; never another exception."""
    source = Source("fuzz", text)
    try:
        parsed = parse(source)
    except Refused as refused:
        assert refused.diagnostics
        assert all(0 <= d.span.start <= d.span.end <= len(text) for d in refused.diagnostics)
    else:
        formatted = format_program(parsed, source)
        assert same(reparsed(formatted), parsed.program)


@FUZZ
@given(st.lists(st.sampled_from(SIGNS), max_size=30))
def test_any_row_of_words_gets_an_answer(words: list[str]) -> None:
    check_answers("program p\n" + " ".join(words))


@FUZZ
@given(st.binary(max_size=60))
def test_any_bytes_get_an_answer(raw: bytes) -> None:
    check_answers(raw.decode("utf-8", errors="surrogateescape"))


@pytest.mark.parametrize("path", ACCEPT, ids=lambda p: p.stem)
def test_any_damage_to_a_program_gets_an_answer(path: Path) -> None:
    text, choice = load_source(path).text, random.Random(path.stem)
    for _ in range(60):
        start = choice.randrange(len(text))
        end = min(len(text), start + choice.choice([0, 1, 1, 5, 40]))
        check_answers(text[:start] + choice.choice(["", "", *SIGNS]) + text[end:])


# --- depth and size


DEEP = {
    "parentheses": ("(", "x", ")"),
    "negations": ("not ", "x", ""),
    "minus": ("-", "x", ""),
    "sum": ("", "x", " + x"),
    "index": ("", "x", "[0]"),
    "calls": ("f(", "x", ")"),
    "tuples": ("(", "x", ", x)"),
    "places": ("", "x", ".0"),
    "shifts": ("", "x", " << x"),
    "functions": ("fn(x) => ", "x", ""),
    "functions with blocks": ("fn() => { ", "x", " }"),
    "scans": ("scan a = ", "x", " for x in y { x }"),
    "pins": ("at p { ", "x", " }"),
    "arrays": ("[", "x", "]"),
    "else if": ("if x { y } else ", "if x { y } else { z }", ""),
    "blocks": ("if x { ", "y", " } else { z }"),
    "prompts": ("ask m(", "x", ') as {A} """p"""'),
}


DEEP_TYPES = {
    "options": ("", "A", "?"),
    "arrays": ("[", "A", "; 3]"),
    "lists": ("List[", "A", "; 0..3]"),
    "tuples": ("(", "A", ", A)"),
    "records": ("{a : ", "A", "}"),
}


@pytest.mark.parametrize("shape", [*(f"c = {s}" for s in DEEP), *(f"T = {s}" for s in DEEP_TYPES)])
def test_what_parses_is_shallow_enough_for_every_walk(shape: str) -> None:
    begins = "const c = " if shape.startswith("c = ") else "type T = "
    opening, middle, closing = (DEEP if shape.startswith("c = ") else DEEP_TYPES)[shape[4:]]
    accepted = 0
    for depth in [*range(5, DEEPEST + 5, 13), DEEPEST - 1, DEEPEST, 10_000]:
        text = f"program p\n{begins}{opening * depth}{middle}{closing * depth}\n"
        try:
            source = Source("deep", text)
            parsed = parse(source)
        except Refused as refused:
            assert [d.code for d in refused.diagnostics] == ["TC109"]
        else:
            accepted = depth
            assert from_json(to_json(parsed.program)) == parsed.program
            assert len(digest(parsed.program)) == 64 and canonical_bytes(parsed.program)
            assert same(reparsed(format_program(parsed, source)), parsed.program)
    assert DEEPEST // 4 < accepted < 10_000


def test_a_program_has_at_most_a_mebibyte() -> None:
    with pytest.raises(Refused, match="TC007"):
        parse(Source("large", "program p\n" + "// é\n" * 200_000))
    assert parse(Source("small", "program p\n" + "// é\n" * 20_000)).comments
