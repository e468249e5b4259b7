"""A process that isolates itself, tries everything that is forbidden, and reports on a pipe. For tests.

Arguments: the descriptor of the pipe, the user to become first (or "same"), the process id of the test,
"jax" or "plain", and the name of a kernel, a file that exists.
"""

import encodings.ascii
import encodings.idna
import errno
import importlib
import json
import os
import pwd
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tcme.backends.environment import probes, sandbox
from tcme.backends.environment.fault import SandboxFault
from tcme.backends.environment.syscalls import Kernel, linux

# Loaded before the user changes: the interpreter's own files may be closed to another user.
LOADED = (encodings.ascii, encodings.idna, probes)


def lacking(*names: str) -> Kernel:
    """A kernel without these calls."""
    return lambda name, *rest: -errno.ENOSYS if name in names else linux(name, *rest)


def lying(*names: str) -> Kernel:
    """A kernel that says that it did these, and did not."""
    return lambda name, *rest: 0 if name in names else linux(name, *rest)


def without_proc(name: str, *rest: int | bytes | None) -> int:
    """A kernel that does not let us mount /proc, as in many containers."""
    return -errno.EPERM if name == "mount" and rest[0] == b"proc" else linux(name, *rest)


KERNELS: dict[str, Kernel] = {
    "real": linux,
    "no namespaces": lacking("unshare"),
    "no mount_setattr": lacking("mount_setattr"),
    "no seccomp": lacking("seccomp"),
    "no capset": lacking("capset"),
    "lying namespaces": lying("unshare"),
    "lying mount_setattr": lying("mount_setattr"),
    "lying seccomp": lying("seccomp"),
    "no proc": without_proc,
}


def become(user: str) -> None:
    if user != "same":
        entry = pwd.getpwnam(user)
        os.setgroups([])
        os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
        os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
        # A process that changed its user cannot write its own user map until it is dumpable again; one that
        # was started by that user can.
        linux("prctl", 4, 1, 0, 0, 0)


def call(name: str, *arguments: int | bytes | None) -> None:
    result = linux(name, *arguments)
    if result < 0:
        raise OSError(-result, name)


def create(place: str) -> None:
    Path(place, "tcme-test-file").write_text("secret")


