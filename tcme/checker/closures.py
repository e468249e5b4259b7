"""Functions as values: they exist only while the program is written out."""

from dataclasses import dataclass
from typing import TypeAlias

from tcme.checker.labels import Label
from tcme.checker.refusal import refuse
from tcme.checker.schema import Node

Binder: TypeAlias = "str | Node"
"""A name, or the names of a tuple's items."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A function with what it sees: of a declared function types of parameters and result too."""

    parameters: list[Binder]
    body: Node
    scope: "Scope"
    types: list[Node]
    result: Node | None


Value: TypeAlias = "Label | Closure"
Scope: TypeAlias = "dict[str, Label | Closure]"


def declared(function: Node) -> Closure:
    """What is public about it: its generic parameters are numbers and types."""
    scope: Scope = {name: Label() for name in function["generics"]}
    parameters = function["parameters"]
    names, types = [p["name"] for p in parameters], [p["type"] for p in parameters]
    return Closure(names, function["body"], scope, types, function["result"])


def anonymous(e: Node, scope: Scope) -> Closure:
    return Closure(e["parameters"], e["body"], scope, [], None)


def bound(binder: Binder, value: Value) -> Scope:
    """The names that a binder gives a value, or its items."""
    if isinstance(binder, str):
        return {binder: value}
    if isinstance(value, Closure):
        refuse("a function is no tuple")
    return {name: part(value, str(i)) for i, name in enumerate(binder["names"])}


def part(whole: Label, name: str) -> Label:
    """A field or an item; of a value that has no parts, the whole."""
    return whole.part(name) or (whole if not whole.parts else refuse("there is no such part"))
