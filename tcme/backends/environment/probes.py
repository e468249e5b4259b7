"""Self checks: really try what an isolated worker must not be able to do.

Two layers are tried apart, so that neither hides a hole in the other: `before_filter` runs when the
namespaces and privileges are set and the filter is not there yet, `after_filter` once it is. Their results
alone decide what counts as achieved; the return codes of the set-up do not.
"""

import contextlib
import errno
import os
import pwd
import re
import signal
import socket
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from tcme.backends.environment.namespaces import MS_NOSUID
from tcme.backends.environment.privileges import (
    CAPABILITIES,
    PR_CAPBSET_READ,
    PR_GET_DUMPABLE,
    PR_GET_NO_NEW_PRIVS,
    held,
)
from tcme.backends.environment.seccomp import NEW_NAMESPACES
from tcme.backends.environment.syscalls import Argument, Kernel

PLACES: Final = ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", ".")
PROBE_NAME: Final = ".tcme-probe"
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_VSOCK = 1, 2, 10, 16, 40
STREAM: Final = 1
O_WRONLY: Final = 1
AT_FDCWD: Final = -100
DISCARD_PORT: Final = 9


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that the filter must answer with `error`.

    Without it the kernel answers otherwise, and harmlessly.
    """

    call: str
    arguments: tuple[Argument, ...]
    error: int = errno.EPERM


SOCKETS: Final = tuple(
    Refusal("socket", (family, STREAM, 0)) for family in (AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_VSOCK)
)
WRITES: Final = (
    Refusal("openat", (AT_FDCWD, b".", O_WRONLY, 0)),
    Refusal("openat", (AT_FDCWD, b"/dev/null", O_WRONLY, 0)),
    Refusal("mkdirat", (AT_FDCWD, b"", 0o700)),
    Refusal("ftruncate", (-1, 0)),
)
OTHERS: Final = (
    Refusal("connect", (-1, None, 0)),
    Refusal("bind", (-1, None, 0)),
    Refusal("execve", (b"/nonexistent/program", None, None)),
    Refusal("execveat", (-1, b"", None, None, 0)),
    Refusal("clone", (signal.SIGCHLD | NEW_NAMESPACES, None, None, None, None)),
    Refusal("clone3", (None, 0), errno.ENOSYS),
    Refusal("unshare", (0,)),
    Refusal("setns", (-1, 0)),
    Refusal("ptrace", (2, 0, None, None)),
    Refusal("process_vm_readv", (0, None, 0, None, 0, 0)),
    Refusal("io_uring_setup", (0, None)),
    Refusal("userfaultfd", (-1,)),
    Refusal("prctl", (4, 1, 0, 0, 0)),
)


@dataclass(frozen=True, slots=True)
class Layer:
    """What one layer alone achieves."""

    network: bool
    filesystem: bool
    processes: bool
    capabilities: bool


def before_filter(kernel: Kernel, keep: Collection[int]) -> Layer:
    """Try the namespaces and the privileges."""
    return Layer(
        network=_holds(_no_route),
        filesystem=_holds(_nothing_writable) and _holds(lambda: _only_open(keep)),
        processes=_holds(_alone),
        capabilities=_holds(lambda: _powerless(kernel)),
    )


def after_filter(kernel: Kernel) -> Layer:
    """Try the filter; `processes` stands for starting, tracing and entering them."""
    return Layer(
        network=_refused(kernel, SOCKETS),
        filesystem=_refused(kernel, WRITES),
        processes=_refused(kernel, OTHERS),
        capabilities=True,
    )


def _holds(check: Callable[[], bool]) -> bool:
    # A check that cannot be carried out has not shown anything.
    try:
        return check()
    except Exception:
        return False


def _refused(kernel: Kernel, refusals: Iterable[Refusal]) -> bool:
    return all(kernel(probe.call, *probe.arguments) in _answers(probe) for probe in refusals)


def _answers(probe: Refusal) -> tuple[int, ...]:
    # ENOSYS: a kernel or an architecture that lacks the call refuses it as well.
    return (-probe.error, -errno.ENOSYS)


def _no_route() -> bool:
    """Neither this machine nor anything outside can be reached: not even the loopback interface is up."""
    return all(_unreachable(host) for host in ("127.0.0.1", "192.0.2.1"))


def _unreachable(host: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        return probe.connect_ex((host, DISCARD_PORT)) == errno.ENETUNREACH


def _nothing_writable() -> bool:
    places = {*PLACES, pwd.getpwuid(os.geteuid()).pw_dir, *_mount_points()}
    return not any(_creates(place) for place in places) and not _opens_for_writing(os.devnull)


def _mount_points() -> set[str]:
    with contextlib.suppress(OSError), open("/proc/self/mountinfo", "rb") as table:
        return {_unescape(line.split(b" ")[4]) for line in table}
    return set()


def _unescape(field: bytes) -> str:
    return os.fsdecode(re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), field))


def _creates(place: str) -> bool:
    path = os.path.join(place, f"{PROBE_NAME}-{os.getpid()}")
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError:
        return False
    os.close(descriptor)
    os.unlink(path)
    return True


def _opens_for_writing(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError:
        return False
    return True


def _only_open(keep: Collection[int]) -> bool:
    return not any(_is_open(descriptor) for descriptor in range(3, 256) if descriptor not in keep)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _alone() -> bool:
    """We are process 1 and see no other, not even our parent."""
    visible = {entry for entry in os.listdir("/proc") if entry.isdigit()}
    return os.getpid() == 1 and os.getppid() == 0 and visible <= {"1"}


def _powerless(kernel: Kernel) -> bool:
    """No capability is held or can be gained, and two calls that need one fail."""
    bounding = any(kernel("prctl", PR_CAPBSET_READ, number, 0, 0, 0) == 1 for number in range(CAPABILITIES))
    settings = (
        kernel("prctl", PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
        kernel("prctl", PR_GET_DUMPABLE, 0, 0, 0, 0),
    )
    tries = (kernel("mount", b"none", b"/", b"tmpfs", MS_NOSUID, None), kernel("chroot", b"/"))
    return held(kernel) == 0 and not bounding and settings == (1, 0) and all(result < 0 for result in tries)
