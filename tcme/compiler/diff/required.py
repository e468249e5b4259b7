"""Requirements: what is required of whose inputs, with everything that a condition reaches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

from tcme.compiler import core
from tcme.compiler.core import CoreProgram, Value
from tcme.compiler.diff.computed import digest, without
from tcme.compiler.diff.description import Required
from tcme.compiler.interpreter import Interpreter, Violation
from tcme.compiler.ir.codec import Json
from tcme.compiler.typecheck import elaborate
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import canonical, syntax
from tcme.dsl.diagnostics import Refused, Sink
from tcme.dsl.formatter import format_tree
from tcme.dsl.source import NOWHERE
from tcme.dsl.syntax import Program
from tcme.dsl.ty import BoolTy, EnumTy, IntTy, Ty

MOST = 1 << 12
"""Values of the inputs of one condition that are tried; beyond, they are not counted."""
REACHED = syntax.ConstDecl | syntax.FunctionDecl | syntax.TypeDecl | syntax.PublicDecl | syntax.GroupDecl
UNSAID = ("at", "doc", "file")
"""Where something stands, what is told of it, and the name of a file, whose digest counts."""


def required(program: Program, publics: Sequence[Mapping[str, Any]]) -> Iterator[Required]:
    """One for each line; `publics` are the certificate's rows of public files."""
    lines = [d for d in program.declarations if isinstance(d, syntax.RequireDecl)]
    if not lines:
        return
    digests = {row["name"]: row["sha256"] for row in publics}
    reached = {d.name.text: d for d in program.declarations if isinstance(d, REACHED)}
    inputs = {d.name.text: d for d in program.declarations if isinstance(d, syntax.InputDecl)}
    groups = {name: d for name, d in reached.items() if isinstance(d, syntax.GroupDecl)}
    elaborated = _elaborated(program)
    for line in lines:
        read = [inputs[name] for name in dict.fromkeys(_names(line.condition)) if name in inputs]
        parts: list[Json] = [_part(name, reached[name], digests) for name in _reach(line, reached)]
        holding, values = _counted(elaborated, line) or (None, None)
        yield Required(
            text=_printed(program, line),
            owners=tuple(dict.fromkeys(who for each in read for who in _owners(each, groups))),
            sources=tuple(each.name.text for each in read),
            meaning=digest([without(_tree(line.condition), UNSAID), parts]),
            holding=holding,
            values=values,
        )


def _printed(program: Program, line: syntax.RequireDecl) -> str:
    alone = Program("program", None, program.name, (line,), NOWHERE)
    return format_tree(alone).partition("\nrequire ")[2].strip()


def _owners(each: syntax.InputDecl, groups: Mapping[str, syntax.GroupDecl]) -> tuple[str, ...]:
    group = groups.get(each.owner.text)
    return (each.owner.text,) if group is None else tuple(m.text for m in group.members)


# --- what a condition is made of


def _names(node: object) -> Iterator[str]:
    return (name.text for name in walk(node) if isinstance(name, syntax.Name))


def _reach(line: syntax.RequireDecl, reached: Mapping[str, object]) -> list[str]:
    """The declarations that the condition names, and those that these name, in the order of their names."""
    found, left = set[str](), [*_names(line.condition)]
    while left:
        name = left.pop()
        if name in reached and name not in found:
            found.add(name)
            left += _names(reached[name])
    return sorted(found)


def _part(name: str, declaration: object, digests: Mapping[str, str]) -> Json:
    """A declaration as far as it has a meaning, with the digest of the file that it is read from."""
    file = digests[name] if isinstance(declaration, syntax.PublicDecl) else ""
    return [name, without(_tree(declaration), UNSAID), file]


def _tree(node: object) -> Json:
    made: Json = canonical.to_json(node)  # type: ignore[arg-type, assignment]
    return made


# --- for how many values it holds


def _elaborated(program: Program) -> CoreProgram | None:
    """None where the contents of public files are needed, which a certificate has not."""
    if any(isinstance(d, syntax.PublicDecl) for d in program.declarations):
        return None
    try:
        return elaborate(program, Sink())
    except (Refused, RecursionError):
        return None


def _counted(program: CoreProgram | None, line: syntax.RequireDecl) -> tuple[int, int] | None:
    """For how many of how many values of its inputs the condition holds; None where that is not known, or
    differs between the members of a group."""
    if program is None:
        return None
    found = {_tried(program, each) for each in program.requires if each.span == line.span}
    return found.pop() if len(found) == 1 else None


def _tried(program: CoreProgram, required: core.Require) -> tuple[int, int] | None:
    names = {ref.name for ref in walk(required.condition) if isinstance(ref, core.InputRef)}
    pools = {name: _every(program.input(name).ty) for name in sorted(names)}
    values = prod(map(len, pools.values()))
    if not 0 < values <= MOST:
        return None
    alone = Interpreter(replace(program, requires=(required,)))
    try:
        tried = (dict(zip(pools, each, strict=True)) for each in product(*pools.values()))
        return sum(not alone.violated(inputs) for inputs in tried), values
    except Violation:
        return None


def _every(ty: Ty) -> Sequence[Value]:
    """All values of a type; none where they are not tried."""
    match ty:
        case BoolTy():
            return (False, True)
        case IntTy(lo, hi):
            return range(lo, hi + 1)
        case EnumTy(values):
            return values
        case _:
            return ()
