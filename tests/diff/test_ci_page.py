"""The page about continuous integration: its commands run, and its table has every verdict."""

import re
import shlex
import shutil
from pathlib import Path

from tcme.compiler.diff import compare
from tests.cli.shell import ROOT, tcme
from tests.diff.programs import BAND, description

PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
    if line.startswith("tcme ")
]


def test_every_command_on_the_page_passes_where_nothing_changed(tmp_path: Path) -> None:
    (tmp_path / "main.tcme").write_text(BAND)
    assert tcme("check", "main.tcme", cwd=tmp_path).code == 0
    shutil.copy(tmp_path / "main.flow.json", tmp_path / "agreed.flow.json")
    assert len(COMMANDS) == 4
    for command in COMMANDS:
        done = tcme(*shlex.split(command)[1:], cwd=tmp_path)
        assert done.code == 0, f"{command}: {done.err}"


def test_every_command_on_the_page_fails_where_more_is_told(tmp_path: Path) -> None:
    (tmp_path / "main.tcme").write_text(BAND)
    assert tcme("check", "main.tcme", cwd=tmp_path).code == 0
    shutil.copy(tmp_path / "main.flow.json", tmp_path / "agreed.flow.json")
    (tmp_path / "main.tcme").write_text(BAND.replace("of pay to ben because", "of pay to  ben, cleo because"))
    codes = {c.split()[1]: tcme(*shlex.split(c)[1:], cwd=tmp_path).code for c in COMMANDS if "sarif" not in c}
    assert codes == {"check": 6, "fmt": 1, "diff": 1}


def test_the_table_has_every_verdict_with_its_exit_code() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d) \|", PAGE, re.MULTILINE))
    assert rows == {"more": "1", "changed": "0", "less": "0", "same": "0"}
    assert compare(description(BAND), description(BAND)).verdict in rows
