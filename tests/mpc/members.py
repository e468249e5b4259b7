"""Real processes with real sockets that evaluate small circuits and report what each of them opened."""

import asyncio
import multiprocessing
import socket
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tcme.backends.mpc.bits import Bits
from tcme.backends.mpc.evaluate import Evaluator
from tcme.backends.mpc.operand import Operand, Public, Secret
from tcme.backends.mpc.runtime import Engine, Seat
from tcme.backends.mpc.wire import Membership
from tcme.compiler.ir.nodes import Input, Node, Protocol

PRIME = 2**107 - 1
SECONDS = 60.0


@dataclass(frozen=True)
class Circuit:
    """Nodes of which the inputs have values; each result node is opened to `receivers`.

    With `counted` the members report instead how many values each primitive of MPyC opened inside."""

    nodes: tuple[Node, ...]
    inputs: dict[int, tuple[int, ...]]
    results: tuple[int, ...]
    receivers: tuple[int, ...]
    counted: bool = False


def protocol(members: int, *, bits: int = 40) -> Protocol:
    names = tuple(f"p{i}" for i in range(members))
    return Protocol(names, (members - 1) // 2, PRIME, bits, 50, 1000)


class Members:
    """The processes of one session; use as a context manager."""

    def __init__(self, used: Protocol) -> None:
        self.protocol = used
        context = multiprocessing.get_context("spawn")
        privates = [X25519PrivateKey.generate() for _ in used.members]
        keys = tuple(private.public_key().public_bytes_raw() for private in privates)
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in used.members]
        ports = tuple(("127.0.0.1", s.getsockname()[1]) for s in sockets)
        self.addresses = ports
        self.pipes, self.processes = [], []
        for number, private in enumerate(privates):
            ours, theirs = context.Pipe()
            args = (used, number, keys, private.private_bytes_raw(), ports, sockets[number], theirs)
            process = context.Process(target=_member, args=args, daemon=True)
            process.start()
            self.pipes.append(ours)
            self.processes.append(process)

    def __enter__(self) -> "Members":
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self.pipes:
            pipe.close()
        for process in self.processes:
            process.terminate()
            process.join(5)

    def run(self, circuit: Circuit) -> list[Any]:
        """What each member reports: opened values by node, or the text of a fault."""
        for pipe in self.pipes:
            pipe.send(circuit)
        return [pipe.recv() if pipe.poll(SECONDS) else "silent" for pipe in self.pipes]


def _member(
    used: Protocol,
    number: int,
    keys: tuple[bytes, ...],
    private: bytes,
    addresses: tuple[tuple[str, int], ...],
    listener: socket.socket,
    pipe: Connection,
) -> None:
    key = X25519PrivateKey.from_private_bytes(private)
    seat = Seat(Membership(used.members, number, keys, b"run", key), addresses, listener)
    asyncio.run(_serve(used, seat, pipe))


async def _serve(used: Protocol, seat: Seat, pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    engine = Engine(used, seat.membership.number)
    await engine.connect(seat, loop.time() + SECONDS)
    opened = _counting(engine)
    while True:
        try:
            circuit = await loop.run_in_executor(None, pipe.recv)
        except EOFError:
            return
        try:
            opened.clear()
            idle = asyncio.all_tasks()
            found = await _evaluate(engine, circuit, loop.time() + SECONDS)
            if circuit.counted:
                await _still(idle)
            pipe.send(dict(opened) if circuit.counted else found)
        except Exception as fault:
            code = getattr(fault, "code", "")
            pipe.send(code + " " + "".join(traceback.format_exception(fault)))


def _counting(engine: Engine) -> Counter[str]:
    """How many values are opened from now on, by the name of the function of MPyC that opens them."""
    opened: Counter[str] = Counter()
    runtime = engine._mpc
    plain = runtime.output

    def output(x: Any, *args: Any, **kwargs: Any) -> Any:
        opened[sys._getframe(1).f_code.co_name] += getattr(x, "size", None) or _length(x)
        return plain(x, *args, **kwargs)

    runtime.output = output
    return opened


async def _still(idle: set[asyncio.Task[Any]]) -> None:
    """Until nothing runs any more that did not run before, also what no result needs."""
    while asyncio.all_tasks() - idle:
        await asyncio.sleep(0.005)


def _length(x: Any) -> int:
    return len(x) if isinstance(x, list) else 1


async def _evaluate(engine: Engine, circuit: Circuit, deadline: float) -> dict[int, list[int] | None]:
    values = _values(engine, circuit)
    opened = {}
    for ident in circuit.results:
        value = values[ident]
        if isinstance(value, Public):
            opened[ident] = list(value.values)
        else:
            opened[ident] = await engine.open(value.shares, circuit.receivers, deadline)
    return opened


def _values(engine: Engine, circuit: Circuit) -> Sequence[Operand]:
    evaluator, values = Evaluator(engine, Bits(engine)), []
    for node in circuit.nodes:
        if isinstance(node.op, Input):
            owner = node.id % len(engine.protocol.members)
            known = circuit.inputs[node.id]
            mine = known if engine.number == owner else None
            values.append(Secret(engine.input(mine, len(known), owner), node.ty))
        else:
            values.append(evaluator.value(node, [values[a] for a in node.args]))
    return values
