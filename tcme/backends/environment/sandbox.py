"""Put the current process into isolation, and say honestly how much of it holds.

Trusted: this module and its neighbours, the kernel, and whoever controls the host. Protects: what the
worker computes with, against the worker's own code letting it out (network, files, other processes, core
dumps) and against other processes of the same user reading it. Does not protect against the administrator
of the host, and not against covert channels through shared hardware; swapped memory can reach the host's
disk.

Linux, without any external program: namespaces, a read-only file system, no capabilities, limits, and a
seccomp filter. Works as root and, where unprivileged user namespaces exist, as any user.

Raises `SandboxFault` (TC720) from `require`.
"""

import sys
from collections.abc import Collection
from dataclasses import astuple, dataclass, fields
from enum import Enum
from typing import Final

from tcme.backends.environment import namespaces, privileges, probes, seccomp
from tcme.backends.environment.fault import SandboxFault
from tcme.backends.environment.syscalls import Kernel, linux


class Assurance(Enum):
    """What a receipt may say about the environment."""

    ISOLATED = "isolated"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Isolation:
    """What self checks showed, after the set-up, in the process itself."""

    network: bool
    """No socket of any family can be made, and the network namespace has no link."""
    filesystem: bool
    """Nothing can be created or opened for writing, devices included, and no other descriptor is open."""
    seccomp: bool
    """The filter refuses new programs, processes, namespaces, tracing and the rest."""
    pid: bool
    """No other process can be seen."""
    capabilities: bool
    """None is held, none can be gained, and memory cannot be dumped."""

    def missing(self) -> tuple[str, ...]:
        """The parts that do not hold."""
        return tuple(part.name for part in fields(self) if not getattr(self, part.name))


NOTHING: Final = Isolation(False, False, False, False, False)

_NAMESPACES: Final = (
    "allow user namespaces (`sysctl user.max_user_namespaces`,"
    " `kernel.apparmor_restrict_unprivileged_userns=0`, in a container"
    " `--security-opt seccomp=unconfined`) or run as root"
)
REPAIRS: Final = {
    "network": _NAMESPACES,
    "filesystem": "needs Linux 5.12 or newer; " + _NAMESPACES,
    "pid": _NAMESPACES,
    "seccomp": "needs a kernel with CONFIG_SECCOMP_FILTER on x86-64 or arm64",
    "capabilities": "start the worker without securebits that lock capabilities",
}


def isolate(
    keep_fds: Collection[int], *, memory_bytes: int | None = None, kernel: Kernel = linux
) -> Isolation:
    """Isolate this process for good and return what holds. To be called before any thread is started.

    Forks: the caller goes on in the child, and the parent only waits for it and repeats its exit status.
    Standard streams that are not in `keep_fds` become /dev/null. `memory_bytes` caps private memory
    (RLIMIT_DATA).
    """
    privileges.keep_only(keep_fds)
    if not sys.platform.startswith("linux"):
        return NOTHING
    namespaces.enter(kernel)
    namespaces.become_first_process(kernel)
    namespaces.freeze_files(kernel)
    privileges.limit(memory_bytes=memory_bytes)
    privileges.drop(kernel)
    before = probes.before_filter(kernel, keep_fds)
    seccomp.install(kernel)
    return _combine(before, probes.after_filter(kernel))


def require(isolation: Isolation, *, allow_simulated: bool = False) -> Assurance:
    """The assurance level that the isolation earns. Raises `SandboxFault` when parts are missing.

    `allow_simulated` accepts missing parts, and then the level says so.
    """
    missing = isolation.missing()
    if not missing:
        return Assurance.ISOLATED
    if allow_simulated:
        return Assurance.SIMULATED
    raise SandboxFault(missing, "; ".join(dict.fromkeys(REPAIRS[part] for part in missing)))


def _combine(before: probes.Layer, after: probes.Layer) -> Isolation:
    return Isolation(
        network=before.network and after.network,
        filesystem=before.filesystem and after.filesystem,
        seccomp=all(astuple(after)),
        pid=before.processes,
        capabilities=before.capabilities,
    )
