"""Random expressions: every value that is seen lies in the type that was inferred."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tcme.compiler import core
from tcme.compiler.interpreter import Interpreter, Violation
from tcme.compiler.typecheck.walk import walk
from tcme.compiler.values import boundary, check, sample
from tests.typecheck.goldens import accepted
from tests.typecheck.invariants import broken

PROGRAM = """program sample

party alice, bob

type Way = {{UP, DOWN, LEFT}}
input a : Int[-5..5] from alice
input b : Int[0..9] from alice
input xs : [Int[-3..4]; 3] from alice
input way : Way from alice
input maybe : Int[-2..3]? from alice

output R {{
    x : Int[{lo}..{hi}] of a to bob because "a sample"
}}

fn bend(v : Int[{lo}..{hi}], w : Way) -> Int[{lo}..{hi}] {{
    match w {{ UP => v + 1, DOWN => v / 2, LEFT => 0 - v }}
}}

fn main() -> R {{
    let found = {text}
    release R(found)
}}
"""
WIDE = 10**38

STEPS = (
    "s + {}", "s - x * {}", "max(s, {})", "if x > 0 {{ s + {} }} else {{ s }}", "min(s * 2, {})", "x - s / 3",
)  # fmt: skip

numbers = st.one_of(
    st.integers(-4, 12).map(lambda n: f"({n})"), st.sampled_from(["a", "b", "sum(xs)", "argmax(xs)", "xs[1]"])
)


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/%"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        pair.map(lambda t: f"min({t[0]}, {t[1]})"),
        pair.map(lambda t: f"max({t[0]}, {t[1]}, 2)"),
        inner.map(lambda t: f"abs({t})"),
        inner.map(lambda t: f"-{t}"),
        pair.map(lambda t: f"(if {t[0]} < b {{ {t[1]} }} else {{ {t[0]} }})"),
        pair.map(lambda t: f"(match way {{ UP => {t[0]}, _ => {t[1]} }})"),
        pair.map(lambda t: f"(match maybe {{ none => {t[0]}, some => {t[1]} }})"),
        inner.map(lambda t: f"xs[{t} % 3]"),
        inner.map(lambda t: f"bend({t}, way)"),
        inner.map(lambda t: f"sum([{t} for i in 1..2])"),
        st.tuples(inner, st.sampled_from(STEPS), inner).map(
            lambda t: f"(fold s = {t[0]} for x in xs {{ {t[1].format(t[2])} }})"
        ),
    )


expressions = st.recursive(numbers, larger, max_leaves=6)


# Two folds, one inside the other, would have to bind different names.
simple = expressions.filter(lambda t: all(t.count(word) <= 1 for word in ("fold", " for i ", "some =>")))


@settings(max_examples=150, deadline=None)
@given(simple, st.integers(0, 2**32))
def test_values_lie_in_the_inferred_type(text: str, seed: int) -> None:
    program = accepted(PROGRAM.format(lo=-WIDE, hi=WIDE, text=text))
    assert not broken(program)
    ty = next(b.value.ty for b in walk(program.result) if isinstance(b, core.Binding) and b.name == "found")
    interpreter, random = Interpreter(program), Random(seed)
    for attempt in range(12):
        inputs = {
            item.name: sample(item.ty, random) if attempt > 5 else random.choice(boundary(item.ty))
            for item in program.inputs
        }
        try:
            value = interpreter.run(inputs, lambda site, args: site.values[0])["x"]
        except Violation as violation:
            assert violation.span in {goal.span for goal in program.goals}
        else:
            assert check(ty, value) is None
