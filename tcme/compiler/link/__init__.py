"""Programs and their modules: one tree without `use`, in which every name of a module is its full name.

What a program uses of modules is appended to its declarations, `order.median` by name, with what that uses;
the rest of the modules is dropped.  The stages behind see ordinary declarations whose names have dots.
"""

from collections.abc import Mapping
from dataclasses import field, replace

from tcme.compiler.core import Module as Used
from tcme.compiler.link.environment import Environment, Reference, open_modules, own_names, warn_unused
from tcme.compiler.link.files import NO_FILES, Files
from tcme.compiler.link.load import Loader
from tcme.compiler.link.module import Module, Shared, enum_values, module_of
from tcme.compiler.link.publics import read_publics
from tcme.compiler.link.resolve import Resolver
from tcme.dsl.diagnostics import Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.parser import parse
from tcme.dsl.source import Source, Span
from tcme.dsl.syntax import Program, TestDecl, UseDecl


@frozen
class Linked:
    """What linking gave.

    `source` has the texts of all modules, whatever happened; `program` is None where there were errors.
    `tests` are the file's own, resolved; `library` is what tests use of modules besides the program;
    `publics` holds digest and decoded JSON object by name."""

    source: Source
    program: Program | None
    tests: tuple[TestDecl, ...] = ()
    library: tuple[Shared, ...] = ()
    publics: Mapping[str, tuple[str, object]] = field(default_factory=dict)
    modules: tuple[Used, ...] = ()


def link(source: Source, sink: Sink, *, files: Files = NO_FILES) -> Linked:
    """A file with what it uses; raises Refused where its own text does not parse."""
    own = Sink()
    program = parse(source).program
    linked = _Linker(program, Loader(source, files, own), own).link()
    sink.extend(own.diagnostics)
    return linked


class _Linker:
    """One file and its modules, each with the names that it sees."""

    def __init__(self, program: Program, loader: Loader, sink: Sink) -> None:
        self.program = program
        self.loader = loader
        self.sink = sink
        self.names = {name.text: name.span for name in own_names(program.declarations)}
        self.resolvers: dict[str, Resolver] = {}
        self.linked: dict[str, tuple[Module, Shared]] = {}

    def link(self) -> Linked:
        declared = self.program.declarations
        if self.program.kind == "module":
            module_of(self.program, self.program.name.text, "", self.program.span, self.sink)
        uses = tuple(d for d in declared if isinstance(d, UseDecl))
        self.loader.load_all(uses)
        main = self._opened(Environment(dict.fromkeys(self.names)), uses, self.names)
        kept = tuple([main.declaration(d) for d in declared if not isinstance(d, UseDecl | TestDecl)])
        needed = tuple(main.references.values())
        tests = tuple([main.declaration(d) for d in declared if isinstance(d, TestDecl)])
        self._resolve_modules()
        publics = read_publics(self.program, self.loader.files, self.sink)
        if self.sink.failed:
            return Linked(self.loader.source, None)
        self._warn(main.env, uses)
        appended = self._reached(needed)
        whole = replace(self.program, declarations=(*kept, *appended))
        modules = tuple(sorted({(m.path, m.sha256) for m, _ in self.linked.values()}))
        library = self._reached(tuple(main.references.values()))
        used = tuple(Used(path, sha) for path, sha in modules)
        return Linked(self.loader.source, whole, tests, library, publics, used)

    def _opened(self, env: Environment, uses: tuple[UseDecl, ...], own: Mapping[str, Span]) -> Resolver:
        open_modules(env, uses, self.loader.modules, own, self.sink)
        return Resolver(env, self.sink, self.loader.exists)

    def _resolve_modules(self) -> None:
        """Opens every module; all of a local one is resolved, so that its mistakes show at once."""
        modules = self.loader.modules.values()
        values = {value: Reference(m, name) for m in modules for value, name in enum_values(m)}
        for module in modules:
            own = {name: Reference(module, name) for name in module.declared}
            env = Environment(own, foreign=self.names, values=values)
            self.resolvers[module.path] = resolver = self._opened(env, module.uses, module.places())
            if not module.packaged:
                for name in module.declared:
                    resolver.declaration(module.declaration(self.loader.source, name))
                for test in module.tests:
                    resolver.declaration(test)

    def _warn(self, main: Environment, uses: tuple[UseDecl, ...]) -> None:
        modules = self.loader.modules
        warn_unused(main, uses, modules, self.sink)
        for module in modules.values():
            if not module.packaged:
                warn_unused(self.resolvers[module.path].env, module.uses, modules, self.sink)

    def _reached(self, references: tuple[Reference, ...]) -> tuple[Shared, ...]:
        """What these need of modules that was not reached before, in source order, under its full name."""
        found: list[Shared] = []
        waiting = list(references)
        while waiting:
            reference = waiting.pop()
            if reference.linked in self.linked:
                continue
            node, needs = self._renamed(reference)
            self.linked[reference.linked] = reference.module, node
            found.append(node)
            waiting += needs
        return tuple(sorted(found, key=lambda node: node.span))

    def _renamed(self, reference: Reference) -> tuple[Shared, tuple[Reference, ...]]:
        resolver = Resolver(self.resolvers[reference.module.path].env, self.sink, self.loader.exists)
        node = reference.module.declaration(self.loader.source, reference.name)
        return resolver.declaration(node, name=reference.linked), tuple(resolver.references.values())


__all__ = ["NO_FILES", "Files", "Linked", "link"]
