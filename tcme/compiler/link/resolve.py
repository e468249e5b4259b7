"""Names that mean something of a module become its linked names, `order.median`; local names go before.

A scope is the set of names bound where an expression stands.  What does not change stays the same object.
"""

from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Any, TypeVar

from tcme.compiler.link import messages
from tcme.compiler.link.environment import Environment, Reference
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span
from tcme.dsl.syntax import Binder, Block, Name, TupleBinder

T = TypeVar("T")
Scope = frozenset[str]
NOTHING: Scope = frozenset()


class Resolver:
    """One file's names; `references` collects, in order, what is used of modules.

    `exists` says whether there is a module with a path, for the help where one is not used."""

    def __init__(self, env: Environment, sink: Sink, exists: Callable[[str], bool]) -> None:
        self.env = env
        self.sink = sink
        self.exists = exists
        self.references: dict[str, Reference] = {}

    def declaration(self, node: T, *, name: str | None = None) -> T:
        """The declaration with resolved names, and with another name where one is given."""
        resolved = self._tree(node, NOTHING)
        if name is None:
            return resolved  # type: ignore[no-any-return]
        assert isinstance(resolved, syntax.TypeDecl | syntax.ConstDecl | syntax.FunctionDecl)
        fields = {f: getattr(resolved, f) for f in resolved.__match_args__}
        return type(resolved)(**fields | {"name": Name(name, resolved.name.span)})  # type: ignore[return-value]

    # --- trees ---------------------------------------------------------------------------------------

    def _tree(self, node: Any, scope: Scope) -> Any:
        if isinstance(node, tuple):
            parts = tuple([self._tree(part, scope) for part in node])
            return parts if any(a is not b for a, b in zip(parts, node, strict=True)) else node
        rule = RULES.get(type(node))
        if rule is not None:
            return rule(self, node, scope)
        if not is_dataclass(node) or isinstance(node, Span | Name):
            return node
        return self._with(node, {}, scope)

    def _rebuilt(self, node: Any, values: list[Any]) -> Any:
        old = [getattr(node, f) for f in node.__match_args__]
        return type(node)(*values) if any(a is not b for a, b in zip(values, old, strict=True)) else node

    def _with(self, node: Any, scopes: dict[str, Scope], scope: Scope) -> Any:
        """A node some of whose fields have a scope of their own."""
        values = [self._tree(getattr(node, f), scopes.get(f, scope)) for f in node.__match_args__]
        return self._rebuilt(node, values)

    # --- what binds names ----------------------------------------------------------------------------

    def function(self, node: syntax.FunctionDecl, scope: Scope) -> Any:
        inner = scope | {g.text for g in node.generics} | {p.name.text for p in node.parameters}
        return self._with(node, {}, inner)

    def block(self, node: Block, scope: Scope) -> Any:
        lets = []
        for let in node.lets:
            lets.append(self._with(let, {}, scope))
            scope = scope | _bound(let.name)
        lets_now = node.lets if all(a is b for a, b in zip(lets, node.lets, strict=True)) else tuple(lets)
        return self._rebuilt(node, [lets_now, self._tree(node.result, scope), node.span])

    def lambda_(self, node: syntax.Lambda, scope: Scope) -> Any:
        return self._with(node, {"body": scope | {n for b in node.parameters for n in _bound(b)}}, scope)

    def loop(self, node: syntax.For | syntax.Comprehension, scope: Scope) -> Any:
        return self._with(node, {"body": scope | _bound(node.variable)}, scope)

    def fold(self, node: syntax.Fold | syntax.Scan, scope: Scope) -> Any:
        return self._with(node, {"body": scope | _bound(node.accumulator) | _bound(node.variable)}, scope)

    def arm(self, node: syntax.Arm, scope: Scope) -> Any:
        binds = isinstance(node.pattern, syntax.NamePattern) and not node.pattern.name.text.isupper()
        names = {node.pattern.name.text} if binds and isinstance(node.pattern, syntax.NamePattern) else set()
        return self._with(node, {"body": scope | names}, scope)

    # --- what names something ------------------------------------------------------------------------

    def name_expr(self, node: syntax.NameExpr, scope: Scope) -> Any:
        found = self._name(node.name, scope)
        return node if found is node.name else syntax.NameExpr(found, node.span)

    def named_type(self, node: syntax.NamedType, scope: Scope) -> Any:
        found = self._name(node.name, scope)
        return node if found is node.name else syntax.NamedType(found, node.span)

    def call(self, node: syntax.Call, scope: Scope) -> Any:
        arguments = self._tree(node.arguments, scope)
        return self._rebuilt(node, [self._name(node.function, scope), arguments, node.span])

    def field_access(self, node: syntax.FieldAccess, scope: Scope) -> Any:
        """`order.LIMIT` reads as the field of a value; it is a module's where `order` is no value."""
        record = node.record
        if isinstance(record, syntax.NameExpr) and not self._is_value(record.name.text, scope):
            written = Name(f"{record.name.text}.{node.name.text}", node.span)
            found = self._name(written, scope)
            if found is not written or record.name.text in self.env.modules:
                return syntax.NameExpr(found, node.span)
        return self._rebuilt(node, [self._tree(record, scope), node.name, node.span])

    def _name(self, name: Name, scope: Scope) -> Name:
        alias, dot, rest = name.text.partition(".")
        if alias in scope:
            return name
        reference = self._qualified(name, alias, rest) if dot else self._plain(name)
        if reference is None:
            return name
        self.references.setdefault(reference.linked, reference)
        return Name(reference.linked, name.span)

    def _is_value(self, name: str, scope: Scope) -> bool:
        return name in scope or name in self.env.own or name in self.env.imported

    def _plain(self, name: Name) -> Reference | None:
        found = self.env.plain(name.text)
        if found is None and name.text not in self.env.own and name.text in self.env.foreign:
            enum = self.env.values.get(name.text)
            if enum is None:
                self.sink.add(messages.of_the_program(name, self.env.foreign[name.text]))
            else:
                self.references.setdefault(enum.linked, enum)
        return found

    def _qualified(self, name: Name, alias: str, rest: str) -> Reference | None:
        module = self.env.modules.get(alias)
        if module is None:
            unused = () if alias in self.env.own else (f"std.{alias}", alias)
            path = next((path for path in unused if alias and self.exists(path)), None)
            if path is not None:
                self.sink.add(messages.not_used(path, name.span))
            return None
        self.env.used.add(f"{alias}.")
        if rest not in module.declared:
            self.sink.add(messages.not_in_module(rest, name.span, module.path, module.declared))
            return None
        return Reference(module, rest)


def _bound(binder: Binder) -> Scope:
    names = binder.names if isinstance(binder, TupleBinder) else (binder,)
    return frozenset(name.text for name in names)


RULES: dict[type, Callable[[Resolver, Any, Scope], Any]] = {
    syntax.FunctionDecl: Resolver.function,
    syntax.Block: Resolver.block,
    syntax.Lambda: Resolver.lambda_,
    syntax.For: Resolver.loop,
    syntax.Comprehension: Resolver.loop,
    syntax.Fold: Resolver.fold,
    syntax.Scan: Resolver.fold,
    syntax.Arm: Resolver.arm,
    syntax.NameExpr: Resolver.name_expr,
    syntax.NamedType: Resolver.named_type,
    syntax.Call: Resolver.call,
    syntax.FieldAccess: Resolver.field_access,
}
