"""A principal as a process of its own, for tests: mailbox from standard input, then a little script.

The script is a list of steps: `["send", to, tag, text]`, `["receive", from, tag]`, `["sleep", seconds]`,
`["hang"]` (block everything), `["die"]`. What is received, or the code of the fault, is printed as JSON.
"""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tcme.backends.transport import Mailbox, Peer, TransportFault


async def act(mailbox: Mailbox, step: list[Any], deadline: float) -> str | None:
    match step:
        case ["send", to, tag, text]:
            await mailbox.send(to, tag, text.encode(), deadline, pad_to=1000)
        case ["receive", sender, tag]:
            return (await mailbox.receive(sender, tag, deadline)).decode()
        case ["sleep", seconds]:
            await asyncio.sleep(seconds)
        case ["hang"]:
            time.sleep(60)
        case ["die"]:
            os.kill(os.getpid(), signal.SIGKILL)
    return None


async def play(task: dict[str, Any]) -> list[str]:
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(task["private"]))
    roster = {name: Peer("127.0.0.1", port, bytes.fromhex(key)) for name, port, key in task["roster"]}
    deadline = time.monotonic() + task["seconds"]
    listener = socket.socket(fileno=task["listener"])
    seen = []
    async with Mailbox(task["name"], listener, private, roster, b"run") as mailbox:
        try:
            for step in task["script"]:
                result = await act(mailbox, step, deadline)
                seen += [result] if result is not None else []
        except TransportFault as fault:
            seen.append(f"{fault.code} {fault}")
    return seen


print(json.dumps(asyncio.run(play(json.load(sys.stdin)))))
