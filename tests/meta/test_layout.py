"""The repository itself: layers, homes of the big packages, sizes of files and functions."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tcme"
MODULES = sorted(PACKAGE.rglob("*.py"))
LAYERS = {
    "checker": {"checker"},
    "dsl": {"dsl"},
    "compiler": {"dsl", "compiler", "stdlib"},
    "backends": {"dsl", "compiler", "backends", "checker"},
    "stdlib": set(),
    "cli": {"dsl", "compiler", "backends", "stdlib", "cli", "checker"},
}
HOMES = {
    "lark": "tcme/dsl/",
    "z3": "tcme/compiler/smt/solver/",
    "cvc5": "tcme/compiler/smt/solver/",
    "mpyc": "tcme/backends/mpc/",
    "jax": "tcme/backends/model/",
    "gguf": "tcme/backends/model/",
    "tokenizers": "tcme/backends/model/",
    "typer": "tcme/cli/",
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_imports_point_downwards(path: Path) -> None:
    parts = path.relative_to(PACKAGE).parts
    if len(parts) == 1:
        return
    allowed = LAYERS[parts[0]]
    for module in imports(path):
        if module.startswith("tcme."):
            assert module.split(".")[1] in allowed, f"{named(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_big_package_has_one_home(path: Path) -> None:
    for module in imports(path):
        home = HOMES.get(module.split(".")[0])
        assert home is None or named(path).startswith(home), f"{named(path)} imports {module}"


@pytest.mark.parametrize("solver", ["z3", "cvc5"])
def test_a_solver_is_imported_in_one_file(solver: str) -> None:
    users = [named(p) for p in MODULES if any(m.split(".")[0] == solver for m in imports(p))]
    assert users == [f"tcme/compiler/smt/solver/{solver}.py"]


def test_the_checker_imports_nothing_of_ours() -> None:
    import sys

    for path in sorted((PACKAGE / "checker").rglob("*.py")):
        for module in imports(path):
            ours = module.startswith("tcme.checker.")
            assert ours or module.split(".")[0] in sys.stdlib_module_names, f"{named(path)} imports {module}"


@pytest.mark.parametrize("path", [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))], ids=named)
def test_no_file_passes_500_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 500


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_function_passes_80_lines(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 80, f"{named(path)}: {node.name}"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_names_say_what_a_file_is(path: Path) -> None:
    assert not {"utils", "util", "common", "helpers", "manager", "misc"} & {*path.parts, path.stem}


def test_the_four_folders_show_first() -> None:
    for name in ("dsl", "compiler", "backends", "stdlib"):
        link = ROOT / name
        assert link.is_symlink() and link.resolve() == PACKAGE / name


def test_the_core_is_pure() -> None:
    banned = {"os", "sys", "pathlib", "subprocess", "socket", "time", "logging", "tempfile", "asyncio"}
    allowed = {"tcme/dsl/files.py"}
    for path in MODULES:
        if named(path).startswith(("tcme/dsl/", "tcme/compiler/")) and named(path) not in allowed:
            assert not banned & {m.split(".")[0] for m in imports(path)}, named(path)