def attempts(test: int, existing: str) -> dict[str, Callable[[], object]]:
    """What must fail, by name."""
    tries: dict[str, Callable[[], object]] = {
        "inet socket": lambda: socket.socket(socket.AF_INET),
        "inet6 socket": lambda: socket.socket(socket.AF_INET6),
        "unix socket": lambda: socket.socket(socket.AF_UNIX),
        "datagram socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "netlink socket": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "socket pair": socket.socketpair,
        "connect": lambda: socket.create_connection(("127.0.0.1", 80), 1),
        "resolve": lambda: socket.getaddrinfo("example.org", 80),
        "append to a file": lambda: os.open(existing, os.O_WRONLY | os.O_APPEND),
        "truncate a file": lambda: os.open(existing, os.O_RDONLY | os.O_TRUNC),
        "remove a file": lambda: os.unlink(existing),
        "rename a file": lambda: os.rename(existing, existing + "2"),
        "link a file": lambda: os.link(existing, existing + "2"),
        "change a mode": lambda: os.chmod(existing, 0o777),
        "change times": lambda: os.utime(existing),
        "make a directory": lambda: os.mkdir("/tmp/tcme-test-directory"),
        "make a pipe file": lambda: os.mkfifo("/tmp/tcme-test-pipe"),
        "write to a device": lambda: os.open("/dev/null", os.O_WRONLY),
        "write to own memory file": lambda: os.open("/proc/self/mem", os.O_RDWR),
        "exec": lambda: os.execv("/bin/true", ["true"]),
        "exec by descriptor": lambda: os.execve(os.open("/bin/true", os.O_RDONLY), ["true"], {}),
        "subprocess": lambda: subprocess.run(["/bin/true"], check=True),
        "fork": lambda: os.fork() or os._exit(0),
        "posix spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "trace the test": lambda: call("ptrace", 16, test, 0, 0),
        "trace our parent": lambda: call("ptrace", 16, os.getppid(), 0, 0),
        "trace ourselves": lambda: call("ptrace", 0, 0, 0, 0),
        "read the test's memory": lambda: os.open(f"/proc/{test}/mem", os.O_RDONLY),
        "read the test's variables": lambda: Path(f"/proc/{test}/environ").read_bytes(),
        "read memory across": lambda: call("process_vm_readv", test, None, 0, None, 0, 0),
        "signal the test": lambda: os.kill(test, 0),
        "mount": lambda: call("mount", b"none", b"/tmp", b"tmpfs", 0, None),
        "remount writable": lambda: call("mount", None, b"/", None, 32 | 4096, None),
        "unmount": lambda: call("umount2", b"/proc", 0),
        "new namespaces": lambda: call("unshare", 0x10000000),
        "enter namespaces": lambda: call("setns", 0, 0),
        "change root": lambda: os.chroot("/tmp"),
        "pivot root": lambda: call("pivot_root", b"/", b"/"),
        "io_uring": lambda: call("io_uring_setup", 1, bytes(120)),
        "bpf": lambda: call("bpf", 0, None, 0),
        "perf events": lambda: call("perf_event_open", None, 0, -1, -1, 0),
        "keys": lambda: call("keyctl", 0, 0),
        "user faults": lambda: call("userfaultfd", 1),
        "open by handle": lambda: call("open_by_handle_at", -100, None, 0),
        "shared memory": lambda: call("shmget", 0, 4096, 0o1600),
        "message queue": lambda: call("mq_open", b"tcme", 0o102, 0o600, None),
        "load a module": lambda: call("finit_module", 0, b"", 0),
        "dumpable again": lambda: call("prctl", 4, 1, 0, 0, 0),
        "lock a file": lambda: call("flock", os.open(existing, os.O_RDONLY), 2),
        "raise a limit": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6)),
    }
    home, here = pwd.getpwuid(os.geteuid()).pw_dir, str(Path(existing).parent)
    places = ("/", "/tmp", "/var/tmp", "/dev/shm", ".", home, here)
    return tries | {f"write in {place}": lambda place=place: create(place) for place in places}


def succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, ValueError):
        return False
    return True


def still_works(jax_too: bool) -> dict[str, object]:
    """What computing needs."""
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(6 * 7))
    thread.start()
    thread.join()
    found: dict[str, object] = {"thread": answers, "random": len(os.urandom(8))}
    found["core"] = resource.getrlimit(resource.RLIMIT_CORE)[1]
    if jax_too:
        jax = importlib.import_module("jax")
        numpy = importlib.import_module("jax.numpy")
        found["jax"] = float(jax.jit(lambda x: (x @ x).sum())(numpy.ones((64, 64))))
    return found


def main() -> None:
    user, kind, kernel, existing = sys.argv[3:]
    report, test = int(sys.argv[1]), int(sys.argv[2])
    become(user)
    isolation = sandbox.isolate([report], kernel=KERNELS[kernel])
    result: dict[str, object] = {"isolation": asdict(isolation)}
    try:
        result["assurance"] = sandbox.require(isolation).value
    except SandboxFault as fault:
        result["refused"] = [fault.code, list(fault.missing), str(fault)]
        result["assurance"] = sandbox.require(isolation, allow_simulated=True).value
    if kernel == "real":
        tries = attempts(test, existing)
        result["succeeded"] = [name for name, attempt in tries.items() if succeeds(attempt)]
        result["processes"] = [entry for entry in os.listdir("/proc") if entry.isdigit()]
        result["works"] = still_works(kind == "jax")
    os.write(report, json.dumps(result).encode())
    os._exit(7)


try:
    main()
except BaseException as error:  # there is no standard error any more, and this process holds no secret
    os.write(int(sys.argv[1]), repr(error).encode())
    os._exit(1)
