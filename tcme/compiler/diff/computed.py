"""Whether a field is calculated by the same steps: digests over the placed program, positions left out."""

from hashlib import sha256

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.codec import Json, canonical, to_json
from tcme.compiler.ir.nodes import Graph, Node

POSITIONS = ("at", "id", "site")
"""Where something stands: in the text, in the list of nodes, in the list of questions."""
BOUNDS = ("lo", "hi", "min_bytes", "max_bytes", "place")
"""What is proved of a step, and where it runs, is compared elsewhere."""


def computed(graph: Graph) -> dict[str, str]:
    """For each field a digest of all that it is calculated from, down to inputs and constants (Merkle: that
    of a node covers those of its arguments).  Its type is left out, which is compared by itself;
    endorsements, claims and widenings are no steps: the value is the same."""
    steps: list[str] = []
    for node in graph.nodes:
        before = [steps[a] for a in node.args]
        said = isinstance(node.op, ir.Endorse | ir.Claim | ir.Widen)
        steps.append(before[0] if said else digest([_step(graph, node), *before]))
    return {o.field: digest([steps[leaf] for leaf in o.leaves]) for o in graph.opens}


def _step(graph: Graph, node: Node) -> Json:
    asked = to_json(graph.asks[node.op.site]) if isinstance(node.op, ir.Ask) else None
    return [without(to_json(node.op), POSITIONS), without([to_json(node.ty), asked], BOUNDS)]


def digest(value: Json) -> str:
    return sha256(canonical(value)).hexdigest()


def without(value: Json, keys: tuple[str, ...]) -> Json:
    """A tree without some keys, and without parentheses, which only matter in print."""
    if isinstance(value, list):
        return [without(part, keys) for part in value]
    if not isinstance(value, dict):
        return value
    if value.get("node") == "Paren":
        return without(value["inner"], keys)
    return {key: without(part, keys) for key, part in value.items() if key not in keys}
