"""Labels: what the rules know about a value."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Label:
    """What a value depends on, who steers it, and what more holds for the fields of a record."""

    sources: frozenset[str] = frozenset()
    influence: frozenset[tuple[str, int]] = frozenset()
    fields: dict[str, "Label"] = field(default_factory=dict)

    def flat(self) -> "Label":
        return join(Label(self.sources, self.influence), *(f.flat() for f in self.fields.values()))

    def endorsed(self) -> "Label":
        return Label(self.sources, frozenset(), {n: f.endorsed() for n, f in self.fields.items()})


def join(*labels: Label) -> Label:
    parts = [label.fields for label in labels if label.fields]
    if any(part.keys() != parts[0].keys() for part in parts):
        return join(*(label.flat() for label in labels))
    sources = frozenset[str]().union(*(label.sources for label in labels))
    influence = frozenset[tuple[str, int]]().union(*(label.influence for label in labels))
    names = parts[0] if parts else ()
    return Label(sources, influence, {n: join(*(part[n] for part in parts)) for n in names})
