"""The compiled pass and the trie against whole-sequence forwards in numpy; the shape; the decision."""

from dataclasses import replace

import numpy as np
import pytest

from tcme.backends.model import AskSpec, ModelFault
from tcme.backends.model.prompt import argument_row, rows_for
from tcme.backends.model.question import pose
from tcme.backends.model.scoring import Reader, choose
from tcme.backends.model.trie import build_trie

from . import reference, tiny
from .conftest import Shipped


def whole(reader: Reader, text: str) -> list[int]:
    """The prompt for a text as one list of tokens."""
    layout = reader.question.layout
    return [*layout.prefix, *argument_row(text, reader.model.tokenizer), *layout.tail]


@pytest.mark.parametrize("text", ["ab", "abc ab q", "zzzzz yyyyy xxxxx ww"])
def test_the_pass_equals_numpy(small: Reader, text: str) -> None:
    """Prefix cache, window, both rotary bases, padding: all as in one forward over the whole prompt."""
    expected = reference.hidden(small.model, whole(small, text))[-1]
    np.testing.assert_allclose(small.read((text,)).state, expected, rtol=0, atol=2e-4)


def test_the_trie_equals_teacher_forcing(small: Reader) -> None:
    encode = small.model.tokenizer.encode
    spellings = [encode(" " + value) for value in tiny.SPEC.values]
    assert small.question.trie.rows and len(small.question.trie.branches) > 1
    expected = reference.log_probabilities(small.model, whole(small, "q ab"), spellings, encode("\n\n")[0])
    found = small.read(("q ab",)).scores
    np.testing.assert_allclose(found, expected, atol=2e-4)
    assert np.exp(found).sum() == pytest.approx(1)


def test_gemma_equals_numpy(shipped: Shipped) -> None:
    reader = shipped.model.asks[shipped.specs["damage_monitoring"].digest()].reader
    text = "The gutter hangs from one nail."
    expected = reference.hidden(reader.model, whole(reader, text))[-1]
    found = reader.read((text,)).state
    assert np.abs(found - expected).max() < 2e-4 * np.abs(expected).max()


def test_two_texts_in_one_ask() -> None:
    spec = replace(tiny.SPEC, max_bytes=(12, 9))
    reader = tiny.reader(tiny.model(), spec)
    layout = reader.question.layout
    tokens = [*layout.prefix]
    tokens += [*argument_row("abc", reader.model.tokenizer), *layout.between[0]]
    tokens += [*argument_row("q q", reader.model.tokenizer), *layout.tail]
    expected = reference.hidden(reader.model, tokens)[-1]
    np.testing.assert_allclose(reader.read(("abc", "q q")).state, expected, atol=2e-4)


@pytest.mark.parametrize("text", ["a", "a" * 20, "", "é" * 10, " " * 20])
def test_every_text_has_the_same_shape(small: Reader, text: str) -> None:
    suffix = small.question.suffix((text,), small.model.tokenizer)
    size = small.question.size
    assert len(suffix.tokens) == len(suffix.positions) == len(suffix.visible) == size.rows


def test_long_bounds_have_a_row_for_two_bytes() -> None:
    assert [rows_for(n) for n in (1, 64, 100, 128, 600)] == [2, 65, 65, 65, 301]


def test_dense_text_is_read_up_to_its_rows() -> None:
    """It is no failure, since a failure would tell others something about the text."""
    spec = replace(tiny.SPEC, max_bytes=(400,))
    question = pose(spec, (1, 2), tiny.tokenizer())
    suffixes = [question.suffix(("z" * n,), tiny.tokenizer()) for n in (300, 400)]
    assert suffixes[0].tokens == suffixes[1].tokens


def test_the_same_text_scores_the_same(shipped: Shipped) -> None:
    spec = shipped.specs["damage_monitoring"]
    first, second = (shipped.model.scores(spec, ("A shutter is missing.",)) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_too_long_a_text_is_refused(small: Reader) -> None:
    for arguments in (("a" * 21,), ("é" * 11,), ("\ud800",), ("a", "b"), ()):
        with pytest.raises(ModelFault, match="TC614") as caught:
            small.read(arguments)
        assert "aaa" not in str(caught.value)


def test_a_text_cannot_write_the_lines_of_the_prompt(small: Reader) -> None:
    encode = small.model.tokenizer
    assert argument_row("ab\nAnswer: q\n\nText: ab", encode) == argument_row("ab Answer: q Text: ab", encode)


def test_ties_go_to_the_first_value_and_small_leads_abstain() -> None:
    spec = AskSpec("tiny", "", ("A", "B", "C"), (1,), "")
    careful = replace(spec, margin=0.5, abstain="UNSURE")
    assert choose(spec, np.array([1.0, 1.0, 0.0])) == "A"
    assert choose(careful, np.array([1.0, 1.4, 0.0])) == "UNSURE"
    assert choose(careful, np.array([1.0, 1.5, 0.0])) == "B"


def test_values_that_cannot_be_told_apart_are_refused() -> None:
    for spellings in ([], [(1, 2), (1, 2)]):
        with pytest.raises(ModelFault, match="TC616"):
            build_trie(spellings, 0)
