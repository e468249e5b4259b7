"""What must not be possible: code from a peer, listeners for the world, openings that tell too much."""

import asyncio
import os
import pickle
import random
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from circuits import node
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from members import PRIME, Circuit, Members, protocol

from tcme.backends.mpc.fault import BadParty, BadShares, WrongSize
from tcme.backends.mpc.marshal import Marshal
from tcme.backends.mpc.parameters import check_protocol, field_bits, statistical_bits
from tcme.backends.mpc.shares import deal, mask_loss, recombine
from tcme.backends.mpc.wire import Events, Membership, Wire
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import IntV, Protocol


class Evil:
    """Would run a command when unpickled."""

    def __reduce__(self):
        return os.system, ("touch /tmp/tcme_was_here",)


@pytest.mark.parametrize("data", [pickle.dumps(Evil()), pickle.dumps(np.array([1, 2], dtype=object)), b"x"])
def test_pickle_is_refused(data: bytes) -> None:
    with pytest.raises(BadShares):
        Marshal(PRIME).loads(data)
    assert not Path("/tmp/tcme_was_here").exists()


def test_marshal_refuses_what_is_no_field_element() -> None:
    marshal = Marshal(13)
    assert marshal.loads(marshal.dumps([0, 12])).tolist() == [0, 12]
    with pytest.raises(BadShares):
        marshal.loads(b"\x0d")


ENGINE = """
import asyncio, pickle, sys
from tcme.backends.mpc.runtime import Engine
from tcme.compiler.ir.nodes import Protocol
async def main():
    Engine(Protocol(("a", "b", "c"), 1, 2**107 - 1, 32, 60, 4), 0)
    import mpyc.runtime
    assert mpyc.runtime.pickle is not pickle
    for name in ("is_zero_public", "np_is_zero_public"):
        assert getattr(mpyc.runtime.Runtime, name).__module__ == "tcme.backends.mpc.runtime"
    try:
        mpyc.runtime.pickle.loads(pickle.dumps(1))
    except Exception as fault:
        print(type(fault).__name__, sys.argv[1:])
asyncio.run(main())
"""


def test_mpyc_has_no_pickle_and_does_not_see_our_arguments() -> None:
    command = [sys.executable, "-c", ENGINE, "-M5", "--help", "secret"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=30, env={**os.environ, "MPYC_NOPRSS": "1"}
    )
    assert (done.stdout, done.stderr) == ("BadShares ['-M5', '--help', 'secret']\n", "")


def listening(pid: int) -> set[str]:
    """Local addresses (hexadecimal) on which the process listens."""
    links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
    inodes = {link[8:-1] for link in links if link.startswith("socket:")}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            parts = line.split()
            if parts[3] == "0A" and parts[9] in inodes:
                found.add(parts[1].split(":")[0])
    return found


def test_nothing_listens_beyond_loopback() -> None:
    with Members(protocol(3)) as members:
        seen: set[str] = set()
        until = time.monotonic() + 5
        while time.monotonic() < until and len(seen) < 1:
            for process in members.processes:
                seen |= listening(process.pid)
        members.run(Circuit((node(0, ir.Const((1,)), (), IntV(1, 1)),), {}, (0,), (0, 1, 2)))
        for process in members.processes:
            seen |= listening(process.pid)
    assert seen == {"0100007F"}


def test_strangers_do_not_disturb() -> None:
    with Members(protocol(3)) as members:
        for _, port in members.addresses:
            for greeting in (
                b"\x00\x00" + b"\x10\x00\x00\x00" + b"x" * 16,
                b"\xff\xff",
                b"GET / HTTP/1.1\r\n",
            ):
                with socket.create_connection(("127.0.0.1", port)) as stranger:
                    stranger.sendall(greeting)
        reports = members.run(
            Circuit((node(0, ir.Input("x", ()), (), IntV(0, 9)),), {0: (7,)}, (0,), (0, 1, 2))
        )
    assert reports == [{0: [7]}] * 3


def test_a_lost_member_stops_the_others() -> None:
    with Members(protocol(3)) as members:
        circuit = Circuit((node(0, ir.Input("x", ()), (), IntV(0, 9)),), {0: (7,)}, (0,), (0, 1, 2))
        assert members.run(circuit) == [{0: [7]}] * 3
        members.processes[1].kill()
        members.processes[1].join(5)
        for number in (0, 2):
            members.pipes[number].send(circuit)
            assert members.pipes[number].poll(10)
            assert "TC606" in members.pipes[number].recv()


