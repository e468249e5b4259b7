"""Whole environments: broker and worker as processes, a party in this one; what can die or leak."""

import asyncio
import os
import signal
import socket
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from machine import EXPECTED

from tcme.backends.environment import (
    Assurance,
    Configuration,
    Environment,
    EnvironmentFault,
    Introduction,
    NotReady,
    ProcessLost,
    SandboxFault,
    Slot,
    Step,
    WorkerFault,
    launch,
)
from tcme.backends.environment.fault import fault_of, status_of
from tcme.backends.transport import Mailbox, Peer, PeerLost, TransportFault

HERE = str(Path(__file__).parent)
ONE_STEP = (Step("main", (Slot("alice", "in", 100),), (Slot("alice", "out", 100),)),)
Talk = Callable[[Mailbox, float], Awaitable[None]]


def configuration(toy: str, *, steps: tuple[Step, ...] = ONE_STEP, public: bytes = b"") -> Configuration:
    return Configuration("enclave", f"tcme.toys:{toy}", public, steps, allow_simulated=True)


def start(toy: str, **options: object) -> Environment:
    return Environment(configuration(toy, **options), worker="toy_worker", search=(HERE,))  # type: ignore[arg-type]


def soon(seconds: float = 20) -> float:
    return time.monotonic() + seconds


class Alice:
    """A party and what it needs to meet an environment."""

    def __init__(self) -> None:
        self.key = X25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.listener = socket.create_server(("127.0.0.1", 0))

    def mailbox(
        self, environment: Environment, introduction: Introduction, *, run: bytes = b"run"
    ) -> Mailbox:
        port = self.listener.getsockname()[1]
        roster = {"alice": Peer("127.0.0.1", port, self.public), "enclave": environment.peer(introduction)}
        return Mailbox("alice", self.listener, self.key, roster, run)

    def meet(self, environment: Environment, talk: Talk, *, seconds: float = 20) -> Introduction:
        """Bring the environment up, talk to it, and give its introduction."""
        introduction = environment.ready(soon())
        environment.begin(b"run", {"alice": self.public}, seconds)

        async def scenario() -> None:
            async with self.mailbox(environment, introduction) as mailbox:
                await talk(mailbox, soon(seconds))

        asyncio.run(scenario())
        return introduction


@pytest.fixture
def alice() -> Iterator[Alice]:
    party = Alice()
    yield party
    party.listener.close()


def asks(secret: bytes, answers: list[bytes]) -> Talk:
    async def talk(mailbox: Mailbox, deadline: float) -> None:
        await mailbox.send("enclave", "in", secret, deadline, pad_to=100)
        answers.append(await mailbox.receive("enclave", "out", deadline))

    return talk


def ask(alice: Alice, toy: str, secret: bytes, **options: object) -> bytes:
    answers: list[bytes] = []
    with start(toy, **options) as environment:
        alice.meet(environment, asks(secret, answers))
        environment.wait(soon())
    return answers[0]


def test_a_sealed_input_comes_back_as_a_sealed_output(alice: Alice) -> None:
    answers: list[bytes] = []
    with start("reverse") as environment:
        introduction = alice.meet(environment, asks(b"olleh", answers))
        environment.wait(soon())
        assert environment.poll()
    assert answers == [b"hello"]
    assert introduction.assurance is EXPECTED


def test_jax_computes_in_a_worker(alice: Alice) -> None:
    assert ask(alice, "jax_sum", b"\1\2\3\4") == b"10"


def test_the_worker_signs_with_the_key_it_reported(alice: Alice) -> None:
    answers: list[bytes] = []
    with start("signing", public=b"statement ") as environment:
        introduction = alice.meet(environment, asks(b"input", answers))
    Ed25519PublicKey.from_public_bytes(introduction.sign_key).verify(answers[0], b"statement input")


def test_steps_run_in_their_order(alice: Alice) -> None:
    steps = (
        Step("first", (Slot("alice", "one", 10),), (Slot("alice", "first", 20),)),
        Step("second", (Slot("alice", "two", 10),), (Slot("alice", "second", 20),)),
    )

    async def talk(mailbox: Mailbox, deadline: float) -> None:
        await mailbox.send("enclave", "two", b"b", deadline, pad_to=10)
        await mailbox.send("enclave", "one", b"a", deadline, pad_to=10)
        assert await mailbox.receive("enclave", "first", deadline) == b"a"
        assert await mailbox.receive("enclave", "second", deadline) == b"ab"

    with start("counting", steps=steps) as environment:
        alice.meet(environment, talk)
        environment.wait(soon())


