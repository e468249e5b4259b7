"""The page of the library, and what every function of it has."""

from pathlib import Path

import pytest

from tcme.dsl.parser import parse
from tcme.dsl.syntax import FunctionDecl
from tcme.stdlib import names
from tests.dsl.goldens import assert_golden
from tests.stdlib.document import described, offered

PAGE = Path(__file__).parents[2] / "docs" / "stdlib.md"


def test_the_page_is_made_from_the_modules() -> None:
    """`TCME_UPDATE=1 pytest tests/stdlib/test_document.py` writes it anew."""
    assert_golden(PAGE, described())


@pytest.mark.parametrize("name", names())
def test_everything_is_documented(name: str) -> None:
    source, functions = offered(name)
    program = parse(source).program
    assert program.doc and functions
    assert all(d.doc for d in program.declarations if isinstance(d, FunctionDecl))
