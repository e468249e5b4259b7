"""The IR: a flat list of typed nodes over scalars and arrays of integers, Booleans and texts.

Records, options and enums are gone (see `layout`): a value of the language is a list of leaves, a leaf is one
node.  Enum values are their index, an absent option is `present = 0` and any value.  Elementwise operations
take operands of one and the same shape; `Repeat` makes shapes equal.  Nothing here has an effect: an opening
is an `Open`.
"""

from typing import Literal, TypeAlias

from tcme.dsl.frozen import Keyed, frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import Ty

Shape: TypeAlias = tuple[int, ...]


@frozen
class IntV:
    """Integers lo..hi in an array of `shape` (`()` for one)."""

    lo: int
    hi: int
    shape: Shape = ()


@frozen
class BoolV:
    shape: Shape = ()


@frozen
class TextV:
    """Texts of at most `max_bytes` UTF-8 bytes (at least `min_bytes`) after NFC."""

    min_bytes: int
    max_bytes: int
    shape: Shape = ()


VType: TypeAlias = IntV | BoolV | TextV

ArithOp: TypeAlias = Literal["add", "sub", "mul", "div", "mod", "min", "max", "band", "bor", "bxor"]
CompareOp: TypeAlias = Literal["lt", "le", "eq", "ne"]
LogicOp: TypeAlias = Literal["and", "or", "xor"]
ReduceOp: TypeAlias = Literal["sum", "min", "max", "any", "all", "argmin", "argmax"]


@frozen
class Const:
    """Public values in row-major order of the node's shape; Booleans as 0 and 1."""

    values: tuple[int, ...]


@frozen
class Iota:
    """The integers from `start` on, along the one axis of the node's shape."""

    start: int


@frozen
class ConstText:
    values: tuple[str, ...]


@frozen
class Input:
    """One leaf of an input; `path` is its place inside the input's type, `()` for the input itself."""

    name: str
    path: tuple[str, ...]


@frozen
class Arith:
    """Elementwise on two integers; `div` rounds down, `mod` has the divisor's sign; `band`, `bor`, `bxor` of
    integers that are not negative."""

    op: ArithOp


@frozen
class Neg:
    pass


@frozen
class Abs:
    pass


@frozen
class Compare:
    """Elementwise on two integers (or two Booleans for `eq`, `ne`); gives Booleans."""

    op: CompareOp


@frozen
class Logic:
    op: LogicOp


@frozen
class Not:
    pass


@frozen
class Select:
    """`args = (condition, then, otherwise)`, elementwise."""


@frozen
class ToInt:
    """Booleans as integers 0 and 1."""


@frozen
class Widen:
    """The same integers or Booleans at a wider type; costs nothing."""


@frozen
class Recode:
    """Each element v becomes `table[v - lo of the argument]`: a change of enum numbering."""

    table: tuple[int, ...]


@frozen
class Reduce:
    """Over the last axis; `argmin`/`argmax` give the first index."""

    op: ReduceOp


@frozen
class Repeat:
    """The argument, repeated along a new axis `axis` of the node's shape."""

    axis: int


@frozen
class Stack:
    """Arguments of one shape become rows along a new axis `axis`."""

    axis: int


@frozen
class Take:
    """Elements at public positions of axis `axis`, that axis dropped when `scalar`."""

    axis: int
    indices: tuple[int, ...]
    scalar: bool


@frozen
class Gather:
    """Element i of the result (row-major) is element `positions[i]` of the argument (row-major): what public
    indices reach that no one `Take` can; any arrangement of public positions."""

    positions: tuple[int, ...]


@frozen
class Lookup:
    """`args = (array, index)` at a secret index into axis `len(index.shape)`; leading axes go together.

    Oblivious: all elements are touched."""


@frozen
class Region:
    """The body of a fold: `parameters` are types of (accumulator leaves, element leaves, captured values);
    nodes number on from the parameters; `results` are the new accumulator leaves."""

    parameters: tuple[VType, ...]
    nodes: tuple["Node", ...]
    results: tuple[int, ...]


Loop: TypeAlias = tuple[Region, int, int, int, int]


