"""The system calls that a worker may make, as a filter program for the kernel.

The filter is a list of what is allowed: computing with threads, memory, time, and reading files. Everything
else is refused with EPERM, above all sockets, new processes and programs, tracing, mounts, namespaces,
keys, kernel modules, io_uring, and opening any file for writing, whatever the file system would say. Calls
for which a C library has a fallback (`clone3`, whose flags a filter cannot see, and calls newer than our
table) answer ENOSYS. A call from a foreign architecture ends the process.

The program is classic BPF as described in the kernel's `Documentation/userspace-api/seccomp_filter.rst`. It
looks at the low 32 bits of an argument; every argument that it decides on is a 32-bit one in the kernel.
"""

import ctypes
import errno
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tcme.backends.environment.syscalls import FIRST_UNKNOWN, Architecture, Kernel, this_architecture

_ALLOWED_NAMES: Final = """
    read write close readv writev pread64 preadv lseek fstat stat lstat newfstatat statx access faccessat
    faccessat2 readlink readlinkat getdents64 getcwd chdir fchdir dup dup2 dup3 pipe2 eventfd2
    epoll_create1 epoll_ctl epoll_wait epoll_pwait poll ppoll pselect6 select statfs fstatfs fadvise64
    readahead close_range mmap munmap mprotect mremap madvise brk mlock munlock mbind set_mempolicy
    get_mempolicy membarrier msync mincore memfd_create futex futex_waitv set_robust_list get_robust_list
    rseq set_tid_address exit exit_group gettid getpid getppid tgkill tkill kill restart_syscall
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times timerfd_create
    timerfd_settime timerfd_gettime sched_yield sched_getaffinity sched_setaffinity sched_getparam
    sched_getscheduler sched_get_priority_max sched_get_priority_min sched_getattr getpriority getcpu
    getrandom uname sysinfo getrlimit prlimit64 getrusage getuid geteuid getgid getegid getresuid
    getresgid getgroups getpgrp getpgid getsid capget arch_prctl wait4 umask
"""
ALLOWED: Final = frozenset(_ALLOWED_NAMES.split())
ABSENT: Final = frozenset({"clone3", "openat2"})
"""Answered with ENOSYS, so that the C library falls back to calls whose arguments can be checked."""

NEW_NAMESPACES: Final = 0x7E020080
CLONE_THREAD: Final = 0x00010000
WRITING: Final = 0o3 | 0o100 | 0o1000 | 0o20000000
"""O_ACCMODE, O_CREAT, O_TRUNC and the bit that makes O_TMPFILE."""

PRCTL_OPTIONS: Final = frozenset({3, 15, 16, 21, 23, 39, 0x53564D41})
"""Read dumpable, name of a thread, seccomp mode, bounding set and no-new-privileges; name memory areas."""
IOCTL_COMMANDS: Final = frozenset({0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451})
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
FCNTL_COMMANDS: Final = frozenset({0, 1, 2, 3, 4, 1030})
"""Duplicate, descriptor flags, status flags; no locks, which other processes could see."""


@dataclass(frozen=True, slots=True)
class Masked:
    """Allow a call when the bits `mask` of an argument are exactly `value`."""

    call: str
    argument: int
    mask: int
    value: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """Allow a call when an argument is one of `values`."""

    call: str
    argument: int
    values: frozenset[int]


CONDITIONS: Final[tuple[Masked | OneOf, ...]] = (
    Masked("clone", 0, CLONE_THREAD | NEW_NAMESPACES, CLONE_THREAD),
    Masked("open", 1, WRITING, 0),
    Masked("openat", 2, WRITING, 0),
    OneOf("prctl", 0, PRCTL_OPTIONS),
    OneOf("ioctl", 1, IOCTL_COMMANDS),
    OneOf("fcntl", 1, FCNTL_COMMANDS),
)

LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
KILL_PROCESS, ALLOW, ERROR = 0x80000000, 0x7FFF0000, 0x00050000
NUMBER_OFFSET, ARCH_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction; `yes` and `no` say how many instructions a comparison skips."""

    code: int
    value: int
    yes: int = 0
    no: int = 0


def _answer(value: int) -> list[Step]:
    return [Step(RETURN, value)]


REFUSE: Final = ERROR | errno.EPERM
DENY_EXISTENCE: Final = ERROR | errno.ENOSYS


def program(architecture: Architecture) -> tuple[Step, ...]:
    """The filter for an architecture."""
    numbers = architecture.numbers
    steps = [Step(LOAD, ARCH_OFFSET), Step(EQUAL, architecture.audit, yes=1), *_answer(KILL_PROCESS)]
    steps += [Step(LOAD, NUMBER_OFFSET)]
    steps += [Step(AT_LEAST, FIRST_UNKNOWN, no=1), *_answer(DENY_EXISTENCE)]
    steps += _match(numbers, ABSENT, DENY_EXISTENCE)
    steps += [step for rule in CONDITIONS if rule.call in numbers for step in _condition(numbers, rule)]
    steps += _match(numbers, ALLOWED, ALLOW)
    return (*steps, *_answer(REFUSE))


def assemble(steps: Iterable[Step]) -> bytes:
    """The program as the kernel reads it (`struct sock_filter`, host byte order)."""
    return b"".join(struct.pack("=HBBI", step.code, step.yes, step.no, step.value) for step in steps)


def install(kernel: Kernel) -> None:
    """Put every thread of this process under the filter, for good.

    Needs no-new-privileges. Failure is silent.

    Whether the filter is there is decided by `probes`, which try what it forbids.
    """
    architecture = this_architecture()
    if architecture is None:
        return
    code = assemble(program(architecture))
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    set_mode_filter, every_thread = 1, 1
    kernel("seccomp", set_mode_filter, every_thread, header)


def _match(numbers: dict[str, int], names: frozenset[str], answer: int) -> list[Step]:
    known = sorted(numbers[name] for name in names if name in numbers)
    return [step for number in known for step in (Step(EQUAL, number, no=1), *_answer(answer))]


def _condition(numbers: dict[str, int], rule: Masked | OneOf) -> list[Step]:
    load = Step(LOAD, ARGUMENTS_OFFSET + 8 * rule.argument)
    match rule:
        case Masked(mask=mask, value=value):
            test = [load, Step(AND, mask), Step(EQUAL, value, no=1), *_answer(ALLOW)]
        case OneOf(values=values):
            test = [load]
            for value in sorted(values):
                test += [Step(EQUAL, value, no=1), *_answer(ALLOW)]
    body = [*test, *_answer(REFUSE)]
    return [Step(EQUAL, numbers[rule.call], no=len(body)), *body]
