"""The smallest changes that would let a refused field through, as help."""

from collections.abc import Iterable, Iterator

from tcme.compiler.core import Field
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import AtLeast, conj
from tcme.compiler.flow.labels import influencers
from tcme.compiler.flow.paths import influence_path
from tcme.compiler.ir.nodes import Ask, Input, Node


def robust_repairs(analysis: Analysis, field: Field, atoms: Iterable[AtLeast]) -> str:
    """Ways out for all influences of one refused field, without repetition."""
    found = (r for atom in atoms for r in _repairs(analysis, field, atom))
    return "; or ".join(dict.fromkeys(found))


def _repairs(analysis: Analysis, field: Field, atom: AtLeast) -> Iterator[str]:
    path = influence_path(analysis, analysis.leaves(field.name), atom)
    nodes = [analysis.placed.graph.nodes[n] for n in path]
    asked = next((n for n in reversed(nodes) if isinstance(n.op, Ask)), None)
    if atom.level == "active":
        yield f"assume that `{atom.principal}` keeps to the protocol: bound it below `active`"
    elif analysis.core.kind(atom.principal) == "publisher":
        yield from _distrust(analysis, field, atom)
    elif asked is not None:
        yield from _asked(analysis, field, asked, atom)
    elif nodes and isinstance(nodes[0].op, Input):
        name = nodes[0].op.name
        yield f'endorse the input, if any value will do: `input {name} … endorsed because "…"`'


def _distrust(analysis: Analysis, field: Field, atom: AtLeast) -> Iterator[str]:
    owners = sorted({analysis.owners[x] for x in analysis.field(field.name).sources})
    yield f"`assume {', '.join(owners)} {'trust' if len(owners) > 1 else 'trusts'} {atom.principal}`"


def _asked(analysis: Analysis, field: Field, node: Node, atom: AtLeast) -> Iterator[str]:
    """About one owner's words the answer can be endorsed; about several owners' words it cannot."""
    assert isinstance(node.op, Ask)
    model = analysis.placed.graph.asks[node.op.site].model
    label = analysis.labels.label[node.id]
    if analysis.never(conj(influencers(label), analysis.may_not_read(label.sources))):
        yield f'endorse the answer: `endorse ask {model}(…) … because "…"`'
        return
    others = sorted(x for x in label.sources if analysis.owners[x] != atom.principal)
    yield "ask the model about each owner's words apart, as a finite type, and compare the answers in MPC"
    if others:
        accepted = ", ".join(f"`accept influence of {atom.principal} on {x}`" for x in others)
        yield f"let the owner accept it: {accepted}"
    yield f"assume it away: bound {listed(_crafters(analysis, label.sources))} at `passive`"


def _crafters(analysis: Analysis, sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({analysis.owners[x] for x in sources}))
