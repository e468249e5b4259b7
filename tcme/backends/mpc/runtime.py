"""MPyC, set up for one member of one protocol: the only file that imports it.

Security: passive adversary that corrupts at most t < m/2 members (Ben-Or, Goldwasser, Wigderson 1988;
Gennaro, Rabin, Rabin 1998 for products; Cramer, Damgård, Ishai 2005 for pseudorandom sharing). Connections
are ours (`wire`): sealed, authenticated, on 127.0.0.1 only. Four parts of MPyC 0.11 are replaced, and the
version is pinned for that:

* `pickle`, because it runs what peers send (`marshal`);
* the start and the connections (`wire`);
* both public zero tests: they open a * r, a product of two random polynomials of degree t that is not itself
  random. With t = 1 a single member factors it and is left with two candidates for `a`, from which it tells
  the true one, and with it the masked secret. We add a pseudorandom sharing of zero of degree 2t, after which
  all that is seen is uniform with the constant coefficient a * r;
* what happens when a step fails: MPyC prints and stops the event loop; here every wait of the engine ends.

The import is delayed, once in a process, and sees arguments of our own making, because it parses `sys.argv`.
"""

import asyncio
import importlib
import logging
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

import numpy as np

from tcme.backends.mpc.fault import BadParty, Late, MpcFault, Stopped, WrongEngine
from tcme.backends.mpc.marshal import Marshal, Values
from tcme.backends.mpc.parameters import check_protocol, mask_bits
from tcme.backends.mpc.shares import signed
from tcme.backends.mpc.wire import Events, Membership, Wire
from tcme.compiler.ir.nodes import Protocol

VERSION: Final = "0.11"
LOOPBACK: Final = "127.0.0.1"
KEY_BYTES: Final = 16
RETRY_SECONDS: Final = 0.02

Shares = Any
"""A flat MPyC array of secret integers; MPyC has no types."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a member sits: who computes, everybody's address, our listening socket (already bound)."""

    membership: Membership
    addresses: tuple[tuple[str, int], ...]
    listener: socket.socket


def _check_seat(seat: Seat, protocol: Protocol, number: int) -> None:
    members = seat.membership
    if (members.names, members.number, len(seat.addresses)) != (
        protocol.members,
        number,
        len(protocol.members),
    ):
        raise BadParty("the members are not those of the protocol")
    if any(host != LOOPBACK for host, _ in seat.addresses):
        raise BadParty("a member is not on 127.0.0.1")
    if seat.listener.getsockname()[0] != LOOPBACK:
        raise BadParty("the listening socket is not bound to 127.0.0.1")


