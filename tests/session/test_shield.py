"""An interrupt comes before or after a step that must not be divided."""

import signal
import threading
from collections.abc import Iterator

import pytest

from tcme.backends.session.shield import ENDING, uninterrupted


@pytest.fixture(autouse=True)
def _usual_handlers() -> Iterator[None]:
    before = {number: signal.signal(number, signal.default_int_handler) for number in ENDING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", ENDING)
def test_the_step_is_finished_first(number: signal.Signals) -> None:
    done = list[str]()
    with pytest.raises(KeyboardInterrupt):
        with uninterrupted():
            signal.raise_signal(number)
            done.append("the step")
        done.append("what comes after it")
    assert done == ["the step"]
    assert all(signal.getsignal(n) is signal.default_int_handler for n in ENDING)


def test_a_step_that_fails_fails_as_it_does() -> None:
    with pytest.raises(ValueError), uninterrupted():
        raise ValueError
    assert all(signal.getsignal(n) is signal.default_int_handler for n in ENDING)


def test_steps_inside_steps() -> None:
    done = list[int]()
    with pytest.raises(KeyboardInterrupt):
        with uninterrupted():
            with uninterrupted():
                signal.raise_signal(signal.SIGINT)
                done.append(1)
            done.append(2)
        done.append(3)
    assert done == [1, 2]


def test_what_is_ignored_stays_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with uninterrupted():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_other_threads_have_no_handlers() -> None:
    done = list[bool]()

    def step() -> None:
        with uninterrupted():
            done.append(signal.getsignal(signal.SIGINT) is signal.default_int_handler)

    thread = threading.Thread(target=step)
    thread.start()
    thread.join()
    assert done == [True]
