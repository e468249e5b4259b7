"""`std.strings` against the textbook definitions."""

from base64 import b64encode
from itertools import zip_longest

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stdlib.calls import value_of

few = settings(max_examples=80, deadline=None)
words = st.text("ab", max_size=5).map(str.encode)
WORD = "Bytes[0..5]"


def word(value: bytes) -> str:
    return b64encode(value).decode()


def distance(a: bytes, b: bytes) -> int:
    """Wagner and Fischer 1974."""
    above = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y)))
        above = row
    return above[-1]


@few
@given(words, words)
def test_equal_and_hamming(a: bytes, b: bytes) -> None:
    inputs = {"a": (WORD, word(a)), "b": (WORD, word(b))}
    assert value_of("strings.equal(a, b)", "Bool", **inputs) == (a == b)
    assert value_of("strings.hamming(a, b)", "Int[0..5]", **inputs) == sum(
        x != y for x, y in zip_longest(a, b)
    )


@few
@given(words, st.text("ab", max_size=3).map(str.encode))
def test_edit_distance(a: bytes, b: bytes) -> None:
    inputs = {"a": (WORD, word(a)), "b": ("Bytes[0..3]", word(b))}
    assert value_of("strings.edit_distance(a, b)", "Int[0..5]", **inputs) == distance(a, b)
    assert value_of("strings.edit_distance(b, a)", "Int[0..5]", **inputs) == distance(a, b)
