"""Labels: what the rules know about a value."""

from dataclasses import dataclass, field, replace

THERE, VALUE = "?", "!"
"""Parts of an option: whether it is there, and what is in it."""
COUNT, ELEMENT = "#", "*"
"""Parts of a list: how many there are, and what they are."""
EVERY = "@"
"""The one part of an array: any of its elements.  One that is written out has `[0]`, `[1]`, … instead."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a value depends on, who steers it, and what more holds for its parts: fields of a record, items of
    a tuple, and the parts of options, arrays and lists.

    A label without parts is of a value that has none; with `blurred` its parts all depend on the same,
    whatever they are.  `size` is the number of labels in it, a shared one as often as it stands there."""

    sources: frozenset[str] = frozenset()
    influence: frozenset[tuple[str, int]] = frozenset()
    parts: dict[str, "Label"] = field(default_factory=dict)
    blurred: bool = False
    size: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        inner = sum(part.size for part in self.parts.values()) if self.parts else 0
        object.__setattr__(self, "size", 1 + inner)

    def flat(self) -> "Label":
        """The whole as one scalar."""
        if not self.parts:
            return Label(self.sources, self.influence)
        inner = [part.flat() for part in self.parts.values()]
        return Label(
            self.sources.union(*(part.sources for part in inner)),
            self.influence.union(*(part.influence for part in inner)),
        )

    def under(self, other: "Label") -> "Label":
        """All of it also depends on `other`."""
        if self.sources >= other.sources and self.influence >= other.influence and not other.parts:
            return self
        flat = other.flat()
        return replace(self, sources=self.sources | flat.sources, influence=self.influence | flat.influence)

    def endorsed(self) -> "Label":
        inner = {name: part.endorsed() for name, part in self.parts.items()}
        return Label(self.sources, frozenset(), inner, self.blurred)

    def part(self, name: str) -> "Label | None":
        inner = self.parts.get(name)
        return None if inner is None else inner.under(Label(self.sources, self.influence))

    def array(self) -> "Label":
        """An array that is written out as any of its elements."""
        if not self.is_written():
            return self
        return Label(self.sources, self.influence, {EVERY: join(*self.parts.values())}, self.blurred)

    def element(self) -> "Label":
        """What stands in an array."""
        return self.array().part(EVERY) or self

    def option(self) -> "Label":
        """As an option: what is no option is there, whatever it is."""
        if THERE in self.parts:
            return self
        return Label(parts={THERE: self.flat() if self.blurred else Label(), VALUE: self})

    def list(self) -> "Label":
        """As a list: what is in an array says nothing about its length, only which array it is."""
        if COUNT in self.parts:
            return self
        return Label(parts={COUNT: Label(self.sources, self.influence), ELEMENT: self.element()})

    def is_written(self) -> bool:
        return any(name[0] == "[" for name in self.parts)

    def is_list(self) -> bool:
        return COUNT in self.parts


def join(*labels: Label) -> Label:
    """One of several values, whichever."""
    if labels and all(label is labels[0] for label in labels):
        return labels[0]
    if not any(label.parts or label.blurred for label in labels):
        return Label(
            frozenset[str]().union(*(label.sources for label in labels)),
            frozenset[tuple[str, int]]().union(*(label.influence for label in labels)),
        )
    alike = list(labels)
    if any(THERE in label.parts for label in labels):
        alike = [label.option() for label in labels]
    elif any(COUNT in label.parts for label in labels):
        alike = [label.list() for label in labels]
    elif any(label.is_written() for label in labels):
        alike = [label.array() for label in labels]
    parts = [label.parts for label in alike if label.parts]
    blurred = any(label.blurred for label in alike)
    if any(part.keys() != parts[0].keys() for part in parts):
        alike, parts, blurred = [label.flat() for label in alike], [], True
    sources = frozenset[str]().union(*(label.sources for label in alike))
    influence = frozenset[tuple[str, int]]().union(*(label.influence for label in alike))
    names = parts[0] if parts else ()
    return Label(sources, influence, {n: join(*(part[n] for part in parts)) for n in names}, blurred)
