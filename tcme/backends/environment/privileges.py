"""Everything that a process can give up without a namespace: descriptors, limits, capabilities, core dumps.

As in `namespaces`, nothing here reports success; `probes` decide.

Sources: capabilities(7), prctl(2), getrlimit(2).
"""

import contextlib
import ctypes
import os
import resource
import struct
from collections.abc import Collection
from typing import Final

from tcme.backends.environment.syscalls import Kernel

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 4, 38, 47
PR_GET_DUMPABLE, PR_GET_NO_NEW_PRIVS, PR_CAPBSET_READ, PR_CAPBSET_DROP = 3, 39, 23, 24
AMBIENT_CLEAR_ALL: Final = 4
CAPABILITY_VERSION: Final = 0x20080522
CAPABILITIES: Final = 64
"""More than any kernel has; the others are refused as unknown."""


def keep_only(descriptors: Collection[int]) -> None:
    """Close every descriptor except these; the standard streams that are not among them become /dev/null."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        if stream not in descriptors:
            os.dup2(null, stream)
    kept = sorted({0, 1, 2, *descriptors})
    for below, above in zip(kept, [*kept[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(below + 1, above)


def limit(*, memory_bytes: int | None) -> None:
    """No core dump, no file content, no message queue; at most `memory_bytes` of private memory."""
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_MSGQUEUE, 0)]
    if memory_bytes is not None:
        limits.append((resource.RLIMIT_DATA, memory_bytes))
    for kind, value in limits:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (value, value))


def drop(kernel: Kernel) -> None:
    """Give up every capability and every way to gain one; make memory unreadable to other processes."""
    kernel("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in range(CAPABILITIES):
        kernel("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    kernel("prctl", PR_CAP_AMBIENT, AMBIENT_CLEAR_ALL, 0, 0, 0)
    kernel("capset", _capability_header(), bytes(24))
    kernel("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)


def held(kernel: Kernel) -> int | None:
    """The effective, permitted and inheritable capabilities together, as bits; None if unreadable."""
    return _union(kernel, (0, 1, 2))


def has_capability(kernel: Kernel, capability: int) -> bool:
    """Whether a capability is effective."""
    effective = _union(kernel, (0,))
    return effective is not None and bool(effective >> capability & 1)


def _union(kernel: Kernel, sets: tuple[int, ...]) -> int | None:
    data = ctypes.create_string_buffer(24)
    if kernel("capget", _capability_header(), data) != 0:
        return None
    words = struct.unpack("=6I", data.raw)
    low, high = words[:3], words[3:]
    bits = 0
    for index in sets:
        bits |= low[index] | high[index] << 32
    return bits


def _capability_header() -> bytes:
    return struct.pack("=Ii", CAPABILITY_VERSION, 0)
