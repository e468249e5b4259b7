"""Mailboxes: several real processes, lost and silent peers, strangers, and where they may listen."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tcme.backends.transport import (
    BadFrame,
    Frame,
    ListenerExposed,
    Mailbox,
    Peer,
    PeerLate,
    PeerLost,
    Roster,
)
from tcme.backends.transport.frames import encode
from tcme.backends.transport.message import greet
from tcme.backends.transport.roster import we_dial
from tcme.backends.transport.sealed import Ends, connect

PRINCIPAL = Path(__file__).with_name("principal.py")
ROOT = Path(__file__).parents[2]
Script = list[list[Any]]


def run_processes(scripts: dict[str, Script], *, seconds: float = 20) -> dict[str, list[str]]:
    """One process per principal; what each printed. Killed ones printed nothing."""
    keys = {name: X25519PrivateKey.generate() for name in scripts}
    listeners = {name: socket.create_server(("127.0.0.1", 0)) for name in scripts}
    roster = [
        (name, listeners[name].getsockname()[1], keys[name].public_key().public_bytes_raw().hex())
        for name in scripts
    ]
    running = {}
    for name, script in scripts.items():
        running[name] = subprocess.Popen(
            [sys.executable, str(PRINCIPAL)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[listeners[name].fileno()],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        task = {
            "name": name,
            "private": keys[name].private_bytes_raw().hex(),
            "roster": roster,
            "listener": listeners[name].fileno(),
            "seconds": seconds,
            "script": script,
        }
        stdin = running[name].stdin
        assert stdin is not None
        stdin.write(json.dumps(task).encode())
        stdin.close()
        running[name].stdin = None
    for listener in listeners.values():
        listener.close()
    outputs = {name: process.communicate(timeout=60)[0] for name, process in running.items()}
    return {name: json.loads(output) if output else [] for name, output in outputs.items()}


def test_two_processes_talk() -> None:
    seen = run_processes(
        {
            "alice": [["send", "bob", "question", "how much?"], ["receive", "bob", "answer"]],
            "bob": [["receive", "alice", "question"], ["send", "alice", "answer", "five"]],
        }
    )
    assert seen == {"alice": ["five"], "bob": ["how much?"]}


def test_three_processes_and_several_messages_in_flight() -> None:
    names = ["alice", "bob", "carol"]
    scripts: dict[str, Script] = {}
    for name in names:
        others = [other for other in names if other != name]
        sends = [["send", other, tag, f"{name} {tag}"] for tag in ("one", "two") for other in others]
        receives = [["receive", other, tag] for tag in ("two", "one") for other in others]
        scripts[name] = [*sends, *receives]
    seen = run_processes(scripts)
    for name in names:
        others = [other for other in names if other != name]
        assert seen[name] == [f"{other} {tag}" for tag in ("two", "one") for other in others]


def test_a_peer_that_dies_is_lost_within_the_deadline() -> None:
    started = time.monotonic()
    seen = run_processes(
        {
            "alice": [["receive", "bob", "first"], ["receive", "bob", "second"]],
            "bob": [["send", "alice", "first", "hello"], ["die"]],
        }
    )
    assert seen["alice"] == ["hello", "TC701 `bob` closed the connection before the run was complete"]
    assert time.monotonic() - started < 15


def test_a_peer_that_leaves_early_is_lost_but_what_it_said_is_kept() -> None:
    seen = run_processes(
        {
            "alice": [["sleep", 1.0], ["receive", "bob", "last"], ["receive", "bob", "more"]],
            "bob": [["send", "alice", "last", "bye"]],
        }
    )
    assert seen["alice"][0] == "bye"
    assert seen["alice"][1].startswith("TC701")


def test_a_silent_peer_is_late() -> None:
    seen = run_processes({"alice": [["receive", "bob", "word"]], "bob": [["sleep", 5]]}, seconds=1)
    assert seen == {"alice": ["TC702 `bob` did not answer before the deadline"], "bob": []}


def peer_of(key: X25519PrivateKey, listener: socket.socket, *, dials: bool = True) -> Peer:
    return Peer("127.0.0.1", listener.getsockname()[1], key.public_key().public_bytes_raw(), dials)


def loopback() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


class Pair:
    """Two principals; only the first has a mailbox."""

    def __init__(self, own: str, other: str) -> None:
        self.own, self.other = own, other
        self.key, self.other_key = X25519PrivateKey.generate(), X25519PrivateKey.generate()
        self.listener, self.other_listener = loopback(), loopback()
        self.roster: Roster = {
            own: peer_of(self.key, self.listener),
            other: peer_of(self.other_key, self.other_listener),
        }

    def mailbox(self) -> Mailbox:
        return Mailbox(self.own, self.listener, self.key, self.roster, b"run")

    def close(self) -> None:
        self.other_listener.close()


def test_a_peer_that_never_starts_is_late() -> None:
    async def scenario(pair: Pair) -> float:
        started = time.monotonic()
        async with pair.mailbox() as mailbox:
            with pytest.raises(PeerLate):
                await mailbox.receive(pair.other, "tag", started + 0.3)
            with pytest.raises(PeerLate):
                await mailbox.send(pair.other, "tag", b"x", time.monotonic() + 0.2)
        return time.monotonic() - started

    for pair in (Pair("alice", "bob"), Pair("bob", "alice")):
        pair.close()
        assert asyncio.run(scenario(pair)) < 2


@pytest.mark.parametrize("greeting", ["noise", "wrong key", "unknown", "large"])
def test_a_stranger_is_refused_and_does_not_take_the_place_of_a_peer(greeting: str) -> None:
    pair = Pair("bob", "alice")
    real = connect(Ends("alice", "bob", b"run"), pair.other_key, pair.roster["bob"].key)
    fake = connect(Ends("alice", "bob", b"run"), X25519PrivateKey.generate(), pair.roster["bob"].key)
    wire = {
        "noise": b"GET / HTTP/1.1\r\n\r\n" + bytes(200),
        "wrong key": encode(greet(fake)),
        "unknown": encode(Frame("mallory", "bob", 0, bytes(20))),
        "large": encode(Frame("alice", "bob", 0, bytes(5000))),
    }[greeting]

    async def scenario() -> None:
        async with pair.mailbox() as mailbox:
            reader, writer = await asyncio.open_connection("127.0.0.1", pair.roster["bob"].port)
            writer.write(wire)
            assert await reader.read() == b""
            writer.close()
            assert mailbox.refused == 1
            _, alice = await asyncio.open_connection("127.0.0.1", pair.roster["bob"].port)
            alice.write(encode(greet(real)))
            await mailbox.send("alice", "tag", b"x", time.monotonic() + 5)
            alice.close()

    asyncio.run(scenario())
    pair.close()


def test_bad_bytes_from_a_peer_end_the_link_with_their_code() -> None:
    pair = Pair("bob", "alice")
    real = connect(Ends("alice", "bob", b"run"), pair.other_key, pair.roster["bob"].key)

    async def scenario() -> None:
        async with pair.mailbox() as mailbox:
            _, alice = await asyncio.open_connection("127.0.0.1", pair.roster["bob"].port)
            alice.write(encode(greet(real)) + encode(greet(real)))
            with pytest.raises(BadFrame):
                await mailbox.receive("alice", "tag", time.monotonic() + 5)
            with pytest.raises(BadFrame):
                await mailbox.send("alice", "tag", b"x", time.monotonic() + 5)
            alice.close()

    asyncio.run(scenario())
    pair.close()


def test_a_large_message_arrives() -> None:
    first, second = Pair("alice", "bob"), Pair("bob", "alice")
    second.key, second.listener, second.roster = first.other_key, first.other_listener, first.roster
    payload = os.urandom(9_000_000)

    async def scenario() -> bytes:
        deadline = time.monotonic() + 20
        async with first.mailbox() as alice, second.mailbox() as bob:
            received, _ = await asyncio.gather(
                bob.receive("alice", "big", deadline), alice.send("bob", "big", payload, deadline)
            )
            return received

    assert asyncio.run(scenario()) == payload


def test_a_send_to_a_peer_that_left_is_lost() -> None:
    first, second = Pair("alice", "bob"), Pair("bob", "alice")
    second.key, second.listener, second.roster = first.other_key, first.other_listener, first.roster

    async def scenario() -> None:
        deadline = time.monotonic() + 5
        async with first.mailbox() as alice:
            async with second.mailbox() as bob:
                await bob.send("alice", "tag", b"last words", deadline)
            with pytest.raises(PeerLost):
                await alice.send("bob", "tag", b"x", deadline)
            assert await alice.receive("bob", "tag", deadline) == b"last words"

    asyncio.run(scenario())


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.2"])
def test_a_listener_elsewhere_is_refused(host: str) -> None:
    pair = Pair("alice", "bob")
    with socket.create_server((host, 0)) as exposed, pytest.raises(ListenerExposed):
        Mailbox("alice", exposed, pair.key, pair.roster, b"run")


def test_a_peer_elsewhere_is_refused() -> None:
    pair = Pair("alice", "bob")
    away = {**pair.roster, "bob": Peer("192.0.2.1", 1, pair.roster["bob"].key)}
    with pytest.raises(ListenerExposed, match="`bob`"):
        Mailbox("alice", pair.listener, pair.key, away, b"run")


def test_a_message_needs_a_tag_and_a_peer() -> None:
    async def scenario(mailbox: Mailbox) -> None:
        with pytest.raises(BadFrame, match="tag"):
            await mailbox.send("bob", "", b"", time.monotonic())
        with pytest.raises(BadFrame, match="roster"):
            await mailbox.receive("mallory", "tag", time.monotonic())

    asyncio.run(scenario(Pair("alice", "bob").mailbox()))


def test_exactly_one_side_dials_and_never_an_environment() -> None:
    key = bytes(32)
    roster = {
        "alice": Peer("127.0.0.1", 1, key),
        "bob": Peer("127.0.0.1", 2, key),
        "aardvark": Peer("127.0.0.1", 3, key, dials=False),
    }
    for one in roster:
        for other in roster:
            if one != other:
                assert we_dial(one, other, roster) != we_dial(other, one, roster)
    assert not we_dial("aardvark", "bob", roster)
