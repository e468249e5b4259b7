"""Warnings about fields that tell less than they say, each shown for all values: never a guess.

Runs settle nearly every question without one: what changed a field matters to it.  Only what never differed
is looked at further; where no proof of ours is found Z3 is asked, and where it finds none nothing is said.
"""

from collections.abc import Iterator
from functools import reduce

from tcme.compiler.core import CoreProgram, Field, InputRef, file_key
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.semantic.observe import Observed, Pair, observe
from tcme.compiler.semantic.proof import How
from tcme.compiler.typecheck.walk import walk
from tcme.dsl.diagnostics import Diagnostic, Note, Severity
from tcme.dsl.frozen import frozen

MOST_EFFORT = 40_000


@frozen
class Said:
    """A line of the output, for all members of a group that it stands for, and a source after its `of`."""

    fields: tuple[Field, ...]
    source: str
    inputs: tuple[str, ...]

    @property
    def pairs(self) -> frozenset[Pair]:
        return frozenset((field.name, x) for field in self.fields for x in self.inputs)


def remarks(core: CoreProgram, placed: Placed) -> tuple[Diagnostic, ...]:
    """Of a program that passes: fields that are constant, or name what they do not depend on."""
    said = tuple(_said(core))
    seen = observe(core, [s.pairs for s in said], MOST_EFFORT)
    if seen is None or all(seen.moved & s.pairs for s in said):
        return ()
    return tuple(_remarked(placed, seen, said))


def _said(core: CoreProgram) -> Iterator[Said]:
    """What is written, less inputs that nothing reads: of these something was said already."""
    used = {node.name for node in walk(core.result) if isinstance(node, InputRef)}
    lines: dict[str, list[Field]] = {}
    for field in core.fields:
        lines.setdefault(file_key(field.name), []).append(field)
    for fields in lines.values():
        names = dict.fromkeys(file_key(x) for field in fields for x in field.sources if x in used)
        for name in names:
            inputs = (x for field in fields for x in field.sources if file_key(x) == name)
            yield Said(tuple(fields), name, tuple(dict.fromkeys(inputs)))


def _remarked(placed: Placed, seen: Observed, said: tuple[Said, ...]) -> Iterator[Diagnostic]:
    lines = {s.fields: [other for other in said if other.fields == s.fields] for s in said}
    shown = _shown(placed, [s for s in said if not seen.moved & s.pairs])
    for fields, sources in lines.items():
        constant = not seen.varied & {field.name for field in fields}
        if constant and all(s in shown for s in sources):
            yield _constant(fields[0], reduce(How.plus, (shown[s] for s in sources), How()))
        else:
            yield from (_unneeded(fields[0], s.source, shown[s]) for s in sources if s in shown)


def _shown(placed: Placed, still: list[Said]) -> dict[Said, How]:
    """Of those that no run has settled, which are shown to make no difference, and how."""
    # Few programs come here, and the others should not wait for what proves.
    from tcme.compiler.semantic.runs import question
    from tcme.compiler.semantic.settle import Settling

    settling, graph = Settling(), placed.graph
    opened = {o.field: o.leaves for o in graph.opens}
    found: dict[Said, How] = {}
    for said in still:
        how = settling.all(question(graph, opened[field], x) for field, x in sorted(said.pairs))
        if how is not None:
            found[said] = how
    return found


def _constant(field: Field, how: How) -> Diagnostic:
    name = file_key(field.name)
    said = f"no input that it names makes a difference to it, for any values of the others: {how.text}"
    return Diagnostic(
        code="TC394",
        message=f"`{name}` is the same whatever the inputs are",
        span=field.span,
        label="tells nothing",
        notes=(Note(said),),
        help="leave it out; or compute it from what it is about",
        severity=Severity.WARNING,
        rule="sources",
    )


def _unneeded(field: Field, source: str, how: How) -> Diagnostic:
    name = file_key(field.name)
    said = f"two runs that differ in `{source}` alone give it the same value: {how.text}"
    return Diagnostic(
        code="TC395",
        message=f"`{name}` does not depend on `{source}`, which it names",
        span=field.span,
        label=f"says that it tells about `{source}`",
        notes=(Note(said),),
        help=f"leave `{source}` out after `of`; or compute `{name}` from it",
        severity=Severity.WARNING,
        rule="sources",
    )
