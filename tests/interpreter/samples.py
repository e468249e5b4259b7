"""A program around one expression, run on values as JSON writes them."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

from tcme.compiler import core
from tcme.compiler.core import AskSite, CoreProgram, Value
from tcme.compiler.interpreter import Interpreter
from tcme.compiler.typecheck.fixed import is_number, over
from tcme.compiler.typecheck.walk import walk
from tcme.compiler.values import check
from tcme.dsl.ty import Ty
from tests.typecheck.goldens import accepted
from tests.typecheck.invariants import broken

PROGRAM = """program sample

party alice, bob

type Way = {UP, DOWN, LEFT}
type Row = {id : Key, age : Int[0..9], pay : Fixed[0..10 by 0.5]}

%s
output R {
    x : Bool of %s to bob because "a sample"
}

%s

fn main() -> R {
    let found%s = %s
    release R(true)
}
"""


def nobody(site: AskSite, args: tuple[str, ...]) -> str:
    raise AssertionError("nobody was to be asked")


class Expression:
    """An expression over inputs of alice, ready to be run many times."""

    def __init__(self, text: str, inputs: Mapping[str, str], *, ty: str = "", functions: str = "") -> None:
        declared = "".join(f"input {name} : {t} from alice\n" for name, t in inputs.items())
        annotation = f" : {ty}" if ty else ""
        source = PROGRAM % (declared, ", ".join(inputs), functions, annotation, text)
        self.program = accepted(source)
        assert not broken(self.program), broken(self.program)
        self.found = next(b for b in walk(self.program.result) if _is_found(b))
        assert isinstance(self.program.result, core.Let)
        value = core.MakeRecord((("value", self.found.value),), self.program.result.ty, self.program.span)
        before = self.program.result.bindings[: self.program.result.bindings.index(self.found)]
        result = core.Let(before, value, value.ty, value.span)
        self.interpreter = Interpreter(_with_result(self.program, result))

    @property
    def ty(self) -> Ty:
        return self.found.value.ty

    @property
    def types(self) -> dict[str, Ty]:
        return {i.name: i.ty for i in self.program.inputs}

    def __call__(self, **inputs: Value) -> Value:
        """The value, which is of the type that was inferred."""
        value = self.interpreter.run(inputs, nobody)["value"]
        assert check(self.ty, value) is None, (inputs, value, self.ty)
        return value


def _is_found(node: object) -> bool:
    return isinstance(node, core.Binding) and node.name == "found"


def _with_result(program: CoreProgram, result: core.Expr) -> CoreProgram:
    return replace(program, result=result)


def fraction(ty: Ty, value: Value) -> Fraction:
    """The number that a value is."""
    assert is_number(ty) and isinstance(value, int)
    return Fraction(value, over(ty))


@cache
def expression(text: str, *inputs: tuple[str, str], ty: str = "", functions: str = "") -> Expression:
    return Expression(text, dict(inputs), ty=ty, functions=functions)
