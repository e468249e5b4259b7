"""Descriptions at random, and adversaries one by one: what the laws are tested on."""

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import strategies as st

from tcme.compiler.core import Const, CoreProgram, Input, Principal, Threshold, Trust
from tcme.compiler.diff import Description
from tcme.compiler.diff.description import Output
from tcme.compiler.flow.axioms import REACH, axioms
from tcme.compiler.flow.formula import evaluate
from tcme.dsl.source import NOWHERE
from tcme.dsl.syntax import Level
from tcme.dsl.ty import IntTy, NoneTy

PRINCIPALS = tuple(
    Principal(name, kind, NOWHERE)  # type: ignore[arg-type]
    for kind, names in (("party", "ann ben cleo"), ("helper", "dora"), ("environment", "cloud"))
    for name in names.split()
)
NAMES = tuple(p.name for p in PRINCIPALS)
HEAR = NAMES[:4]
INPUTS = tuple(Input(f"x_{who}", IntTy(0, 99), who, None, NOWHERE) for who in ("ann", "ben"))
SOURCES = tuple(i.name for i in INPUTS)


def some(names: tuple[str, ...], *, least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), min_size=least, unique=True).map(
        lambda found: tuple(sorted(found))
    )


@st.composite
def thresholds(draw: st.DrawFn) -> Threshold:
    members = draw(some(NAMES, least=1))
    level: Level = draw(st.sampled_from(("passive", "crafting", "active")))
    return Threshold(draw(st.integers(0, len(members))), members, level, NOWHERE)


trusts = st.builds(
    Trust,
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from((None, "secrecy", "integrity")),
    st.just(NOWHERE),
)


@st.composite
def outputs(draw: st.DrawFn, name: str) -> Output:
    values, sources = draw(st.integers(1, 9)), draw(some(SOURCES, least=1))
    influence = {who: draw(st.sampled_from(("crafting", "active"))) for who in draw(some(NAMES))}
    return Output(
        name=name,
        ty=IntTy(0, values - 1),
        values=values,
        sources=sources,
        recipients=draw(some(HEAR, least=1)),
        because="agreed",
        steered_by=draw(some(NAMES)),
        depends=sources,
        influence=tuple(influence.items()),
        computed="one way",
    )


@st.composite
def descriptions(draw: st.DrawFn) -> Description:
    fields = [draw(outputs(f"f{n}")) for n in range(draw(st.integers(0, 4)))]
    return Description(
        declared=CoreProgram(
            name="made",
            doc=None,
            principals=PRINCIPALS,
            thresholds=tuple(draw(st.lists(thresholds(), max_size=2))),
            trusts=tuple(draw(st.lists(trusts, max_size=2))),
            models=(),
            inputs=INPUTS,
            requires=(),
            output="Out",
            fields=(),
            leaks=(),
            accepts=(),
            goals=(),
            result=Const(None, NoneTy(), NOWHERE),
            span=NOWHERE,
        ),
        outputs=tuple(fields),
        endorsements=draw(some(("because", "since"))),
        requires=(),
        claims=draw(some(("learn ann", "steer ben"))),
        readers=tuple(draw(st.lists(st.sampled_from([("cloud", x) for x in SOURCES]), unique=True))),
        protocol=None,
        shared=draw(some(SOURCES)),
        questions=(),
        text="",
    )


def adversaries(declared: CoreProgram) -> Iterator[Mapping[str, Level]]:
    """Every admitted adversary, by trying every assignment of levels."""
    lines = axioms(declared)
    for levels in product(*(REACH[p.kind] for p in declared.principals)):
        found = dict(zip((p.name for p in declared.principals), levels, strict=True))
        if all(evaluate(a.formula, found) for a in lines):
            yield found
