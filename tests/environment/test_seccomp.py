"""The filter program, for both architectures, run by an interpreter of the few instructions it uses."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcme.backends.environment import seccomp
from tcme.backends.environment.seccomp import ABSENT, ALLOWED, CONDITIONS, assemble, program
from tcme.backends.environment.syscalls import ARCHITECTURES, FIRST_UNKNOWN, Architecture, linux

ALLOW, KILL = seccomp.ALLOW, seccomp.KILL_PROCESS
EPERM, ENOSYS = seccomp.ERROR | errno.EPERM, seccomp.ERROR | errno.ENOSYS
NAMES = sorted(ARCHITECTURES)
CONDITIONAL = {rule.call for rule in CONDITIONS}
FORBIDDEN = """
    socket socketpair connect bind listen accept accept4 sendto sendmsg recvmsg execve execveat ptrace mount
    umount2 unshare setns open_by_handle_at bpf perf_event_open keyctl add_key request_key process_vm_readv
    process_vm_writev io_uring_setup io_uring_enter io_uring_register kexec_load kexec_file_load init_module
    finit_module delete_module chroot pivot_root userfaultfd fork vfork mount_setattr move_mount open_tree
    fsopen pidfd_getfd seccomp creat mkdir mkdirat mknodat unlink unlinkat rename renameat2 linkat symlinkat
    truncate ftruncate chmod fchmodat chown fchownat setuid setresuid shmget shmat msgget semget mq_open
    sendfile splice flock setxattr personality
"""


def answer(architecture: Architecture, number: int, *arguments: int, audit: int | None = None) -> int:
    """What the kernel would do: run the program over the seccomp data of a call."""
    words = {0: number, 4: architecture.audit if audit is None else audit}
    for index, argument in enumerate((*arguments, *[0] * (6 - len(arguments)))):
        words[16 + 8 * index] = argument & 0xFFFFFFFF
    steps, position, value = program(architecture), 0, 0
    while True:
        step = steps[position]
        position += 1
        match step.code:
            case seccomp.LOAD:
                value = words[step.value]
            case seccomp.AND:
                value &= step.value
            case seccomp.EQUAL:
                position += step.yes if value == step.value else step.no
            case seccomp.AT_LEAST:
                position += step.yes if value >= step.value else step.no
            case seccomp.RETURN:
                return step.value


@pytest.fixture(params=NAMES)
def architecture(request: pytest.FixtureRequest) -> Architecture:
    return ARCHITECTURES[request.param]


def test_the_forbidden_is_refused(architecture: Architecture) -> None:
    known = [name for name in FORBIDDEN.split() if name in architecture.numbers]
    assert len(known) > 60
    assert {answer(architecture, architecture.numbers[name]) for name in known} == {EPERM}


def test_the_allowed_is_allowed(architecture: Architecture) -> None:
    known = [name for name in ALLOWED if name in architecture.numbers]
    assert {answer(architecture, architecture.numbers[name]) for name in known} == {ALLOW}


def test_every_named_call_is_in_the_table() -> None:
    everywhere = set().union(*(architecture.numbers for architecture in ARCHITECTURES.values()))
    assert everywhere >= ALLOWED | ABSENT | CONDITIONAL | set(FORBIDDEN.split())
    assert not ALLOWED & set(FORBIDDEN.split())


@given(st.sampled_from(NAMES), st.integers(0, 2**32 - 1), st.lists(st.integers(0, 2**64 - 1), max_size=6))
def test_only_what_is_listed_gets_through(name: str, number: int, arguments: list[int]) -> None:
    architecture = ARCHITECTURES[name]
    listed = {architecture.numbers.get(call) for call in ALLOWED | CONDITIONAL}
    if number not in listed:
        assert answer(architecture, number, *arguments) in (EPERM, ENOSYS)


def test_another_architecture_ends_the_process() -> None:
    first, second = ARCHITECTURES.values()
    assert answer(first, first.numbers["read"], audit=second.audit) == KILL
    assert answer(first, first.numbers["read"], audit=0x40000003) == KILL


def test_calls_of_the_future_and_of_the_other_x86_abi_do_not_exist(architecture: Architecture) -> None:
    for number in (FIRST_UNKNOWN, 500, 0x40000000 | architecture.numbers["read"], 2**32 - 1):
        assert answer(architecture, number) == ENOSYS
    assert answer(architecture, architecture.numbers["clone3"]) == ENOSYS


@given(st.sampled_from(NAMES), st.integers(0, 2**32 - 1))
def test_clone_makes_threads_in_our_own_namespaces_only(name: str, flags: int) -> None:
    architecture = ARCHITECTURES[name]
    allowed = bool(flags & 0x10000) and not flags & 0x7E020080
    assert (answer(architecture, architecture.numbers["clone"], flags) == ALLOW) == allowed


@given(st.sampled_from(NAMES), st.integers(0, 2**32 - 1))
def test_files_open_for_reading_only(name: str, flags: int) -> None:
    architecture = ARCHITECTURES[name]
    reading = flags & (0o3 | 0o100 | 0o1000 | 0o20000000) == 0
    assert (answer(architecture, architecture.numbers["openat"], 0, 0, flags) == ALLOW) == reading


@given(st.sampled_from(["prctl", "ioctl", "fcntl"]), st.integers(0, 2**32 - 1))
def test_commands_are_listed(call: str, command: int) -> None:
    architecture = ARCHITECTURES["aarch64"]
    arguments = (command,) if call == "prctl" else (0, command)
    listed = {
        "prctl": seccomp.PRCTL_OPTIONS,
        "ioctl": seccomp.IOCTL_COMMANDS,
        "fcntl": seccomp.FCNTL_COMMANDS,
    }
    allowed = answer(architecture, architecture.numbers[call], *arguments) == ALLOW
    assert allowed == (command in listed[call])


def test_what_changes_a_process_for_others_is_not_listed(architecture: Architecture) -> None:
    for option in (1, 4, 22, 24, 38, 47, 0x59616D61):
        assert answer(architecture, architecture.numbers["prctl"], option) == EPERM


def test_the_program_fits_the_kernel(architecture: Architecture) -> None:
    steps = program(architecture)
    assert len(steps) < 4096
    assert all(step.yes < 256 and step.no < 256 for step in steps)
    assert len(assemble(steps)) == 8 * len(steps)


def test_a_call_that_is_in_no_table_does_not_exist() -> None:
    assert linux("no_such_call") == -errno.ENOSYS
