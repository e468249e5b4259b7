"""Core programs and placed graphs built by hand, for tests that look at the flow rules alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tcme.compiler import core
from tcme.compiler.flow.adversaries import MAX_BITS
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.layout import leaves
from tcme.dsl.source import NOWHERE, Span
from tcme.dsl.syntax import Level, PrincipalKind
from tcme.dsl.ty import BoolTy, EnumTy, IntTy, TextTy, Ty

NUMBER = IntTy(0, 100)
WORDS = TextTy(1, 200)
YESNO = EnumTy(("YES", "NO"))
SELF: Literal["self"] = "self"
REPRESENTATIONS = (MAX_BITS, 0)
"""How many bits a set may have: of these programs, all that is needed, or none, so that it is a diagram."""


@dataclass
class World:
    """A program in the making; `done` freezes it."""

    party: str = ""
    helper: str = ""
    environment: str = ""
    publisher: str = ""
    at_most: Sequence[tuple[int, str, Level]] = ()
    trusts: Sequence[tuple[str, str, Literal["secrecy", "integrity"] | None]] = ()
    accepts: Sequence[tuple[str, str]] = ()
    leaks: Sequence[tuple[int, str, str]] = ()
    requires: Sequence[tuple[core.Expr, str]] = ()
    goals: Sequence[core.Goal] = ()
    sharing: tuple[str, int] | None = None
    masked: int = 100
    security: int = 60
    inputs: list[core.Input] = field(default_factory=list)
    fields: list[core.Field] = field(default_factory=list)
    nodes: list[ir.Node] = field(default_factory=list)
    places: list[ir.Where] = field(default_factory=list)
    opens: list[ir.Open] = field(default_factory=list)
    asks: list[ir.AskSite] = field(default_factory=list)
    ends: int = 0

    def input(
        self, name: str, owner: str, *, ty: Ty = NUMBER, endorsed: bool = False, where: ir.Where | None = None
    ) -> int:
        """Declares an input of one leaf and reads it where its owner is."""
        reason = "as it says" if endorsed else None
        self.inputs.append(core.Input(name, ty, owner, reason, self._span()))
        leaf = leaves(ty)[0]
        return self.node(ir.Input(name, leaf.path), (), leaf.vtype, where or ir.Local(owner))

    def node(self, op: ir.Op, args: Sequence[int], ty: ir.VType, where: ir.Where) -> int:
        number = len(self.nodes)
        self.nodes.append(ir.Node(number, op, tuple(args), ty, self._span()))
        self.places.append(where)
        return number

    def less(self, a: int, b: int, *, where: ir.Where | None = None) -> int:
        return self.node(ir.Compare("lt"), (a, b), ir.BoolV(), where or ir.Mpc())

    def ask(self, *args: int, at: ir.Where | None = None, publisher: str = "google") -> int:
        """Asks the model `m` at `enclave` for YES or NO."""
        where = at or ir.Environment("enclave")
        host = (
            where.name
            if isinstance(where, ir.Environment)
            else where.party
            if isinstance(where, ir.Local)
            else "?"
        )
        self.asks.append(
            ir.AskSite("m", "r", publisher, host, "?", YESNO.values, (200,) * len(args), None, None, None)
        )
        return self.node(ir.Ask(len(self.asks) - 1), args, ir.IntV(0, 1), where)

    def endorse(self, arg: int, *, where: ir.Where | None = None) -> int:
        self.ends += 1
        return self.node(
            ir.Endorse(self.ends - 1, "because"), (arg,), self.nodes[arg].ty, where or self.places[arg]
        )

    def open(
        self, name: str, leaf: int, of: str, to: str, *, ty: Ty | None = None, steered_by: str = ""
    ) -> None:
        declared = BoolTy() if isinstance(self.nodes[leaf].ty, ir.BoolV) else YESNO
        chosen = ty or declared
        recipients = tuple(to.split())
        span = self._span()
        self.fields.append(
            core.Field(name, chosen, tuple(of.split()), recipients, "agreed", tuple(steered_by.split()), span)
        )
        self.opens.append(ir.Open(name, chosen, (leaf,), recipients, span))

    def done(self) -> tuple[core.CoreProgram, ir.Placed]:
        program = core.CoreProgram(
            name="test",
            doc=None,
            principals=tuple(self._principals()),
            thresholds=tuple(core.Threshold(n, tuple(s.split()), v, NOWHERE) for n, s, v in self.at_most),
            trusts=tuple(core.Trust(p, q, aspect, NOWHERE) for p, q, aspect in self.trusts),
            models=tuple(core.Model("m", p, "r", NOWHERE) for p in self.publisher.split()[:1]),
            inputs=tuple(self.inputs),
            requires=tuple(core.Require(e, owner, "…", NOWHERE) for e, owner in self.requires),
            output="Out",
            fields=tuple(self.fields),
            leaks=tuple(
                core.Leak(n, tuple(x.split()), tuple(r.split()), self._span()) for n, x, r in self.leaks
            ),
            accepts=tuple(core.Accept(q, x, "agreed", self._span()) for q, x in self.accepts),
            goals=tuple(self.goals),
            result=core.Const(True, BoolTy(), NOWHERE),
            span=NOWHERE,
        )
        declared = tuple(ir.InputDecl(i.name, i.ty, i.owner, i.endorsed) for i in self.inputs)
        graph = ir.Graph(declared, tuple(self.asks), tuple(self.nodes), tuple(self.opens))
        return program, ir.Placed("test", graph, tuple(self.places), self._protocol())

    def _principals(self) -> list[core.Principal]:
        kinds: tuple[PrincipalKind, ...] = ("party", "helper", "environment", "publisher")
        return [core.Principal(n, kind, NOWHERE) for kind in kinds for n in getattr(self, kind).split()]

    def _protocol(self) -> ir.Protocol | None:
        if ir.Mpc() not in self.places:
            return None
        members = tuple(f"{self.party} {self.helper}".split())
        chosen, threshold = self.sharing or (" ".join(members), (len(members) - 1) // 2)
        return ir.Protocol(tuple(chosen.split()), threshold, 2**127 - 1, 32, self.security, self.masked)

    def _span(self) -> Span:
        """Places in the text are numbered, so that messages can be told apart."""
        number = len(self.nodes) + len(self.inputs) + len(self.fields)
        return Span(number, number + 1)


def millionaires(*, helper: str = "notary", level: Level = "passive", endorsed: str = "") -> World:
    """a < b to both, in MPC."""
    world = World(party="alice bob", helper=helper, at_most=[(1, f"alice bob {helper}".strip(), level)])
    a = world.input("a", "alice", endorsed="a" in endorsed.split())
    b = world.input("b", "bob", endorsed="b" in endorsed.split())
    world.open("richer", world.less(a, b), "a b", "alice bob")
    return world


def damage(*, trust: str = "enclave google") -> World:
    """A model reads the tenant's scene and the landlord hears the answer."""
    pairs: list[tuple[str, str, Literal["secrecy", "integrity"] | None]] = [
        (p, q, None) for p in ("landlord", "tenant") for q in trust.split()
    ]
    world = World(party="landlord tenant", environment="enclave", publisher="google", trusts=pairs)
    scene = world.input("scene", "tenant", ty=WORDS)
    world.open("alarm", world.ask(scene), "scene", "landlord")
    return world


def two_plans(
    *, level: Level = "crafting", apart: bool = False, accepts: Sequence[tuple[str, str]] = ()
) -> World:
    """Two parties' plans in one prompt, or each in its own and the answers compared in MPC."""
    world = World(
        party="alice bob",
        helper="notary",
        environment="enclave",
        publisher="google",
        at_most=[(1, "alice bob notary", level)],
        trusts=[(p, q, None) for p in ("alice", "bob") for q in ("enclave", "google")],
        accepts=accepts,
    )
    a, b = world.input("plan_a", "alice", ty=WORDS), world.input("plan_b", "bob", ty=WORDS)
    if apart:
        first, second = (world.endorse(world.ask(x)) for x in (a, b))
        world.open("fit", world.less(first, second), "plan_a plan_b", "alice bob")
    else:
        world.open("fit", world.ask(a, b), "plan_a plan_b", "alice bob")
    return world
