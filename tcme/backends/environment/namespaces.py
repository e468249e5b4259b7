"""Namespaces: a network without links, a file system that is read-only everywhere, no other process in sight.

Every function does what it can and says nothing: what was achieved is decided by `probes`, which try it.
The order matters: own the namespaces, fork into the new process namespace, then mount.

Sources: namespaces(7), user_namespaces(7), mount_setattr(2).
"""

import contextlib
import os
import signal
import struct
from typing import Final

from tcme.backends.environment.privileges import PR_SET_PDEATHSIG, has_capability
from tcme.backends.environment.syscalls import Kernel

CAP_SYS_ADMIN: Final = 21
NEW_USER: Final = 0x10000000
NEW_PID: Final = 0x20000000
NEW_OTHERS: Final = (0x00020000, 0x40000000, 0x08000000, 0x04000000, 0x02000000)
"""Mount, network, ipc, uts, cgroup."""

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 0x1000, 0x4000, 0x40000
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
READ_ONLY, NO_SETUID, NO_DEVICES = 1, 2, 4
RANDOM: Final = b"/dev/urandom"
DIED_OF_SIGNAL: Final = 128


def enter(kernel: Kernel) -> None:
    """Move this process into new namespaces, and its next child into a new process namespace.

    Must be called while the process has one thread. Without CAP_SYS_ADMIN a user namespace comes first, in
    which we keep our own user and group.
    """
    if not has_capability(kernel, CAP_SYS_ADMIN):
        _enter_user_namespace(kernel)
    for kind in NEW_OTHERS:
        kernel("unshare", kind)


def _enter_user_namespace(kernel: Kernel) -> None:
    user, group = os.geteuid(), os.getegid()
    if kernel("unshare", NEW_USER) == 0:
        _write("/proc/self/setgroups", b"deny")
        _write("/proc/self/uid_map", b"%d %d 1" % (user, user))
        _write("/proc/self/gid_map", b"%d %d 1" % (group, group))


def _write(path: str, text: bytes) -> None:
    # The kernel takes a map in one write only.
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_WRONLY)
        os.write(descriptor, text)
        os.close(descriptor)


def become_first_process(kernel: Kernel) -> None:
    """Fork into a new process namespace and return only in the child, which is process 1 there.

    The parent holds no descriptor and no secret, waits, and ends with the child's status (128 + signal when
    it was killed). The child is killed when the parent dies.
    """
    if kernel("unshare", NEW_PID) != 0:
        return
    child = os.fork()
    if child:
        os.closerange(0, os.sysconf("SC_OPEN_MAX"))
        os._exit(_status(os.waitpid(child, 0)[1]))
    kernel("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _status(wait_status: int) -> int:
    code = os.waitstatus_to_exitcode(wait_status)
    return code if code >= 0 else DIED_OF_SIGNAL - code


def freeze_files(kernel: Kernel) -> None:
    """Make every mount private, read-only, without set-user-id or devices; fit /proc to the namespace.

    A read-only mount alone would still let a process write to devices. One is left, the random numbers of the
    kernel, because the C++ library under XLA opens it; nobody can read back what is written there.
    """
    kernel("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
    if os.getpid() == 1:
        _mount_own_proc(kernel)
    kernel("mount", RANDOM, RANDOM, None, MS_BIND, None)
    _set_attributes(kernel, b"/", AT_RECURSIVE, READ_ONLY | NO_SETUID | NO_DEVICES, 0)
    _set_attributes(kernel, RANDOM, 0, 0, NO_DEVICES)


def _mount_own_proc(kernel: Kernel) -> None:
    # Where a fresh /proc is not permitted (some containers mask parts of theirs), an empty directory is
    # better than a view of processes that are not ours.
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    if kernel("mount", b"proc", b"/proc", b"proc", flags, None) != 0:
        kernel("mount", b"tmpfs", b"/proc", b"tmpfs", flags, b"size=4k")


def _set_attributes(kernel: Kernel, path: bytes, flags: int, add: int, remove: int) -> None:
    attributes = struct.pack("=QQQQ", add, remove, 0, 0)
    kernel("mount_setattr", AT_FDCWD, path, flags, attributes, len(attributes))
