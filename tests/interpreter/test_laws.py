"""Random expressions over numbers with steps and lists: every value lies in the type that was inferred."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tcme.compiler.interpreter import Violation
from tcme.compiler.values import boundary, sample
from tests.interpreter.samples import Expression

INPUTS = {
    "a": "Int[-5..5]",
    "f": "Fixed[-1..3 by 0.25]",
    "g": "Fixed[0..1 by 0.1]",
    "l": "List[Int[-3..4]; 0..3]",
    "m": "List[Fixed[0..2 by 0.5]; 1..3]",
    "maybe": "Fixed[-1..1 by 0.5]?",
}
numbers = st.one_of(
    st.integers(-9, 9).map(lambda n: f"({n})"),
    st.integers(-99, 99).map(lambda n: f"({n / 10})"),
    st.sampled_from(["a", "f", "g", "sum(l)", "sum(m)", "max(m)", "len(l)", "argmin(m)"]),
)
lists = st.sampled_from(["l", "m", "concat(l, m)", "concat([a, 1], l)", "[0.5, f]"])
steps = st.sampled_from(["", ", 0.1", ", 0.25", ", 0.3", ", 2"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    rounding = st.sampled_from(["round", "floor", "ceil"])
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(rounding, inner, steps).map(lambda t: f"{t[0]}({t[1]}{t[2]})"),
        st.tuples(rounding, inner, inner, steps).map(lambda t: f"{t[0]}({t[1]} / {t[2]}{t[3]})"),
        pair.map(lambda t: f"max({t[0]}, {t[1]}, 0.5)"),
        inner.map(lambda t: f"abs({t})"),
        inner.map(lambda t: f"-{t}"),
        pair.map(lambda t: f"(if {t[0]} < f {{ {t[1]} }} else {{ {t[0]} }})"),
        pair.map(lambda t: f"(match maybe {{ none => {t[0]}, some => some + {t[1]} }})"),
        st.tuples(inner, lists).map(lambda t: f"sum([e * {t[0]} for e in {t[1]}])"),
        st.tuples(inner, lists).map(lambda t: f"sum(filter(fn(e) => e > {t[0]}, {t[1]}))"),
        st.tuples(inner, lists).map(lambda t: f"(fold s = 0 for e in {t[1]} {{ s + min(e, {t[0]}) }})"),
        st.tuples(inner, lists).map(lambda t: f"(fold s = {t[0]} for e in {t[1]} {{ max(s, e) }})"),
        inner.map(lambda t: f"(match l[floor({t})] {{ none => 0, some => some }})"),
    )


expressions = st.recursive(numbers, larger, max_leaves=5).filter(
    lambda t: all(t.count(word) <= 1 for word in (" e ", "some =>", "fn(e)")) and t.count("e * ") <= 1
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(expressions, st.integers(0, 2**32))
def test_values_lie_in_the_inferred_type(text: str, seed: int) -> None:
    found, random = Expression(text, INPUTS), Random(seed)
    for attempt in range(12):
        inputs = {
            name: sample(ty, random) if attempt > 5 else random.choice(boundary(ty))
            for name, ty in found.types.items()
        }
        try:
            found(**inputs)
        except Violation as violation:
            assert violation.span in {goal.span for goal in found.program.goals}
