"""Runs of a program."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from tcme.compiler.core import AskSite, CoreProgram, Require, Value
from tcme.compiler.interpreter.code import Answer, Code, Frame, compile_expr


class Interpreter:
    """A program made ready to be run many times."""

    def __init__(self, program: CoreProgram) -> None:
        self._result = compile_expr(program.result)
        self._requires = [(require, compile_expr(require.condition)) for require in program.requires]

    def run(self, inputs: Mapping[str, Value], answer: Answer) -> dict[str, Value]:
        """The output's fields by name; raises Violation where the inputs break a goal.

        `answer` gives one of the site's values, or its abstain value where it has one."""
        return cast(dict[str, Value], _run(self._result, inputs, answer))

    def violated(self, inputs: Mapping[str, Value]) -> tuple[Require, ...]:
        """The requirements that the inputs break, in order; raises Violation as `run` does."""
        return tuple(r for r, code in self._requires if not _run(code, inputs, _nobody))


def evaluate(program: CoreProgram, inputs: Mapping[str, Value], answer: Answer) -> dict[str, Value]:
    """One run; see `Interpreter.run`."""
    return _ready(_Same(program)).run(inputs, answer)


def evaluate_requires(program: CoreProgram, inputs: Mapping[str, Value]) -> tuple[Require, ...]:
    """The requirements that the inputs break; see `Interpreter.violated`."""
    return _ready(_Same(program)).violated(inputs)


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A program as itself: comparing trees would cost more than running them."""

    program: CoreProgram

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.program is self.program

    def __hash__(self) -> int:
        return id(self.program)


@lru_cache(maxsize=16)
def _ready(same: _Same) -> Interpreter:
    return Interpreter(same.program)


def _run(code: Code, inputs: Mapping[str, Value], answer: Answer) -> Value:
    return cast(Value, code.run(Frame(dict(inputs), {}, answer)))


def _nobody(site: AskSite, args: tuple[str, ...]) -> str:
    raise AssertionError("a require asks no model")
