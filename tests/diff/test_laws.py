"""What holds of any two programs: nothing that anybody hears, steers or may be grows unsaid."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tcme.compiler.diff import Amount, Change, Description, compare
from tcme.compiler.diff.description import Output
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import IntTy
from tests.diff.worlds import (
    HEAR,
    NAMES,
    SOURCES,
    adversaries,
    descriptions,
    outputs,
    thresholds,
    trusts,
)

MANY = settings(max_examples=50, deadline=None)
SOME = settings(max_examples=20, deadline=None)


def amounts(changes: tuple[Change, ...]) -> dict[tuple[str, tuple[str, ...]], tuple[Any, Any, str]]:
    return {(c.subject, c.who): (c.old, c.new, c.direction) for c in changes if c.topic == "learned"}


def with_output(d: Description, at: int, **parts: Any) -> Description:
    made = [replace(o, **parts) if n == at else o for n, o in enumerate(d.outputs)]
    return replace(d, outputs=tuple(made), text="other")


@MANY
@given(descriptions())
def test_a_program_is_the_same_as_itself(d: Description) -> None:
    found = compare(d, d)
    assert (found.verdict, found.changes) == ("same", ())


@MANY
@given(descriptions())
def test_another_text_is_never_the_same(d: Description) -> None:
    assert compare(d, replace(d, text="other")).verdict == "changed"


@MANY
@given(descriptions(), descriptions())
def test_more_one_way_is_less_the_other(old: Description, new: Description) -> None:
    there, back = compare(old, new), compare(new, old)
    mirrored = {"more": "less", "less": "more"}
    expected = {k: (new, old, mirrored[way]) for k, (old, new, way) in amounts(there.changes).items()}
    assert amounts(back.changes) == expected
    both = {o.name for o in old.outputs} & {o.name for o in new.outputs}
    ways = [
        [
            c.direction
            for c in found.changes
            if c.direction != "changed" and (c.topic != "steering" or c.subject in both)
        ]
        for found in (there, back)
    ]
    assert sorted(ways[0]) == sorted(mirrored[way] for way in ways[1])


@SOME
@given(descriptions(), descriptions())
def test_whoever_hears_more_is_said(old: Description, new: Description) -> None:
    """Every adversary of either program, one by one, against what the comparison says: of coalitions it names
    one, of the smallest size."""
    said = [c for c in compare(old, new).changes if c.topic == "learned" and c.direction == "more"]
    for found in (k for d in (old, new) for k in adversaries(d.declared)):
        corrupt = frozenset(p for p, level in found.items() if level != "honest")
        for source, owner in old.owners.items():
            if owner not in corrupt and new.told(source, corrupt) > old.told(source, corrupt):
                about = [{*c.who} for c in said if c.subject == source]
                assert any(who <= corrupt or 1 < len(who) <= len(corrupt) for who in about)


@SOME
@given(descriptions(), descriptions())
def test_what_is_said_of_somebody_is_so(old: Description, new: Description) -> None:
    for c in (c for c in compare(old, new).changes if c.topic == "learned"):
        who = frozenset(c.who)
        assert (c.old, c.new) == (Amount(old.told(c.subject, who)), Amount(new.told(c.subject, who)))
        parts = [frozenset((one,)) for one in c.who] if len(c.who) > 1 else []
        grew = [new.told(c.subject, p) > old.told(c.subject, p) for p in parts]
        assert c.direction == "less" or not any(grew)


@SOME
@given(descriptions(), descriptions())
def test_adversaries_that_are_assumed_away_are_counted(old: Description, new: Description) -> None:
    before, after = ({tuple(k.items()) for k in adversaries(d.declared)} for d in (old, new))
    said = {c.kind: c.old or c.new for c in compare(old, new).changes if c.topic == "adversaries"}
    assert said.get("assumed away", 0) == len(before - after)
    assert said.get("covered", 0) == len(after - before)


# --- what is always more


@MANY
@given(descriptions(), outputs("added"))
def test_a_new_field_is_more(d: Description, field: Output) -> None:
    assert compare(d, replace(d, outputs=(*d.outputs, field), text="other")).verdict == "more"


@MANY
@given(descriptions(), st.data())
def test_a_recipient_a_source_a_steerer_or_a_bigger_type_is_more(d: Description, data: st.DataObject) -> None:
    parts = {"recipients": HEAR, "sources": SOURCES, "steered_by": NAMES, "values": ()}
    for at, output in enumerate(d.outputs):
        part = data.draw(st.sampled_from(sorted(parts)))
        if part == "values":
            new = with_output(d, at, values=output.values + 1, ty=IntTy(0, output.values))
        else:
            had = getattr(output, part)
            left = [name for name in parts[part] if name not in had]
            if not left:
                continue
            new = with_output(d, at, **{part: (*had, data.draw(st.sampled_from(left)))})
        assert compare(d, new).verdict == "more", part


@MANY
@given(descriptions(), st.data())
def test_somebody_who_steers_from_a_lower_level_is_more(d: Description, data: st.DataObject) -> None:
    held = {(who, level) for k in adversaries(d.declared) for who, level in k.items()}
    for at, output in enumerate(d.outputs):
        who = data.draw(st.sampled_from(NAMES))
        others = tuple(pair for pair in output.influence if pair[0] != who)
        new = with_output(d, at, influence=(*others, (who, "passive")))
        possible = any((who, level) in held for level in ("passive", "crafting", "active"))
        if possible:
            assert compare(d, new).verdict == "more"


@MANY
@given(descriptions(), st.one_of(trusts, thresholds()))
def test_an_assumption_is_more_exactly_where_it_excludes_somebody(d: Description, line: Any) -> None:
    added = {"trusts": (*d.declared.trusts, line)} if hasattr(line, "truster") else {
        "thresholds": (*d.declared.thresholds, line)
    }  # fmt: skip
    new = replace(d, declared=replace(d.declared, **added), text="other")
    fewer = len([*adversaries(new.declared)]) < len([*adversaries(d.declared)])
    assert compare(d, new).verdict == ("more" if fewer else "changed")
    assert compare(new, d).verdict == ("less" if fewer else "changed")


@MANY
@given(descriptions(), st.data())
def test_a_lower_bound_on_the_corrupt_is_more(d: Description, data: st.DataObject) -> None:
    for at, line in enumerate(d.declared.thresholds):
        if line.limit:
            lines = list(d.declared.thresholds)
            lines[at] = replace(line, limit=line.limit - 1, span=NOWHERE)
            new = replace(d, declared=replace(d.declared, thresholds=tuple(lines)), text="other")
            fewer = len([*adversaries(new.declared)]) < len([*adversaries(d.declared)])
            assert compare(d, new).verdict == ("more" if fewer else "changed")
