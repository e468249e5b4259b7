"""`std.auctions` and `std.voting`: who is chosen, against Python's `max`."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stdlib.calls import array, matrix, value_of

few = settings(max_examples=60, deadline=None)
BID = "Int[0..9]"
CANDIDATES = ("RED", "GREEN", "BLUE")


@few
@given(st.lists(st.integers(0, 9), min_size=2, max_size=6))
def test_auctions(bids: list[int]) -> None:
    result = f"(Int[0..{len(bids) - 1}], {BID})"
    highest, second = sorted(bids, reverse=True)[:2]
    winner = bids.index(highest)
    assert value_of("auctions.first_price(bids)", result, bids=array(BID, bids)) == (winner, highest)
    assert value_of("auctions.second_price(bids)", result, bids=array(BID, bids)) == (winner, second)


@few
@given(st.lists(st.sampled_from(CANDIDATES), min_size=1, max_size=6))
def test_plurality(votes: list[str]) -> None:
    found = value_of("voting.plurality([RED, GREEN, BLUE], votes)", "Colour", votes=array("Colour", votes))
    assert found == max(CANDIDATES, key=votes.count)


@few
@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=5))
def test_approval(ballots: list[list[bool]]) -> None:
    found = value_of("voting.approval(ballots)", "Int[0..2]", ballots=matrix("Bool", ballots))
    assert found == max(range(3), key=lambda c: sum(ballot[c] for ballot in ballots))