def test_the_worker_inherits_no_variable(alice: Alice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    steps = (Step("main", (Slot("alice", "in", 1),), (Slot("alice", "out", 500),)),)
    names = ask(alice, "variables", b"", steps=steps).split()
    assert b"SECRET_TOKEN" not in names
    assert b"HOME" not in names


def test_a_worker_that_says_its_secrets_leaks_nothing(
    alice: Alice, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    secret = os.urandom(20).hex().encode()
    answers: list[bytes] = []
    with tempfile.TemporaryFile() as log:
        loud = configuration("loud")
        with Environment(loud, log=log.fileno(), worker="toy_worker", search=(HERE,)) as environment:
            alice.meet(environment, asks(secret, answers))
            environment.wait(soon())
        log.seek(0)
        logged = log.read()
    captured = capfd.readouterr()
    assert answers == [secret[::-1]]
    assert secret.decode() not in captured.out + captured.err
    assert logged == b"frames in 2, out 2, refused 0\n"
    for place in ("/tmp", "/dev/shm", "/var/tmp", "."):
        assert not list(Path(place).glob("tcme-leak-*"))


def readable_memory(process: int) -> bytes:
    """Every readable private part of a process's memory."""
    found = []
    with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            span, mode, *_ = line.split()
            low, high = (int(end, 16) for end in span.split("-"))
            if mode.startswith("rw") and high < 1 << 63:
                memory.seek(low)
                found.append(memory.read(high - low))
    return b"".join(found)


def test_the_broker_never_holds_plaintext(alice: Alice) -> None:
    secret = os.urandom(40)

    async def talk(mailbox: Mailbox, deadline: float) -> None:
        await mailbox.send("enclave", "in", secret, deadline, pad_to=100)
        await asyncio.sleep(0.5)
        memory = readable_memory(environment.broker.pid)
        assert b"tcme.backends.transport" in memory
        assert secret not in memory
        assert secret[::-1] not in memory

    with start("slow") as environment:
        alice.meet(environment, talk)


def test_two_runs_share_no_key_and_leave_no_file(alice: Alice) -> None:
    before = set(os.listdir(tempfile.gettempdir()))
    seen = []
    for _ in range(2):
        with start("reverse") as environment:
            introduction = environment.ready(soon())
            seen += [introduction.seal_key, introduction.sign_key]
    assert len(set(seen)) == 4
    assert not {name for name in set(os.listdir(tempfile.gettempdir())) - before if "probe" in name}


@pytest.mark.parametrize(
    ("toy", "code"),
    [
        ("failing", "TC723"),
        ("undeclared", "TC723"),
        ("too_large", "TC723"),
        ("exiting", "TC723"),
        ("crashing", "TC722"),
    ],
)
def test_a_computation_that_fails_is_a_code_and_no_output(toy: str, code: str, alice: Alice) -> None:
    secret = os.urandom(20).hex()
    with start(toy) as environment:
        with pytest.raises(PeerLost):
            alice.meet(environment, asks(secret.encode(), []))
        with pytest.raises(EnvironmentFault) as fault:
            environment.wait(soon(2))
    assert fault.value.code == code
    assert secret not in str(fault.value)


def test_a_party_that_sends_too_much_is_refused(alice: Alice) -> None:
    async def talk(mailbox: Mailbox, deadline: float) -> None:
        await mailbox.send("enclave", "in", bytes(101), deadline)
        with pytest.raises(PeerLost):
            await mailbox.receive("enclave", "out", deadline)

    with start("reverse") as environment:
        alice.meet(environment, talk)
        with pytest.raises(WorkerFault, match="TC723"):
            environment.wait(soon(2))


def test_a_party_that_leaves_is_lost_to_the_worker(alice: Alice) -> None:
    async def talk(mailbox: Mailbox, deadline: float) -> None:
        await mailbox.send("enclave", "other", b"", deadline)

    with start("reverse") as environment:
        alice.meet(environment, talk)
        with pytest.raises(WorkerFault, match="TC701"):
            environment.wait(soon(5))


def test_a_silent_party_is_late(alice: Alice) -> None:
    async def talk(mailbox: Mailbox, deadline: float) -> None:
        # Longer than the worker waits, so that it is the worker that gives up.
        with pytest.raises(PeerLost):
            await mailbox.receive("enclave", "out", soon())

    with start("reverse") as environment:
        alice.meet(environment, talk, seconds=1)
        with pytest.raises(WorkerFault, match="TC702"):
            environment.wait(soon(5))


def test_a_party_with_another_key_gets_nowhere(alice: Alice) -> None:
    with start("reverse") as environment:
        introduction = environment.ready(soon())
        environment.begin(b"run", {"alice": bytes([9]) + bytes(31)}, 1)

        async def scenario() -> None:
            async with alice.mailbox(environment, introduction) as mailbox:
                with pytest.raises(TransportFault):
                    await mailbox.send("enclave", "in", b"x", soon(3))

        asyncio.run(scenario())
        with pytest.raises(WorkerFault, match="TC702"):
            environment.wait(soon(5))


@pytest.mark.parametrize("part", ["worker", "broker"])
def test_the_death_of_either_is_noticed_within_a_second(part: str, alice: Alice) -> None:
    async def talk(mailbox: Mailbox, deadline: float) -> None:
        await mailbox.send("enclave", "in", b"x", deadline)
        await asyncio.sleep(0.2)
        killed = time.monotonic()
        os.kill(getattr(environment, part).pid, signal.SIGKILL)
        with pytest.raises(PeerLost):
            await mailbox.receive("enclave", "out", deadline)
        with pytest.raises(ProcessLost, match=part):
            environment.wait(deadline)
        assert time.monotonic() - killed < 1

    with start("slow") as environment:
        alice.meet(environment, talk)
        assert environment.worker.poll() is not None
        assert environment.broker.poll() is not None


def test_both_end_by_themselves_when_the_launcher_is_gone(alice: Alice) -> None:
    with start("slow") as environment:
        environment.ready(soon())
        environment.begin(b"run", {"alice": alice.public}, 60)
        # What the operating system does when the launcher dies.
        environment._control.close()
        assert environment.broker.wait(2) == 0
        assert environment.worker.wait(2) == status_of("TC701")


def test_a_worker_that_does_not_load_in_time_is_not_ready_and_is_stopped() -> None:
    with start("slow_to_load") as environment:
        with pytest.raises(NotReady):
            environment.ready(soon(0.5))
        assert environment.worker.poll() is not None


@pytest.mark.parametrize(
    "plugin", ["os:system", "tcme:x", "tcme.:x", "tcme.toys", "tcme.none:x", "tcme.toys:none", "tcmex.y:z"]
)
def test_a_computation_outside_the_package_is_refused(plugin: str) -> None:
    with (
        Environment(Configuration("enclave", plugin, b"", ONE_STEP, allow_simulated=True)) as environment,
        pytest.raises(WorkerFault, match="TC724"),
    ):
        environment.ready(soon())


def test_a_step_with_somebody_who_is_not_in_the_roster_is_refused(alice: Alice) -> None:
    with start("reverse") as environment:
        environment.ready(soon())
        environment.begin(b"run", {"bob": alice.public}, 5)
        with pytest.raises(WorkerFault, match="TC724"):
            environment.wait(soon(5))


def test_the_shipped_echo_works(alice: Alice) -> None:
    steps = (Step("main", (Slot("alice", "in", 10),), (Slot("alice", "echo in", 10),)),)

    async def talk(mailbox: Mailbox, deadline: float) -> None:
        await mailbox.send("enclave", "in", b"hello", deadline, pad_to=10)
        assert await mailbox.receive("enclave", "echo in", deadline) == b"hello"

    echo = Configuration(
        "enclave", "tcme.backends.environment.echo:prepare", b"", steps, allow_simulated=True
    )
    with launch(echo) as environment:
        alice.meet(environment, talk)
        environment.wait(soon())


def test_without_isolation_there_is_no_environment() -> None:
    echo = Configuration("enclave", "tcme.backends.environment.echo:prepare", b"", ONE_STEP)
    with Environment(echo, worker="bare_worker", search=(HERE,)) as environment:
        with pytest.raises(SandboxFault, match="cannot be isolated") as refused:
            environment.ready(soon())
        assert "user namespaces" in refused.value.help
        assert environment.worker.poll() is not None
    # An unprivileged user can empty the bounding set only inside a user namespace.
    assert set(refused.value.missing) - {"capabilities"} == {"network", "filesystem", "pid"}


def test_a_simulated_environment_has_to_be_allowed_and_says_so() -> None:
    echo = Configuration(
        "enclave", "tcme.backends.environment.echo:prepare", b"", ONE_STEP, allow_simulated=True
    )
    with Environment(echo, worker="bare_worker", search=(HERE,)) as environment:
        introduction = environment.ready(soon())
    assert introduction.assurance is Assurance.SIMULATED
    assert introduction.isolation.seccomp
    assert not introduction.isolation.network


def test_every_code_has_its_status() -> None:
    for code in ("TC611", "TC613", "TC624", "TC700", "TC701", "TC720", "TC724"):
        assert fault_of(status_of(code)).code == code
    assert [fault_of(status_of(code)).code for code in ("TC001", "TC640", "TC901")] == ["TC723"] * 3
    assert isinstance(fault_of(-9), ProcessLost)
    assert isinstance(fault_of(128 + 11), ProcessLost)
    assert isinstance(fault_of(1), ProcessLost)