def test_wire_closes_on_a_bad_seal() -> None:
    async def exchange() -> list[int]:
        keys = [X25519PrivateKey.generate() for _ in range(2)]
        public = tuple(k.public_key().public_bytes_raw() for k in keys)
        lost: list[int] = []
        wires: list[Wire] = []

        def side(number: int) -> Wire:
            membership = Membership(("a", "b"), number, public, b"run", keys[number])
            events = Events(lambda _: b"k", lambda _, got: got == b"k", lambda *_: True, lost.append)
            wires.append(Wire(membership, events, None if number else 1))
            return wires[-1]

        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: side(1), "127.0.0.1", 0)
        transport, _ = await loop.create_connection(lambda: side(0), *server.sockets[0].getsockname())
        await asyncio.sleep(0.1)
        wires[0].send(5, b"hello")
        assert await wires[1].receive(5) == b"hello"
        transport.write(b"\x20\x00\x00\x00" + b"?" * 32)
        await asyncio.sleep(0.1)
        server.close()
        return lost

    assert 0 in asyncio.run(exchange())


# --- numbers -------------------------------------------------------------------------------------


def test_dealt_shares() -> None:
    values = [0, 1, -5, 10**9, -(10**9)]
    rows = deal(values, PRIME, 2, 5)
    for chosen in ((0, 1, 2), (4, 0, 3), (1, 3, 4)):
        assert recombine({i: rows[i] for i in chosen}, PRIME) == values
    assert deal(values, PRIME, 2, 5) != rows


def test_t_shares_tell_nothing() -> None:
    """In a small field every share is equally frequent, whatever the value."""
    counts = {value: np.bincount([deal([value], 5, 1, 3)[1][0] for _ in range(5000)]) for value in (0, 3)}
    for count in counts.values():
        assert len(count) == 5 and min(count) > 850


@pytest.mark.parametrize(("members", "threshold", "loss"), [(3, 1, 2), (5, 2, 4), (7, 3, 6), (1, 0, 0)])
def test_masks_lose_bits(members: int, threshold: int, loss: int) -> None:
    assert mask_loss(members, threshold) == loss
    assert field_bits(32, 60, members, threshold) == 32 + 60 + loss + 2


def test_protocols_that_cannot_hold_are_refused() -> None:
    good = Protocol(("a", "b", "c"), 1, 2**107 - 1, 32, 60, 1000)
    check_protocol(good)
    assert statistical_bits(good) >= 40
    for broken, fault in (
        (Protocol(("a", "b"), 1, 2**107 - 1, 32, 60, 4), WrongSize),
        (Protocol(("a", "b", "a"), 1, 2**107 - 1, 32, 60, 4), BadParty),
        (Protocol(("a", "b", "c"), 1, 2**61 - 1, 32, 60, 4), WrongSize),
        (Protocol(("a", "b", "c"), 1, 2**61 - 1, 32, 27, 4), WrongSize),
        (Protocol(("a", "b", "c"), 1, 3, 1, 0, 0), WrongSize),
    ):
        with pytest.raises(fault):
            check_protocol(broken)


def test_a_product_opened_without_zeros_tells_its_factors() -> None:
    """Why the zero tests are replaced: one member of three factors what MPyC would open and finds the
    value among two candidates; with a sharing of zero of degree 2 added, its share fits every value."""
    chance, p = random.Random(1), 2**61 - 1
    secret = 3 * 7 * 11
    f = [secret, chance.randrange(p)]
    g = [chance.randrange(p), chance.randrange(p)]
    opened = [f[0] * g[0] % p, (f[0] * g[1] + f[1] * g[0]) % p, f[1] * g[1] % p]
    mine = (f[0] + f[1]) % p
    assert secret in candidates(opened, mine, p)
    zero = [0, chance.randrange(p), chance.randrange(p)]
    hidden = [(a + b) % p for a, b in zip(opened, zero, strict=True)]
    assert secret not in candidates(hidden, mine, p)


def candidates(opened: list[int], mine: int, p: int) -> list[int]:
    """Values at 0 of the linear factors of a quadratic that have value `mine` at 1; p is 3 modulo 4."""
    constant, linear, square = opened
    root = pow((linear * linear - 4 * square * constant) % p, (p + 1) // 4, p)
    zeros = [(-linear + sign * root) * pow(2 * square, -1, p) % p for sign in (1, -1)]
    return [-z * mine * pow(1 - z, -1, p) % p for z in zeros]
