"""The label of every node: one pass over the IR in order gives the least fixpoint, since nothing loops
back."""

from collections.abc import Collection, Iterable

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.formula import AtLeast
from tcme.compiler.flow.labels import BOTTOM, Label, join, owners_of
from tcme.compiler.flow.placement import Sharing, bends
from tcme.compiler.ir.nodes import Ask, Endorse, Graph, Input, Node, Placed, Where
from tcme.dsl.frozen import frozen


@frozen
class Labels:
    """For each node: its `label`; what went `into` it before an endorsement; the influence that starts
    there (`own`)."""

    label: tuple[Label, ...]
    into: tuple[Label, ...]
    own: tuple[frozenset[AtLeast], ...]

    def of(self, nodes: Iterable[int]) -> Label:
        return join(self.label[n] for n in nodes)


def input_endorsement(name: str) -> str:
    """How an endorsed input is called where endorsements are listed."""
    return f"input {name}"


def site_endorsement(site: int) -> str:
    return f"endorse {site}"


def infer(
    core: CoreProgram, placed: Placed, *, without: Collection[str] = (), blank: frozenset[str] = frozenset()
) -> Labels:
    """Labels of a placed program; endorsements named in `without` are taken as not written, and inputs that
    are `blank` as saying nothing."""
    protocol = placed.protocol
    sharing = None if protocol is None else Sharing(protocol.members, protocol.threshold)
    return _infer(core, placed.graph, placed.places, sharing, without, blank)


def infer_unplaced(core: CoreProgram, graph: Graph) -> Labels:
    """Labels before placement: as if every node ran where nobody can look or bend."""
    return _infer(core, graph, (None,) * len(graph.nodes), None, (), frozenset())


def _infer(
    core: CoreProgram,
    graph: Graph,
    places: tuple[Where | None, ...],
    sharing: Sharing | None,
    without: Collection[str],
    blank: frozenset[str],
) -> Labels:
    pass_ = _Pass(core, graph, sharing, frozenset(without), blank, owners_of(core))
    bent = {where: frozenset() if where is None else bends(where, sharing) for where in set(places)}
    labels: list[Label] = []
    into: list[Label] = []
    own: list[frozenset[AtLeast]] = []
    for node, where in zip(graph.nodes, places, strict=True):
        args = join(labels[a] for a in node.args)
        before, label = pass_.node(node, bent[where], args)
        into.append(before)
        labels.append(label)
        own.append(label.influence - (frozenset() if isinstance(node.op, Endorse) else args.influence))
    return Labels(tuple(labels), tuple(into), tuple(own))


@frozen
class _Pass:
    core: CoreProgram
    graph: Graph
    sharing: Sharing | None
    without: frozenset[str]
    blank: frozenset[str]
    owners: dict[str, str]

    def node(self, node: Node, bent: frozenset[AtLeast], args: Label) -> tuple[Label, Label]:
        """The label before an endorsement, and the label of the result.

        An endorsement vouches for what came; what the place does to it is joined after."""
        match node.op:
            case Input(name, _) if name in self.blank:
                return BOTTOM, BOTTOM.steered(bent)
            case Input(name, _):
                before = Label(frozenset((name,)), frozenset((AtLeast(self.owners[name], "crafting"),)))
                return before, (before.endorsed() if self._endorsed(name) else before).steered(bent)
            case Ask(site):
                label = args.steered(bent | self._asked(site, args))
                return label, label
            case Endorse(site, _) if site_endorsement(site) not in self.without:
                return args, args.endorsed().steered(bent)
            case _:
                label = args.steered(bent)
                return label, label

    def _endorsed(self, name: str) -> bool:
        return self.core.input(name).endorsed is not None and input_endorsement(name) not in self.without

    def _asked(self, site: int, args: Label) -> frozenset[AtLeast]:
        """Words can steer a model even where the words are endorsed, and so can whoever made the model."""
        owners = {self.owners[s] for s in args.sources}
        publisher = self.graph.asks[site].publisher
        return frozenset(AtLeast(p, "crafting") for p in (*owners, publisher))


def field_labels(labels: Labels, graph: Graph) -> dict[str, Label]:
    """The label of each opened field."""
    found: dict[str, Label] = {}
    for opening in graph.opens:
        found[opening.field] = found.get(opening.field, BOTTOM).join(labels.of(opening.leaves))
    return found
