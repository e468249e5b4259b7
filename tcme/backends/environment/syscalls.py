"""System calls by name, made without a wrapper of the C library.

Numbers of x86-64 and of arm64 (from the kernel's `asm/unistd_64.h` and `asm-generic/unistd.h`, Linux 6.1).
A `-` marks a call that an architecture does not have. The kernel is injected wherever isolation is built or
checked, so that tests can stand in for one that lacks a feature or lies about it.
"""

import ctypes
import errno
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

Argument = int | bytes | None | ctypes.Array[ctypes.c_char]
Kernel = Callable[..., int]
"""`kernel(name, *arguments)` makes one system call; it returns the result, or the negated error number."""

FIRST_UNKNOWN: Final = 452
"""Calls from this number on are newer than the table, on both architectures."""

_TABLE: Final = """
accept 43 202; accept4 288 242; access 21 -; acct 163 89; add_key 248 217; arch_prctl 158 -;
bind 49 200; bpf 321 280; brk 12 214; capget 125 90; capset 126 91; chdir 80 49; chmod 90 -;
chown 92 -; chroot 161 51; clock_getres 229 114; clock_gettime 228 113; clock_nanosleep 230 115;
clone 56 220; clone3 435 435; close 3 57; close_range 436 436; connect 42 203; creat 85 -;
delete_module 176 106; dup 32 23; dup2 33 -; dup3 292 24; epoll_create1 291 20; epoll_ctl 233 21;
epoll_pwait 281 22; epoll_wait 232 -; eventfd2 290 19; execve 59 221; execveat 322 281; exit 60 93;
exit_group 231 94; faccessat 269 48; faccessat2 439 439; fadvise64 221 223; fanotify_init 300 262;
fchdir 81 50; fchmod 91 52; fchmodat 268 53; fchown 93 55; fchownat 260 54; fcntl 72 25;
finit_module 313 273; flock 73 32; fork 57 -; fsconfig 431 431; fsmount 432 432; fsopen 430 430;
fspick 433 433; fstat 5 80; fstatfs 138 44; ftruncate 77 46; futex 202 98; futex_waitv 449 449;
get_mempolicy 239 236; get_robust_list 274 100; getcpu 309 168; getcwd 79 17; getdents64 217 61;
getegid 108 177; geteuid 107 175; getgid 104 176; getgroups 115 158; getpgid 121 155; getpgrp 111 -;
getpid 39 172; getppid 110 173; getpriority 140 141; getrandom 318 278; getresgid 120 150;
getresuid 118 148; getrlimit 97 163; getrusage 98 165; getsid 124 156; gettid 186 178;
gettimeofday 96 169; getuid 102 174; init_module 175 105; inotify_init1 294 26; io_uring_enter 426 426;
io_uring_register 427 427; io_uring_setup 425 425; ioctl 16 29; kexec_file_load 320 294;
kexec_load 246 104; keyctl 250 219; kill 62 129; link 86 -; linkat 265 37; listen 50 201; lseek 8 62;
lstat 6 -; madvise 28 233; mbind 237 235; membarrier 324 283; memfd_create 319 279; mincore 27 232;
mkdir 83 -; mkdirat 258 34; mknod 133 -; mknodat 259 33; mlock 149 228; mmap 9 222; mount 165 40;
mount_setattr 442 442; move_mount 429 429; mprotect 10 226; mq_open 240 180; mremap 25 216;
msgget 68 186; msync 26 227; munlock 150 229; munmap 11 215; name_to_handle_at 303 264;
nanosleep 35 101; newfstatat 262 79; open 2 -; open_by_handle_at 304 265; open_tree 428 428;
openat 257 56; openat2 437 437; perf_event_open 298 241; personality 135 92; pidfd_getfd 438 438;
pidfd_send_signal 424 424; pipe2 293 59; pivot_root 155 41; poll 7 -; ppoll 271 73; prctl 157 167;
pread64 17 67; preadv 295 69; prlimit64 302 261; process_vm_readv 310 270; process_vm_writev 311 271;
pselect6 270 72; ptrace 101 117; quotactl 179 60; read 0 63; readahead 187 213; readlink 89 -;
readlinkat 267 78; readv 19 65; reboot 169 142; recvfrom 45 207; recvmsg 47 212; rename 82 -;
renameat 264 38; renameat2 316 276; request_key 249 218; restart_syscall 219 128; rseq 334 293;
rt_sigaction 13 134; rt_sigpending 127 136; rt_sigprocmask 14 135; rt_sigreturn 15 139;
rt_sigsuspend 130 133; rt_sigtimedwait 128 137; sched_get_priority_max 146 125;
sched_get_priority_min 147 126; sched_getaffinity 204 123; sched_getattr 315 275;
sched_getparam 143 121; sched_getscheduler 145 120; sched_setaffinity 203 122; sched_yield 24 124;
seccomp 317 277; select 23 -; semget 64 190; sendfile 40 71; sendmsg 46 211; sendto 44 206;
set_mempolicy 238 237; set_robust_list 273 99; set_tid_address 218 96; setgid 106 144;
setgroups 116 159; sethostname 170 161; setns 308 268; setresgid 119 149; setresuid 117 147;
setuid 105 146; setxattr 188 5; shmat 30 196; shmget 29 194; sigaltstack 131 132; socket 41 198;
socketpair 53 199; splice 275 76; stat 4 -; statfs 137 43; statx 332 291; swapon 167 224; symlink 88 -;
symlinkat 266 36; sysinfo 99 179; tee 276 77; tgkill 234 131; time 201 -; timerfd_create 283 85;
timerfd_gettime 287 87; timerfd_settime 286 86; times 100 153; tkill 200 130; truncate 76 45;
umask 95 166; umount2 166 39; uname 63 160; unlink 87 -; unlinkat 263 35; unshare 272 97;
userfaultfd 323 282; vfork 58 -; vmsplice 278 75; wait4 61 260; write 1 64; writev 20 66
"""


@dataclass(frozen=True, slots=True)
class Architecture:
    """A processor family: its number in seccomp data (`AUDIT_ARCH_*`) and its system call numbers."""

    audit: int
    numbers: dict[str, int]


def _column(index: int) -> dict[str, int]:
    rows = (entry.split() for entry in _TABLE.replace("\n", " ").split(";"))
    return {row[0]: int(row[index]) for row in rows if row[index] != "-"}


ARCHITECTURES: Final = {
    "x86_64": Architecture(0xC000003E, _column(1)),
    "aarch64": Architecture(0xC00000B7, _column(2)),
}


def this_architecture() -> Architecture | None:
    """The architecture we run on, or None if it is not in the table."""
    return ARCHITECTURES.get(platform.machine())


def linux(name: str, *arguments: Argument) -> int:
    """Make one system call on the real kernel.

    What this architecture lacks answers as a kernel would: ENOSYS.
    """
    architecture = this_architecture()
    if architecture is None or name not in architecture.numbers:
        return -errno.ENOSYS
    values = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result = int(_libc().syscall(ctypes.c_long(architecture.numbers[name]), *values))
    return result if result >= 0 else -ctypes.get_errno()


@cache
def _libc() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library