@frozen
class Fold:
    """Left fold over axis `axis` (= number of batch axes) of the element leaves.

    `args = (start leaves, element leaves, captured)`; the node's value is result `result` of the region.
    A fold with several accumulator leaves is several nodes that share one `loop`.  With `history` (a scan)
    the value is that result after each step, stacked along `axis`."""

    region: Region
    accumulators: int
    elements: int
    axis: int
    steps: int
    result: int
    history: bool

    @property
    def loop(self) -> Loop:
        """With the arguments, what is run once for all nodes that have it: everything but which result they
        give, and whether after each step."""
        return self.region, self.accumulators, self.elements, self.axis, self.steps


@frozen
class Encode:
    """The UTF-8 bytes of texts along a new last axis of `max_bytes`, zeros after the end."""


@frozen
class Measure:
    """The number of UTF-8 bytes of texts."""


@frozen
class Claim:
    """The same value, about which the program claims something; `site` indexes `Graph.claims`."""

    site: int


@frozen
class Ask:
    """A model's answer, as an index into the site's values (then `abstain`, if any); args are texts of
    equal shape."""

    site: int


@frozen
class Endorse:
    """The same value; the influence on it is vouched for.  `site` numbers the endorsements of the program."""

    site: int
    because: str


Op: TypeAlias = (
    Const
    | ConstText
    | Input
    | Arith
    | Neg
    | Abs
    | Compare
    | Logic
    | Not
    | Select
    | ToInt
    | Widen
    | Recode
    | Reduce
    | Repeat
    | Stack
    | Take
    | Gather
    | Lookup
    | Iota
    | Encode
    | Measure
    | Fold
    | Ask
    | Endorse
    | Claim
)


@frozen
class Node:
    """`id` equals its position in the list; `args` are smaller ids; `pin` is the place that the program
    demands: `mpc`, or the name of an environment or a party."""

    id: int
    op: Op
    args: tuple[int, ...]
    ty: VType
    span: Span
    pin: str | None = None


@frozen
class AskSite:
    """Everything public about one `ask` (see `core.AskSite`); `max_bytes` per argument."""

    model: str
    reference: str
    publisher: str
    place: str
    prompt: str
    values: tuple[str, ...]
    max_bytes: tuple[int, ...]
    examples: str | None
    margin: str | None
    abstain: str | None


@frozen
class InputDecl:
    """An input whose leaves `Input` nodes read; `endorsed` carries the reason."""

    name: str
    ty: Ty
    owner: str
    endorsed: str | None


@frozen
class ClaimSite:
    """What is claimed of a value: owners of what it depends on, and who steers it (None: nothing)."""

    learn: tuple[str, ...] | None
    steer: tuple[str, ...] | None


@frozen
class Open:
    """One output field: its leaves are opened to its recipients and to nobody else."""

    field: str
    ty: Ty
    leaves: tuple[int, ...]
    recipients: tuple[str, ...]
    span: Span


@frozen
class Graph:
    """A whole program: pure nodes, then the ordered openings."""

    inputs: tuple[InputDecl, ...]
    asks: tuple[AskSite, ...]
    nodes: tuple[Node, ...]
    opens: tuple[Open, ...]
    claims: tuple[ClaimSite, ...] = ()


# --- placed --------------------------------------------------------------------------------------


@frozen
class Public(Keyed):
    """Known to all: everyone computes it."""


@frozen
class Local(Keyed):
    """In cleartext at one party."""

    party: str


@frozen
class Mpc(Keyed):
    """Shamir shares over `Protocol.members`."""


@frozen
class Environment(Keyed):
    """In cleartext inside an environment's worker."""

    name: str


Where: TypeAlias = Public | Local | Mpc | Environment


@frozen
class Protocol:
    """Parameters of the MPC part: `threshold` t of `members`, prime field of `modulus`, values of `bits`
    bits with sign, masks of `security` more bits; `masked` bounds the number of masked openings."""

    members: tuple[str, ...]
    threshold: int
    modulus: int
    bits: int
    security: int
    masked: int


@frozen
class Placed:
    """What runs: a graph, a place for each node, and the protocol where one node is `Mpc`.

    A value used at another place moves: from a party or public into MPC as an input, from an environment
    into MPC as dealt shares, from a party to an environment sealed.  Nothing moves out of MPC except
    through an `Open`."""

    program: str
    graph: Graph
    places: tuple[Where, ...]
    protocol: Protocol | None
