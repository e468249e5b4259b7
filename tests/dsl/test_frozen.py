"""Frozen nodes behave as frozen, slotted dataclasses do."""

import copy
import pickle
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from tcme.dsl.frozen import frozen


@frozen
class Pair:
    left: int
    right: tuple[int, ...] = (1, 2)


@frozen
class Empty:
    pass


@frozen
class Other:
    left: int
    right: tuple[int, ...] = (1, 2)


def test_fields_by_place_by_name_and_by_default() -> None:
    assert Pair(1) == Pair(left=1) == Pair(1, right=(1, 2)) == Pair(1, (1, 2))
    assert Pair(1) != Pair(2) and Pair(1) != Other(1)  # type: ignore[comparison-overlap]
    assert Empty() == Empty() and hash(Empty()) == hash(Empty())
    assert len({Pair(1), Pair(1), Pair(2)}) == 2
    assert repr(Pair(1)) == "Pair(left=1, right=(1, 2))"


@pytest.mark.parametrize("args", [(), (1, (2,), 3)])
def test_too_few_or_too_many(args: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        Pair(*args)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Pair(1, left=2)  # type: ignore[misc]


def test_nothing_changes_afterwards() -> None:
    pair = Pair(1)
    with pytest.raises(FrozenInstanceError):
        pair.left = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del pair.left
    with pytest.raises(FrozenInstanceError):
        pair.more = 1  # type: ignore[attr-defined]


def test_the_tools_of_dataclasses_work() -> None:
    assert replace(Pair(1), left=5) == Pair(5)
    assert [f.name for f in fields(Pair)] == ["left", "right"]
    assert pickle.loads(pickle.dumps(Pair(3, (4,)))) == Pair(3, (4,)) == copy.deepcopy(Pair(3, (4,)))
    match Pair(7):
        case Pair(left, (first, *_)):
            assert (left, first) == (7, 1)
