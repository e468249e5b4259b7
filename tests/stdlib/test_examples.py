"""The tests that the modules themselves hold: each function's example."""

import pytest

from tcme.compiler.link import link
from tcme.compiler.testing import Interpreted, Suite
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Source
from tcme.stdlib import names, read


@pytest.mark.parametrize("name", names())
def test_the_examples_hold(name: str) -> None:
    sink = Sink()
    linked = link(Source(f"{name}.tcme", (read(name) or b"").decode()), sink)
    suite = Suite(linked)
    assert suite.tests and not sink.diagnostics
    for test in suite.tests:
        assert suite.run(test, Interpreted()) == (), test.name
