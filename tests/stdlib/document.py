"""The page `docs/stdlib.md`, made from the doc comments, signatures and tests of the library."""

from tcme.dsl.parser import parse
from tcme.dsl.source import Source, Span
from tcme.dsl.syntax import FunctionDecl, TestDecl
from tcme.stdlib import names, read

INTRODUCTION = """# The standard library

Written in the language itself, in `tcme/stdlib`. `use std.order` gives `order.median(…)`, and
`use std.order (median)` also plain `median(…)`. What stands in brackets after a function's name is found
from its arguments: types in upper case, sizes and ends of ranges in lower case; a step of 1 stands for
integers. What is free needs no messages in MPC. This page is made from the modules; their examples run in
the tests.
"""


def described() -> str:
    return "\n".join([INTRODUCTION, *(_module(name) for name in names())])


def offered(name: str) -> tuple[Source, dict[str, tuple[FunctionDecl, TestDecl]]]:
    """The functions of a module that are for others: those that have a test of their name."""
    source = Source(f"{name}.tcme", (read(name) or b"").decode())
    declared = parse(source).program.declarations
    tests = {d.name: d for d in declared if isinstance(d, TestDecl)}
    functions = [d for d in declared if isinstance(d, FunctionDecl) and d.name.text in tests]
    return source, {f.name.text: (f, tests[f.name.text]) for f in functions}


def _module(name: str) -> str:
    source, functions = offered(name)
    doc = parse(source).program.doc or ""
    parts = [_function(source, *pair) for pair in functions.values()]
    return "\n".join([f"## std.{name}\n\n{doc}\n", *parts])


def _function(source: Source, function: FunctionDecl, test: TestDecl) -> str:
    signature = _words(source, Span(function.name.span.start, function.body.span.start))
    examples = "\n".join(_words(source, line.span).removeprefix("expect ") for line in test.lines)
    return f"### {function.name.text}\n\n{function.doc}\n\n```\n{signature}\n```\n\n```\n{examples}\n```\n"


def _words(source: Source, span: Span) -> str:
    """The text on one line."""
    text = " ".join(source.snippet(span).split())
    for spaced, close in (("( ", "("), (" )", ")"), ("[ ", "["), (" ]", "]")):
        text = text.replace(spaced, close)
    return text
