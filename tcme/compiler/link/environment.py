"""What a file sees at its top: its own declarations, its modules, and the names it imports from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tcme.compiler.link import messages
from tcme.compiler.link.module import Module
from tcme.compiler.typecheck.builtin_names import BUILT_IN
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name, UseDecl


@dataclass(frozen=True, slots=True)
class Reference:
    """Something of a module, as it is used."""

    module: Module
    name: str

    @property
    def linked(self) -> str:
        return f"{self.module.alias}.{self.name}"


@dataclass(slots=True)
class Environment:
    """`own` gives what the file declares: for a module what each name is after linking, for a program nothing
    changes (None).  `imported_at` says where names are imported.  `foreign` is what only the program
    declares, which a module must not see, unless it is one of the `values` of an enum; then that comes along
    with its enum and cannot be mistaken.  `used` grows as names are resolved: imported names, and
    modules with a dot behind."""

    own: Mapping[str, Reference | None]
    modules: dict[str, Module] = field(default_factory=dict)
    imported: dict[str, Reference] = field(default_factory=dict)
    imported_at: dict[str, Span] = field(default_factory=dict)
    foreign: Mapping[str, Span] = field(default_factory=dict)
    values: Mapping[str, Reference] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def plain(self, name: str) -> Reference | None:
        """What a name without a module's means; None where it is the program's own or nothing."""
        if name in self.own:
            return self.own[name]
        found = self.imported.get(name)
        if found is not None:
            self.used.add(name)
        return found


def open_modules(
    env: Environment,
    uses: tuple[UseDecl, ...],
    loaded: Mapping[str, Module],
    own: Mapping[str, Span],
    sink: Sink,
) -> None:
    """Makes what a file uses visible in its environment; `own` says where the file's own names are."""
    first_use: dict[str, Span] = {}
    for use in uses:
        path = ".".join(step.text for step in use.path)
        module, alias = loaded.get(path), use.path[-1]
        if path in first_use:
            sink.add(messages.used_twice(path, use.span, first_use[path]))
        elif alias.text in own:
            sink.add(messages.taken(alias, "names both a module and something of this file", own[alias.text]))
        first_use.setdefault(path, use.span)
        if module is not None:
            env.modules[alias.text] = module
            _import(env, use.names, module, own, sink)


def _import(
    env: Environment, names: tuple[Name, ...], module: Module, own: Mapping[str, Span], sink: Sink
) -> None:
    for name in names:
        if name.text not in module.declared:
            sink.add(messages.not_in_module(name.text, name.span, module.path, module.declared))
        elif name.text in own:
            sink.add(messages.taken(name, "is imported and declared in this file too", own[name.text]))
        elif name.text in env.imported:
            sink.add(messages.taken(name, "is imported twice", env.imported_at[name.text]))
        elif name.text in BUILT_IN:
            sink.add(messages.hides_built_in(name, module.alias))
        else:
            env.imported_at[name.text] = name.span
            env.imported[name.text] = Reference(module, name.text)


def warn_unused(
    env: Environment, uses: tuple[UseDecl, ...], loaded: Mapping[str, Module], sink: Sink
) -> None:
    """Modules and names that nothing in the file needs."""
    for use in uses:
        path = ".".join(step.text for step in use.path)
        if path not in loaded:
            continue
        unused = [name for name in use.names if name.text not in env.used]
        if f"{use.path[-1].text}." not in env.used and len(unused) == len(use.names):
            sink.add(messages.unused_module(path, use.span))
        else:
            for name in unused:
                sink.add(messages.unused_name(name, path))


def own_names(declarations: tuple[syntax.Declaration, ...]) -> Iterator[Name]:
    """Everything that declarations name at the top of a file."""
    for node in declarations:
        match node:
            case syntax.PrincipalDecl(names=names):
                yield from names
            case (
                syntax.GroupDecl(name=name)
                | syntax.ModelDecl(name=name)
                | syntax.TypeDecl(name=name)
                | syntax.ConstDecl(name=name)
                | syntax.InputDecl(name=name)
                | syntax.PublicDecl(name=name)
                | syntax.OutputDecl(name=name)
                | syntax.FunctionDecl(name=name)
            ):
                yield name
            case _:
                pass
