"""All modules that a file needs, through whatever others, each read once."""

from dataclasses import dataclass, field

from tcme import stdlib
from tcme.compiler.link import messages
from tcme.compiler.link.files import Files
from tcme.compiler.link.module import Module, local_module, packaged_module
from tcme.dsl.diagnostics import Refused, Sink
from tcme.dsl.source import Source, Span
from tcme.dsl.syntax import UseDecl

LIBRARY = "std."


@dataclass(slots=True)
class Loader:
    """`modules` holds what was loaded, in the order of first use; the source grows by their texts."""

    source: Source
    files: Files
    sink: Sink
    modules: dict[str, Module] = field(default_factory=dict)
    _aliases: dict[str, tuple[str, Span]] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _failed: set[str] = field(default_factory=set)

    def load_all(self, uses: tuple[UseDecl, ...]) -> None:
        for use in uses:
            self._load(use)

    def _load(self, use: UseDecl) -> None:
        path = ".".join(step.text for step in use.path)
        at = use.path[0].span.cover(use.path[-1].span)
        if path in self._open:
            cycle = [*self._open[self._open.index(path) :], path]
            self.sink.add(messages.module_cycle(cycle, at))
        if path in self.modules or path in self._open or path in self._failed:
            return
        other, first = self._aliases.setdefault(use.path[-1].text, (path, at))
        if other != path:
            self.sink.add(messages.same_alias(path, other, at, first))
            return
        self._open.append(path)
        module = self._read(path, use, at)
        if module is None:
            self._failed.add(path)
        else:
            self.load_all(module.uses)
            self.modules[path] = module
        self._open.pop()

    def _read(self, path: str, use: UseDecl, at: Span) -> Module | None:
        data = self.read(path)
        if data is None:
            self.sink.add(messages.no_module(path, at, stdlib.names()))
            return None
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            self.sink.add(messages.not_text(path, at))
            return None
        packaged = path.startswith(LIBRARY)
        self.source = self.source.adding(f"{path}.tcme" if packaged else file_of(path), text)
        try:
            if packaged:
                return packaged_module(path, data, self.source)
            return local_module(path, data, self.source, self.sink, use)
        except Refused as refused:
            self.sink.extend(refused.diagnostics)
            return None

    def read(self, path: str) -> bytes | None:
        """The text of a module by its path."""
        if path.startswith(LIBRARY):
            return stdlib.read(path.removeprefix(LIBRARY))
        return self.files.read(file_of(path))

    def exists(self, path: str) -> bool:
        return path not in self._failed and self.read(path) is not None


def file_of(path: str) -> str:
    """Where a local module lies, beside the program."""
    return f"{path.replace('.', '/')}.tcme"
