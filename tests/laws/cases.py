"""Generated programs on their way through the compiler, and inputs for them."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256
from itertools import product
from random import Random
from typing import Any

from tcme.compiler import interpreter, pipeline
from tcme.compiler.core import AskSite, CoreProgram, Value
from tcme.compiler.interpreter.fault import Violation
from tcme.compiler.ir.nodes import AskSite as LoweredSite
from tcme.compiler.link import link
from tcme.compiler.proving import USUAL, Proving
from tcme.compiler.values import boundary, sample
from tcme.dsl import syntax as s
from tcme.dsl.diagnostics import Diagnostic, Sink
from tcme.dsl.parser import parse
from tcme.dsl.source import Source, Span
from tests.generate.program import Generated
from tests.generate.types import every

Inputs = dict[str, Value]


def source(text: str) -> Source:
    return Source("generated.tcme", text)


def parsed(text: str) -> s.Program:
    return parse(source(text)).program


class Beside:
    """The files beside a generated program."""

    def __init__(self, files: tuple[tuple[str, bytes], ...]) -> None:
        self._files = dict(files)

    def read(self, name: str) -> bytes | None:
        return self._files.get(name)


def elaborated(
    text: str, files: tuple[tuple[str, bytes], ...] = ()
) -> tuple[CoreProgram | None, tuple[Diagnostic, ...]]:
    """What linking and elaboration give and say."""
    sink = Sink()
    linked = link(source(text), sink, files=Beside(files))
    core = None if linked.program is None else pipeline.elaborated(linked, linked.program, sink)
    return core, sink.diagnostics


def checked(program: Generated, *, how: Proving = USUAL) -> pipeline.Checked:
    return pipeline.check(source(program.text), files=Beside(program.files), how=how)


def core_of(program: Generated) -> CoreProgram:
    """The core of a program that is well-typed."""
    core, found = elaborated(program.text, program.files)
    assert core is not None, [(d.code, d.message) for d in found if d.is_error]
    return core


def shape(node: Any) -> Any:
    """A tree without spans and parentheses, to compare."""
    if isinstance(node, s.Paren):
        return shape(node.inner)
    if isinstance(node, tuple):
        return tuple(map(shape, node))
    if is_dataclass(node) and not isinstance(node, type):
        parts = (getattr(node, f.name) for f in fields(node))
        return (type(node).__name__, *(shape(p) for p in parts if not isinstance(p, Span)))
    return node


def samples(core: CoreProgram, seed: int, count: int) -> Iterator[Inputs]:
    """Inputs at random and at the edges of their types, those only that their owners would send."""
    random = Random(seed)
    edges = {i.name: boundary(i.ty) for i in core.inputs}
    for position in range(count):
        inputs = {i.name: sample(i.ty, random) for i in core.inputs}
        if position % 2:
            inputs = {name: random.choice(values) for name, values in edges.items()}
        if admitted(core, inputs):
            yield inputs


def admitted(core: CoreProgram, inputs: Inputs) -> bool:
    """An owner whose requirement owes what does not hold sends nothing."""
    try:
        return not interpreter.evaluate_requires(core, inputs)
    except Violation:
        return False


def all_inputs(core: CoreProgram, *, most: int) -> list[Inputs]:
    """All inputs of a program with tiny domains; none where there are more than `most`."""
    domains = [every(i.ty) for i in core.inputs]
    total = 1
    for domain in domains:
        total *= len(domain)
    if total > most:
        return []
    names = [i.name for i in core.inputs]
    rows = (dict(zip(names, row, strict=True)) for row in product(*domains))
    return [row for row in rows if admitted(core, row)]


def _chosen(prompt: str, args: tuple[str, ...], count: int) -> int:
    """What a model says: any fixed function of its arguments."""
    return sha256("\0".join((prompt, *args)).encode()).digest()[0] % count


def answer(site: AskSite, args: tuple[str, ...]) -> str:
    values = (*site.values, site.abstain) if site.abstain else site.values
    return values[_chosen(site.prompt, args, len(values))]


def lowered_answer(site: LoweredSite, args: tuple[str, ...]) -> int:
    return _chosen(site.prompt, args, len(site.values) + (site.abstain is not None))


def run(core: CoreProgram, inputs: Inputs) -> dict[str, Value]:
    return interpreter.evaluate(core, inputs, answer)