class Engine:
    """One member's side of the computation. Values are flat arrays of shares; opening is the only way out."""

    def __init__(self, protocol: Protocol, number: int) -> None:
        check_protocol(protocol)
        self.protocol = protocol
        self.number = number
        self._seat: Seat | None = None
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._connected = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._mpc = _load(protocol, self.number, self._fail)
        secint = self._mpc.SecInt(protocol.bits, protocol.modulus)
        self._field = secint.field
        self._array = secint.array
        self._linear = _linear(self._mpc, self._array)
        self._bilinear = _bilinear(self._mpc, self._array)

    # --- start and end -------------------------------------------------------------------------------

    async def connect(self, seat: Seat, deadline: float) -> None:
        """Connections with every other member, all authenticated, or `Late`/`Stopped` (TC607, TC606)."""
        _check_seat(seat, self.protocol, self.number)
        self._seat = seat
        if len(self.protocol.members) == 1:
            return
        loop = asyncio.get_running_loop()
        if self.number:
            self._server = await loop.create_server(lambda: self._wire(None), sock=seat.listener)
        dialled = range(self.number + 1, len(self.protocol.members))
        dialling = asyncio.gather(*(self._dial(peer) for peer in dialled))
        try:
            await self._until(self._connected.wait(), deadline)
        finally:
            dialling.cancel()
            if self._server is not None:
                self._server.close()

    def close(self) -> None:
        """Drop all connections; nothing is said to the others."""
        if not self._failed.done():
            self._failed.cancel()
        for party in self._others():
            if party.protocol is not None:
                party.protocol.close_connection()

    @property
    def bytes_sent(self) -> int:
        """Bytes sent to all members, seals included."""
        return sum(p.protocol.nbytes_sent for p in self._others() if p.protocol is not None)

    # --- values in -----------------------------------------------------------------------------------

    def constant(self, values: Sequence[int]) -> Shares:
        """Public values as (constant) shares."""
        return self._array(_objects(values))

    def own(self, shares: Sequence[int]) -> Shares:
        """Shares that somebody dealt to this member."""
        return self._array(self._field.array(_objects(shares)))

    def input(self, values: Sequence[int] | None, count: int, owner: int) -> Shares:
        """Values of member `owner`, who passes them while the others pass None."""
        mine = self.constant(values if values is not None else [0] * count)
        return self._mpc.input(mine, senders=owner)

    # --- computing -----------------------------------------------------------------------------------

    def linear(self, size: int, function: Callable[..., Values], *arguments: Shares) -> Shares:
        """A public linear function of the shares, without messages. Arrays it gets must not be changed."""
        return self._linear(size, function, arguments)

    def bilinear(
        self, size: int, function: Callable[[Values, Values], Values], a: Shares, b: Shares
    ) -> Shares:
        """Sums of products, one element sent to each member for each element of the result."""
        return self._bilinear(size, function, a, b)

    def negative(self, a: Shares, width: int) -> Shares:
        """1 where a < 0; needs -2^(width-1) <= a < 2^(width-1). Two openings per element (Toft 2007)."""
        if a.size == 1:
            return self._single(self._mpc.sgn(a[0], l=width, LT=True))
        return self._mpc.np_sgn(a, l=width, LT=True)

    def zero(self, a: Shares, width: int) -> Shares:
        """1 where a = 0, for the same range and at the same price, with no error."""
        if a.size == 1:
            return self._single(self._mpc.sgn(a[0], l=width, EQ=True))
        return self._mpc.np_sgn(a, l=width, EQ=True)

    def bits(self, a: Shares, width: int) -> Shares:
        """Bits of 0 <= a < 2^width, lowest first, element by element (Schoenmakers, Tuyls 2006)."""
        return self._mpc.np_reshape(self._mpc.np_to_bits(a, width), (-1,))

    def _single(self, scalar: Shares) -> Shares:
        return self._mpc.np_fromlist([scalar])

    # --- values out ----------------------------------------------------------------------------------

    async def settle(self, values: Iterable[Shares], deadline: float) -> None:
        """Wait until this member holds its shares of all values."""
        await self._until(_done(self._mpc.gather(list(values))), deadline)

    async def shares(self, value: Shares, deadline: float) -> list[int]:
        """This member's shares, for a recipient who is no member."""
        mine = await self._until(_done(self._mpc.gather(value)), deadline)
        return [int(share) for share in mine.value]

    async def open(self, value: Shares, receivers: Sequence[int], deadline: float) -> list[int] | None:
        """The values, at the receivers; None at the others, who learn nothing."""
        opened = self._mpc.output(value, receivers=list(receivers), raw=True)
        found = await self._until(_done(opened), deadline)
        if self.number not in receivers:
            return None
        return [signed(int(element), self.protocol.modulus) for element in found.value]

    # --- inside --------------------------------------------------------------------------------------

    async def _until(self, work: Awaitable[Result], deadline: float) -> Result:
        task = asyncio.ensure_future(work)
        left = deadline - asyncio.get_running_loop().time()
        waiting: set[asyncio.Future[Any]] = {task, self._failed}
        await asyncio.wait(waiting, timeout=max(left, 0), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        if self._failed.done():
            task.cancel()
            raise self._failed.exception() or Stopped("the secure computation was closed")
        task.cancel()
        raise Late()

    def _fail(self, fault: BaseException) -> None:
        if not self._failed.done():
            self._failed.set_exception(fault if isinstance(fault, MpcFault) else _stopped(fault))
            self._failed.exception()

    def _wire(self, peer: int | None) -> Wire:
        assert self._seat is not None
        events = Events(self._keys_for, self._keys_from, self._ready, self._lost)
        return Wire(self._seat.membership, events, peer)

    async def _dial(self, peer: int) -> None:
        assert self._seat is not None
        host, port = self._seat.addresses[peer]
        while True:
            try:
                await asyncio.get_running_loop().create_connection(lambda: self._wire(peer), host, port)
                return
            except OSError:
                await asyncio.sleep(RETRY_SECONDS)

    def _keys_for(self, peer: int) -> bytes:
        return b"".join(self._mpc._prss_keys_to_peer(peer))

    def _keys_from(self, peer: int, keys: bytes) -> bool:
        if self._mpc._prss_keys_from_peer(peer) != len(keys):
            return False
        self._mpc._prss_keys_from_peer(peer, keys)
        return True

    def _ready(self, peer: int, wire: Wire) -> bool:
        if self._mpc.parties[peer].protocol is not None:
            return False
        self._mpc.parties[peer].protocol = wire
        if all(party.protocol is not None for party in self._others()):
            self._connected.set()
        return True

    def _lost(self, peer: int) -> None:
        self._fail(Stopped(f"`{self.protocol.members[peer]}` left the secure computation"))

    def _others(self) -> Iterator[Any]:
        return (party for party in self._mpc.parties if party.pid != self.number)


def _stopped(fault: BaseException) -> Stopped:
    # The cause is for a debugger; it may hold values, and the session shows the outer message only.
    stopped = Stopped("a step of the secure computation failed")
    stopped.__cause__ = fault
    return stopped


def _objects(values: Sequence[int]) -> Values:
    """A fresh array of Python integers: MPyC changes its argument, and would wrap machine integers."""
    return np.fromiter((int(value) for value in values), dtype=object, count=len(values))


async def _done(awaitable: Any) -> Any:
    return await awaitable


def _linear(mpc: Any, array: Any) -> Callable[..., Shares]:
    async def linear(size: int, function: Callable[..., Values], arguments: tuple[Shares, ...]) -> Any:
        await mpc.returnType((array, (size,)))
        values = await mpc.gather(list(arguments))
        return array.sectype.field.array(np.array(function(*(v.value for v in values)), dtype=object))

    return cast(
        Callable[..., Shares], importlib.import_module("mpyc.asyncoro").mpc_coro_no_pc(_plain(linear))
    )


def _bilinear(mpc: Any, array: Any) -> Callable[..., Shares]:
    async def bilinear(size: int, function: Callable[..., Values], a: Shares, b: Shares) -> Any:
        await mpc.returnType((array, (size,)))
        left, right = await mpc.gather(a, b)
        product = array.sectype.field.array(np.array(function(left.value, right.value), dtype=object))
        return await mpc._reshare(product)

    return cast(Callable[..., Shares], mpc.coroutine(_plain(bilinear)))


def _plain(function: Any) -> Any:
    """Without annotations: MPyC takes a return annotation for the type of a placeholder."""
    function.__annotations__ = {}
    return function


# --- loading and repairing MPyC ----------------------------------------------------------------------


def _load(protocol: Protocol, number: int, fail: Callable[[BaseException], None]) -> Any:
    if "mpyc.runtime" in sys.modules:
        raise WrongEngine("this process has run a secure computation already")
    with _arguments(protocol, number), _quiet():
        if importlib.import_module("mpyc").__version__ != VERSION:
            raise WrongEngine(f"secure computation needs mpyc {VERSION}")
        module = importlib.import_module("mpyc.runtime")
    asyncio.get_running_loop().set_exception_handler(lambda _, context: fail(_cause(context)))
    vars(module)["pickle"] = Marshal(protocol.modulus)
    _stop_on_failure(importlib.import_module("mpyc.asyncoro"), fail)
    _mask_zero_tests(module)
    return module.mpc


def _cause(context: dict[str, Any]) -> BaseException:
    return cast(BaseException, context.get("exception") or Stopped("a step of the secure computation failed"))


@contextmanager
def _arguments(protocol: Protocol, number: int) -> Iterator[None]:
    """MPyC reads options from the command line and the environment: show it ours, and no environment."""
    # Addresses are unused, since connections are ours, but they tell the number of members and which is own.
    hosts = ["" if member == number else LOOPBACK for member in range(len(protocol.members))]
    parties = [part for member, host in enumerate(hosts) for part in ("-P", f"{host}:{member + 1}")]
    options = [
        "--no-log",
        "--no-uvloop",
        "-W",
        "0",
        "-K",
        str(mask_bits(protocol)),
        "-T",
        str(protocol.threshold),
    ]
    saved = sys.argv
    for name in [name for name in os.environ if name.startswith("MPYC_")]:
        del os.environ[name]
    sys.argv = ["tcme", *options, *parties]
    try:
        yield
    finally:
        sys.argv = saved


@contextmanager
def _quiet() -> Iterator[None]:
    """Take away the handlers that MPyC adds to the root logger."""
    before = list(logging.root.handlers)
    try:
        yield
    finally:
        for handler in [handler for handler in logging.root.handlers if handler not in before]:
            logging.root.removeHandler(handler)


def _stop_on_failure(asyncoro: Any, fail: Callable[[BaseException], None]) -> None:
    reconcile = vars(asyncoro)["__reconcile"]

    def finish(declared: Any, task: asyncio.Task[Any]) -> None:
        asyncoro.runtime._pc_level -= 1
        if task.cancelled():
            return
        if (fault := task.exception()) is not None:
            fail(fault)
        elif declared is not None:
            reconcile(declared, task.result())

    asyncoro._reconcile = finish


def _mask_zero_tests(module: Any) -> None:
    """Public tests for zero whose opened polynomial of degree 2t is uniform but for its constant coefficient.

    Error: a nonzero value passes for zero with probability 1/p, where p has over 40 bits more than any value.
    """
    thresha, runtime = module.thresha, type(module.mpc)

    async def is_zero_public(self: Any, a: Any) -> Any:
        await self.returnType(module.Future)
        field, opened = type(a).field, 2 * self.threshold
        factor = self._random(field)
        zero = _zeros(self, thresha.pseudorandom_share_zero, field, 1)
        value = await self.gather(a)
        return await self.output(value * factor + (zero[0] if self.threshold else 0), threshold=opened) == 0

    async def np_is_zero_public(self: Any, a: Any) -> Any:
        await self.returnType(module.Future)
        field, opened = type(a).sectype.field, 2 * self.threshold
        factor = self._np_randoms(field, a.size)
        zero = _zeros(self, thresha.np_pseudorandom_share_0, field, a.size)
        value = (await self.gather(a)).reshape(-1)
        return await self.output(value * factor + (zero if self.threshold else 0), threshold=opened) == 0

    runtime.is_zero_public = module.mpc.coroutine(_plain(is_zero_public))
    runtime.np_is_zero_public = module.mpc.coroutine(_plain(np_is_zero_public))


def _zeros(runtime: Any, generate: Callable[..., Any], field: Any, count: int) -> Any:
    if not runtime.threshold:
        return None
    members, keys = len(runtime.parties), runtime.prfs(field.order)
    return generate(field, members, runtime.pid, keys, runtime._prss_uci(), count)
