"""The sandbox, in real processes: the forbidden is tried, computing works, what is missing is told."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from machine import EXPECTED

from tcme.backends.environment import Assurance, Isolation, SandboxFault, require
from tcme.backends.environment.spawn import variables

INSIDE = Path(__file__).with_name("inside.py")
FULL = Isolation(True, True, True, True, True)
USERS = ["same", "nobody"] if os.geteuid() == 0 else ["same"]


def run_inside(
    directory: Path, *, user: str = "same", kind: str = "plain", kernel: str = "real"
) -> dict[str, Any]:
    """What a process that isolates itself reports. It ends with status 7, through its waiting parent."""
    existing = directory / "existing"
    existing.write_text("before")
    directory.chmod(0o777)
    existing.chmod(0o666)
    reader, writer = os.pipe()
    leaked = os.open(existing, os.O_RDWR)
    process = subprocess.Popen(
        [sys.executable, str(INSIDE), str(writer), str(os.getpid()), user, kind, kernel, str(existing)],
        pass_fds=[writer, leaked],
        env=variables(),
        cwd=directory,
    )
    os.close(writer)
    os.close(leaked)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read()
    assert process.wait(60) == 7, text
    assert existing.read_text() == "before"
    assert os.listdir(directory) == ["existing"]
    report: dict[str, Any] = json.loads(text)
    return report


@pytest.mark.parametrize("user", USERS)
def test_everything_forbidden_fails_and_the_report_says_so(user: str, tmp_path: Path) -> None:
    report = run_inside(tmp_path, user=user)
    if EXPECTED is Assurance.SIMULATED:
        assert report["refused"][0] == "TC720"
        return
    assert report["isolation"] == {
        "network": True,
        "filesystem": True,
        "seccomp": True,
        "pid": True,
        "capabilities": True,
    }
    assert report["succeeded"] == []
    assert report["assurance"] == "isolated"
    assert report["processes"] == ["1"]
    assert report["works"] == {"thread": [42], "random": 8, "core": 0}


def test_jax_computes_inside(tmp_path: Path) -> None:
    report = run_inside(tmp_path, kind="jax")
    assert report["works"]["jax"] == 64.0**3


@pytest.mark.parametrize(
    ("kernel", "missing"),
    [
        ("no namespaces", {"network", "filesystem", "pid"}),
        ("lying namespaces", {"network", "filesystem", "pid"}),
        ("no mount_setattr", {"filesystem"}),
        ("lying mount_setattr", {"filesystem"}),
        ("no seccomp", {"seccomp", "network", "filesystem"}),
        ("lying seccomp", {"seccomp", "network", "filesystem"}),
        ("no capset", {"capabilities"}),
    ],
)
def test_what_a_kernel_lacks_is_found_refused_and_named(
    kernel: str, missing: set[str], tmp_path: Path
) -> None:
    report = run_inside(tmp_path, kernel=kernel)
    code, named, text = report["refused"]
    assert code == "TC720"
    assert missing <= set(named)
    assert all(part in text for part in named)
    assert report["assurance"] == "simulated"
    assert all(report["isolation"][part] == (part not in named) for part in report["isolation"])


def test_a_masked_proc_is_replaced_by_an_empty_one(tmp_path: Path) -> None:
    report = run_inside(tmp_path, kernel="no proc")
    assert report["isolation"]["pid"] is (EXPECTED is Assurance.ISOLATED)


def test_a_full_isolation_is_isolated_whatever_is_allowed() -> None:
    assert require(FULL) is Assurance.ISOLATED
    assert require(FULL, allow_simulated=True) is Assurance.ISOLATED


@pytest.mark.parametrize("part", ["network", "filesystem", "seccomp", "pid", "capabilities"])
def test_every_part_is_required_and_has_a_repair(part: str) -> None:
    isolation = replace(FULL, **{part: False})
    with pytest.raises(SandboxFault) as refused:
        require(isolation)
    assert refused.value.missing == (part,)
    assert part in str(refused.value)
    assert len(refused.value.repair) > 20
    assert require(isolation, allow_simulated=True) is Assurance.SIMULATED
