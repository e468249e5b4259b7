"""After a mistake the parser goes on with the next statement, and it knows when to stop."""

import pytest

from tcme.dsl.automaton import MOST_STOPS
from tcme.dsl.brackets import Brackets
from tcme.dsl.diagnostics import Refused, Sink
from tcme.dsl.lexer import scan
from tcme.dsl.parser import MOST_MISTAKES, parse
from tcme.dsl.source import Source
from tcme.dsl.tables import load


def lines(text: str) -> list[int]:
    """The line of each message."""
    source = Source("text", text)
    with pytest.raises(Refused) as refused:
        parse(source)
    return [source.place(d.span.start).line for d in refused.value.diagnostics]


def function(*body: str) -> str:
    return "\n".join(["program p", "fn f() -> T {", *body, "}", ""])


# Statements, and the lines of the messages, where the first statement is on line 3.
RECOVERIES = {
    "sound between broken": (["let a = 1 1", "let b = 2", "let c = 3 3", "a"], [3, 5]),
    "broken value at the end": (["let a = 1", "a a"], [4]),
    "broken let at the end": (["let a = 1 1"], [3]),
    "missing operand": (["let a = 1 +", "let b = 2 2", "a"], [4, 4]),
    "inside a branch": (["let a = if x { 1 1 } else {", "let b = 2 2", "b", "}", "a a"], [3, 4, 7]),
    "inside a function value": (["let a = map(fn(x) => {", "let b = 2 2", "b", "}, y)", "a a"], [4, 7]),
    "inside a case": (["let a = match x {", "1 => 2 2", "_ => 3", "}", "a a"], [4, 7]),
    "an open parenthesis": (["let a = f(1, (2", "let b = 2 2", "a"], [3, 4]),
    "a wrong bracket": (["let a = f(1, [2)", "let b = 2 2", "a"], [3, 4]),
    "an open brace": (["let a = if x { 1 else { 2 }", "let b = 2", "a"], [3]),
    "a brace too many": (["let a = 1 }", "let b = 2 2", "a"], [3]),
    "a brace too many behind a prompt": (['let a = ask m(x) as T } """p"""', "a"], [3]),
    "no value because of a mistake": (["a", "let b = 1", "let c = 2"], [4]),
    "no value in two branches": (["if x { } else { }"], [3, 3]),
    "a character that is none, and another line": (["let a = # 1", "let b = 2 2", "a"], [3, 4]),
}


@pytest.mark.parametrize("case", RECOVERIES)
def test_goes_on_with_the_next_statement(case: str) -> None:
    body, expected = RECOVERIES[case]
    assert lines(function(*body)) == expected


def test_tests_go_on_with_the_next_line() -> None:
    text = 'program p\ntest "t" {\nx == 1\ny = 2\nexpect\nexpect y y\nz[a = 3\n}\n'
    assert lines(text) == [3, 6, 6, 7]


def test_a_declaration_has_so_many_messages_and_a_file_so_many() -> None:
    broken = ["let = 1"] * (MOST_STOPS + 5)
    assert len(lines(function(*broken, "x"))) == MOST_STOPS
    many = "program p\n" + "const 1\n" * (MOST_MISTAKES + 5)
    assert len(lines(many)) == MOST_MISTAKES


@pytest.mark.parametrize(
    ("text", "stack"),
    [
        ("f(a[b", "(["),
        ("f(a[b)", ""),
        ("f(a[b]", "("),
        ("f(a]", "("),
        ("{ f(a[b }", ""),
        ("{ f(a[b \n", "{"),
        ("f(a { b )", "({"),
        (")]}", ""),
        ("f(match x { (a \n b", "({"),
    ],
)
def test_brackets_that_are_open(text: str, stack: str) -> None:
    tokens = scan(Source("text", text), load(), Sink()).tokens
    brackets = Brackets(tokens)
    assert "".join(token.text for token in brackets.stack) == stack
    assert brackets.in_braces == ("{" in stack)
