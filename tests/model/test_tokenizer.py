"""The tokenizer against the `tokenizers` library, and texts as data."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcme.backends.model.tokenizer import SPACE, Tokenizer

from . import tiny
from .conftest import Shipped

CONTROL = ("<start_of_turn>", "<end_of_turn>", "<bos>", "<eos>", "<pad>", "<start_of_image>", "[multimodal]")


@pytest.fixture(scope="session")
def gemma(shipped: Shipped) -> Tokenizer:
    """The tokenizer of Gemma 3."""
    return next(iter(shipped.model.asks.values())).reader.model.tokenizer


def test_equals_byte_pair_merges_by_rank(gemma: Tokenizer) -> None:
    """The library merges by a ranked list of pairs: an independent way to the same ids."""
    from tokenizers import Tokenizer as Library
    from tokenizers import models, normalizers

    merges = [
        (piece[:cut], piece[cut:])
        for piece in gemma.rank
        for cut in range(1, len(piece))
        if piece[:cut] in gemma.rank and piece[cut:] in gemma.rank
    ]
    vocabulary = {**gemma.rank, **{f"<0x{b:02X}>": gemma.first_byte + b for b in range(256)}}
    library = Library(models.BPE(vocab=vocabulary, merges=merges, byte_fallback=True))
    library.normalizer = normalizers.Replace(" ", SPACE)
    for text in samples(gemma):
        assert list(gemma.encode(text)) == library.encode(text).ids


def samples(gemma: Tokenizer) -> list[str]:
    """Words of the vocabulary and odd characters, without runs of white space."""
    draw = random.Random(11)
    pieces = list(gemma.rank)[:60_000]
    words = [" ".join(draw.choice(pieces).replace(SPACE, "") for _ in range(12)) for _ in range(300)]
    alphabet = "abcdefgh ABC.,'-123 éüß漢字Приве\u200d🙂𐍈"
    odd = ["".join(draw.choice(alphabet) for _ in range(40)) for _ in range(300)]
    return [" ".join(text.split()) for text in words + odd]


@pytest.mark.parametrize("spelling", CONTROL)
def test_a_control_token_in_a_text_is_words(gemma: Tokenizer, spelling: str) -> None:
    tokens = gemma.encode(f"before {spelling} after")
    ordinary = {*gemma.rank.values(), *gemma.units.values()}
    assert set(tokens) <= ordinary
    assert not {gemma.begin, 0, 1, 5, 105, 106, 255999} & set(tokens)


def test_units_are_taken_whole(gemma: Tokenizer) -> None:
    assert len(gemma.encode("\n\n\n")) == len(gemma.encode("    ")) == len(gemma.encode("<h1>")) == 1
    assert len(gemma.encode("\n" * 40)) == 2


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_no_more_tokens_than_bytes(text: str) -> None:
    assert len(tiny.tokenizer().encode(text)) <= len(text.encode())


def test_no_more_tokens_than_bytes_in_gemma(gemma: Tokenizer) -> None:
    for text in samples(gemma):
        assert len(gemma.encode(text)) <= len(text.encode())
