"""The process of one party or helper: `python -m tcme.backends.session.party`.

Nothing is in its arguments or its environment; its standard input is a socket to its operator (`control`). It
opens exactly one file with a secret: its own input. It makes its keys in memory, checks the certificate and
its own inputs before it connects, prints nothing, and tells its operator codes and stages only. When the
operator is gone it ends.
"""

import asyncio
import importlib
import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from tcme.backends import cleartext
from tcme.backends.mpc.runtime import Engine, Seat
from tcme.backends.mpc.wire import Membership
from tcme.backends.session import control, deliver, inputs
from tcme.backends.session.control import Configuration, Report, Roster
from tcme.backends.session.facts import Occasion, statement, to_be_signed
from tcme.backends.session.fault import OURS, REFUSED_CERTIFICATE, UNMET, SessionFault
from tcme.backends.session.keys import Keys, generate
from tcme.backends.session.moves import Routes
from tcme.backends.session.part import Part
from tcme.backends.session.questions import Answers, answers
from tcme.backends.transport import Mailbox, Peer
from tcme.compiler.core import Value
from tcme.compiler.ir.codec import decode, digest
from tcme.compiler.ir.nodes import Ask
from tcme.dsl.diagnostics import Fault, exit_code_of

LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class Operator:
    """The line to whoever started us."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def report(self, event: str, **detail: Any) -> None:
        self.writer.write(control.write(Report(event, time.monotonic(), detail)))
        await self.writer.drain()

    async def end_with(self) -> None:
        """End the process at once when the operator is gone: nobody may compute unattended."""
        await self.reader.read()
        os._exit(exit_code_of(OURS))


async def run(operator: Operator) -> None:
    """The life of a party; raises the fault that ends it."""
    started = time.monotonic()
    configuration = control.configuration(await operator.reader.readline())
    deadline = started + configuration.seconds
    keys = generate()
    await operator.report("keys", seal=keys.public_seal.hex(), sign=keys.public_sign.hex())
    routes = Routes(decode(configuration.placed))
    _check_certificate(configuration)
    own = inputs.load(_path(configuration.input_path), routes.placed.graph.inputs, configuration.name)
    _check_requirements(configuration, own)
    engine = _engine(routes, configuration.name)
    answer = _answers(routes, configuration)
    clear = cleartext.Run(routes.placed.graph, cleartext.input_arrays(routes.placed.graph, own), answer)
    await operator.report("start")
    roster = control.roster(await operator.reader.readline())
    watching = asyncio.create_task(operator.end_with())
    await operator.report("keys_known")
    try:
        await _take_part(operator, configuration, routes, roster, keys, engine, clear, deadline)
    finally:
        watching.cancel()
        if engine is not None:
            engine.close()


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)


def _check_certificate(configuration: Configuration) -> None:
    """The party's own checker, before any input is read."""
    if configuration.checker is None:
        return
    if not _hook(configuration.checker)(configuration.certificate, configuration.placed):
        raise SessionFault(REFUSED_CERTIFICATE, f"`{configuration.name}` does not accept the certificate")


def _check_requirements(configuration: Configuration, own: dict[str, Value]) -> None:
    if configuration.requirements is None:
        return
    public = _path(configuration.public_path)
    if not _hook(configuration.requirements)(configuration.certificate, configuration.name, own, public):
        raise SessionFault(UNMET, f"a requirement on the inputs of `{configuration.name}` does not hold")


def _hook(path: str) -> Callable[..., bool]:
    """A function `module:name` of ours that the operator names; true means accepted."""
    module, _, name = path.partition(":")
    if module.split(".")[0] != "tcme":
        raise SessionFault(OURS, "a check outside the package was named")
    found: Callable[..., bool] = getattr(importlib.import_module(module), name)
    return found


def _engine(routes: Routes, name: str) -> Engine | None:
    protocol = routes.placed.protocol
    if protocol is None or name not in protocol.members:
        return None
    return Engine(protocol, protocol.members.index(name))


def _answers(routes: Routes, configuration: Configuration) -> Answers | None:
    graph = routes.placed.graph
    sites = [""] * len(graph.asks)
    for node in graph.nodes:
        if isinstance(node.op, Ask):
            sites[node.op.site] = routes.home(node.id) or ""
    return answers(graph, sites, configuration.name, configuration.models)


async def _take_part(
    operator: Operator,
    configuration: Configuration,
    routes: Routes,
    roster: Roster,
    keys: Keys,
    engine: Engine | None,
    clear: cleartext.Run,
    deadline: float,
) -> None:
    name = configuration.name
    peers = {
        other: Peer(LOOPBACK, each.port, bytes.fromhex(each.seal), dials=not each.environment)
        for other, each in roster.addresses.items()
    }
    listener, run_id = socket.socket(fileno=configuration.mailbox_fd), bytes.fromhex(roster.run_id)
    async with Mailbox(name, listener, keys.seal, peers, run_id) as mailbox:
        if engine is not None:
            await engine.connect(_seat(configuration, routes, roster, keys), deadline)
        await operator.report("connect")
        part = Part(name, routes, mailbox, engine, clear, deadline)
        await part.compute()
        if isinstance(clear.answer, Answers):
            clear.answer.verify()
        await operator.report("compute")
        said = _statement(configuration, routes, roster)
        await part.agree(said)
        found = await part.open()
        signatures = await part.exchange(keys.sign.sign(to_be_signed(said)))
        deliver.deliver(configuration, routes.placed.graph, found, said, signatures, roster)
        sent = part.bytes_sent + (0 if engine is None else engine.bytes_sent)
        await operator.report("done", bytes=sent)


def _seat(configuration: Configuration, routes: Routes, roster: Roster, keys: Keys) -> Seat:
    members = routes.protocol.members
    addresses = tuple((LOOPBACK, roster.addresses[m].mpc_port) for m in members)
    public = tuple(bytes.fromhex(roster.addresses[m].seal) for m in members)
    number, run_id = members.index(configuration.name), bytes.fromhex(roster.run_id)
    listener = socket.socket(fileno=configuration.mpc_fd)
    return Seat(Membership(members, number, public, run_id, keys.seal), addresses, listener)


def _statement(configuration: Configuration, routes: Routes, roster: Roster) -> bytes:
    keys = {name: each.sign for name, each in roster.addresses.items()}
    levels = {name: each.assurance for name, each in roster.addresses.items()}
    occasion = Occasion(roster.run_id, roster.started, keys, levels)
    return statement(routes.placed.program, digest(routes.placed), configuration.facts, occasion)


async def _main() -> int:
    line = socket.socket(fileno=os.dup(0))
    reader, writer = await asyncio.open_unix_connection(sock=line, limit=control.LINE_BYTES)
    operator = Operator(reader, writer)
    try:
        await run(operator)
        return 0
    except Fault as fault:
        told = (fault.code, fault.message, fault.help)
    except Exception as fault:
        # The text of an unexpected exception may hold a value; its kind does not.
        told = (OURS, f"a step failed with {type(fault).__name__}", "")
    await operator.report("fault", code=told[0], message=told[1], help=told[2])
    return exit_code_of(told[0])


def main() -> NoReturn:
    """Run to the end; the exit status is the one of `tcme` for the fault's code."""
    status = asyncio.run(_main())
    sys.stdout.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
