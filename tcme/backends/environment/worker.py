"""The worker of an environment: `python -m tcme.backends.environment.worker DESCRIPTOR`.

Fresh for each run. It isolates itself first, reads its public configuration, loads everything public, makes
its keys, and only then can a secret reach it: inputs arrive sealed to a key that never leaves its memory.
It has one descriptor, to its broker; no network, no writable file, no arguments or variables with content.

It tells its host nothing but its public report and, when it fails, a code as exit status (see `fault`).
Standard output and error are /dev/null.
"""

import os
import sys
import threading
import time
from typing import Final, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tcme.backends.environment import control
from tcme.backends.environment.control import Begin, Configuration, Ready
from tcme.backends.environment.fault import (
    BadControl,
    ComputationFailed,
    EnvironmentFault,
    MaterialRefused,
    status_of,
)
from tcme.backends.environment.plugin import Compute, load, run_step
from tcme.backends.environment.post import Post
from tcme.backends.environment.privileges import limit
from tcme.backends.environment.sandbox import isolate, require
from tcme.backends.environment.stream import wait_for_hangup
from tcme.backends.transport.fault import PeerLost, TransportFault
from tcme.backends.transport.message import Message
from tcme.dsl.diagnostics import Fault

SETUP_SECONDS: Final = 600.0
"""How long a worker waits for its configuration and roster; the launcher has a deadline of its own."""


def main(arguments: list[str]) -> NoReturn:
    """Run to the end and exit with 0 or with the status of a fault code.

    Nothing is printed, not even a traceback.
    """
    try:
        run(int(arguments[0]))
        status = 0
    except (EnvironmentFault, TransportFault) as fault:
        status = status_of(fault.code)
    except EOFError:
        status = status_of(PeerLost.code)
    except BaseException:
        status = status_of(ComputationFailed.code)
    os._exit(status)


def run(descriptor: int) -> None:
    """The life of a worker."""
    isolation = isolate([descriptor])
    _end_with_broker(descriptor)
    setup_ends = time.monotonic() + SETUP_SECONDS
    configuration = control.read_configuration(descriptor, setup_ends)
    control.write(descriptor, isolation, setup_ends)
    require(isolation, allow_simulated=configuration.allow_simulated)
    limit(memory_bytes=configuration.memory_bytes)
    seal_key, sign_key = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    compute = _loaded(configuration, sign_key)
    control.write(descriptor, _public_halves(seal_key, sign_key), setup_ends)
    begin = control.read_begin(descriptor, setup_ends)
    _serve(descriptor, configuration, begin, compute, seal_key)


def _loaded(configuration: Configuration, sign_key: Ed25519PrivateKey) -> Compute:
    prepare = load(configuration.plugin)
    try:
        return prepare(configuration.public, sign_key.sign)
    except Fault as fault:
        raise MaterialRefused(fault.code) from None


def _serve(
    descriptor: int, configuration: Configuration, begin: Begin, compute: Compute, seal_key: X25519PrivateKey
) -> None:
    deadline = time.monotonic() + begin.seconds
    _check_peers(configuration, begin)
    post = Post(configuration.name, descriptor, seal_key, begin.keys, begin.run_id)
    for step in configuration.steps:
        inputs = {(slot.peer, slot.tag): post.receive(slot.peer, slot.tag, deadline) for slot in step.inputs}
        for slot, output in run_step(compute, step, inputs):
            post.send(slot.peer, Message(slot.tag, output), deadline, pad_to=slot.size)


def _check_peers(configuration: Configuration, begin: Begin) -> None:
    slots = (slot for step in configuration.steps for slot in (*step.inputs, *step.outputs))
    if not {slot.peer for slot in slots} <= set(begin.keys):
        raise BadControl


def _public_halves(seal_key: X25519PrivateKey, sign_key: Ed25519PrivateKey) -> Ready:
    return Ready(seal_key.public_key().public_bytes_raw(), sign_key.public_key().public_bytes_raw())


def _end_with_broker(descriptor: int) -> None:
    # Also while the computation runs, and without waiting for it: nobody is left to hear its result.
    def watch() -> None:
        wait_for_hangup(descriptor)
        os._exit(status_of(PeerLost.code))

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1:])
