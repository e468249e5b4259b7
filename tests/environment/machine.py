"""What this machine allows: where it can isolate, tests expect isolation, and elsewhere the refusal."""

import subprocess
import sys

from tcme.backends.environment import Assurance


def can_isolate() -> bool:
    """Whether namespaces can be had, asked of the operating system and not of the code under test."""
    probe = "import os, ctypes; os._exit(ctypes.CDLL(None).unshare(0x10000000 | 0x20000) != 0)"
    return subprocess.run([sys.executable, "-c", probe]).returncode == 0


EXPECTED = Assurance.ISOLATED if can_isolate() else Assurance.SIMULATED
