"""Small changes that make most programs ill-typed."""

from dataclasses import fields, is_dataclass
from typing import Any, get_args

from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax as s
from tcme.dsl.source import NOWHERE, Span
from tests.generate import trees as t
from tests.generate.choices import Choices

OPERATORS: tuple[s.BinaryOp, ...] = get_args(s.BinaryOp)
EXPRESSIONS: tuple[s.Expr, ...] = (
    t.number(0), t.number(-1), t.truth(True), t.none(), t.ref("YES"), t.ref("nobody"), t.array([]),
    t.array([t.number(1), t.truth(True)]), t.call("sum", t.number(3)), t.fraction_of("0.25"),
    t.pair([t.number(1), t.none()]), t.number(10**200), t.binary("/", t.number(1), t.number(0)),
    t.call("f1", t.number(1)), t.call("min"), t.field(t.number(1), "k1"),
    t.index(t.array([t.number(1)]), t.number(7)),
)  # fmt: skip
TYPES: tuple[s.Type, ...] = (
    s.NamedType(t.name("Bool"), NOWHERE),
    s.NamedType(t.name("Nothing"), NOWHERE),
    s.IntType(t.number(3), t.number(1), NOWHERE),
    s.IntType(t.number(0), t.number(5), NOWHERE),
    s.ArrayType(s.NamedType(t.name("Bool"), NOWHERE), t.number(0), NOWHERE),
    s.ArrayType(s.NamedType(t.name("Bool"), NOWHERE), t.ref("i1"), NOWHERE),
    s.EnumType(t.names(("YES", "YES")), NOWHERE),
    s.EnumType(t.names(("YES", "MAYBE")), NOWHERE),
    s.OptionType(s.OptionType(s.NamedType(t.name("Bool"), NOWHERE), NOWHERE), NOWHERE),
    s.TextType(t.number(0), t.number(3), NOWHERE),
)


def mutated(program: s.Program, choices: Choices) -> s.Program:
    """The program with one to three nodes changed."""
    for _ in range(choices.number(1, 3)):
        chained = {id(n.otherwise) for n in walk(program) if isinstance(n, s.If)}
        nodes = [n for n in walk(program) if _changes(n) and id(n) not in chained]
        if not nodes:
            return program
        target = choices.pick(nodes)
        program = _replaced(program, target, _changed(target, program, choices))
    return program


def _changes(node: Any) -> bool:
    return isinstance(
        node,
        s.Expr | s.Type | s.Block | s.Name | s.Match | s.OutputField | s.FunctionDecl | s.Let | s.Release
        | s.TupleBinder | s.RecordType,
    ) and not isinstance(node, s.Paren)  # fmt: skip


def _changed(node: Any, program: s.Program, choices: Choices) -> Any:
    """The node with something wrong about it, or another in its place."""
    match node:
        case s.Name():
            return choices.pick(_others(program, s.Name))
        case s.Binary() if choices.maybe(1, 2):
            return s.Binary(choices.pick(OPERATORS), node.left, node.right, node.span)
        case s.Call() if node.arguments and choices.maybe(1, 2):
            return s.Call(node.function, _fewer(node.arguments, choices), node.span)
        case s.Release():
            return s.Release(node.output, _fewer(node.arguments, choices), node.span)
        case s.Match() if choices.maybe(1, 2):
            return s.Match(node.subject, _fewer(node.arms, choices) or node.arms, node.span)
        case s.Block():
            return s.Block(_fewer(node.lets, choices), node.result, node.span)
        case s.Let():
            return s.Let(node.name, choices.pick((None, *TYPES)), node.claim, node.value, node.span)
        case s.OutputField():
            return s.OutputField(*(_field(node, f, program, choices) for f in _names(node)), node.span)
        case s.FunctionDecl():
            kept = _fewer(node.parameters, choices)
            return s.FunctionDecl(
                node.doc, node.name, node.generics, kept, node.result, node.where, node.body, node.span
            )
        case _ if isinstance(node, s.Type):
            return choices.pick((*TYPES, *_others(program, *TYPE_NODES)))
        case _ if isinstance(node, s.Expr):
            return choices.pick((*EXPRESSIONS, *_others(program, *EXPRESSION_NODES)))
        case _:
            return node


EXPRESSION_NODES: tuple[type, ...] = tuple(c for c in get_args(s.Expr) if c is not s.Lambda)
TYPE_NODES: tuple[type, ...] = get_args(s.Type)


def _names(node: Any) -> list[str]:
    return [f.name for f in fields(node) if f.name != "span"]


def _field(node: s.OutputField, name: str, program: s.Program, choices: Choices) -> Any:
    """Lists of names shrink or grow, now and then."""
    value = getattr(node, name)
    if name in ("sources", "recipients") and choices.maybe(1, 2):
        other = choices.pick(_others(program, s.Name))
        return (*_fewer(value, choices), other)
    return value


def _fewer(items: tuple[Any, ...], choices: Choices) -> tuple[Any, ...]:
    if not items:
        return items
    gone = choices.below(len(items))
    return items[:gone] + items[gone + 1 :]


def _others(program: s.Program, *kinds: type) -> list[Any]:
    return [n for n in walk(program) if isinstance(n, kinds)]


def _replaced(tree: Any, old: Any, new: Any) -> Any:
    """The tree with one node, found by identity, in whose place another stands."""
    if tree is old:
        return new
    if isinstance(tree, tuple):
        items = [_replaced(item, old, new) for item in tree]
        return tree if all(a is b for a, b in zip(items, tree, strict=True)) else tuple(items)
    if not is_dataclass(tree) or isinstance(tree, Span | type):
        return tree
    parts = {f.name: _replaced(getattr(tree, f.name), old, new) for f in fields(tree)}
    same = all(parts[n] is getattr(tree, n) for n in parts)
    return tree if same else type(tree)(**parts)
