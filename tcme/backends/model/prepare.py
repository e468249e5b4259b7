"""`tcme model prepare`: everything slow, once, on the machine that will run the asks."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tcme.backends.model.ask import Progress, ask_folder, build_ask, read_calibration
from tcme.backends.model.catalog import find
from tcme.backends.model.examples import Example, read_examples
from tcme.backends.model.fault import ModelFault
from tcme.backends.model.loaded import LoadedModel, ensure_loaded, open_model
from tcme.backends.model.prompt import TEMPLATE
from tcme.backends.model.spec import AskSpec, Calibration
from tcme.backends.model.store import intact, publish, read_manifest


def lock_entry(model: str) -> dict[str, str]:
    """What tcme.lock pins about a model: package, file, and SHA-256 of file, tokenizer and template."""
    entry = find(model)
    return {
        "package": entry.package,
        "file": entry.file,
        "sha256": entry.sha256,
        "tokenizer_sha256": entry.loaded["vocabulary.bin"],
        "template_sha256": TEMPLATE.digest(),
    }


def prepare(
    specs: Sequence[tuple[AskSpec, Path | None]],
    cache: Path,
    *,
    progress: Callable[[str, float], None] | None = None,
) -> dict[str, Calibration]:
    """Bring every ask into the cache and give its calibration by spec digest; what is intact there is kept.

    Each spec comes with its examples file, or None when it names none. progress hears a step and a share in
    [0, 1].
    """
    say = progress or (lambda step, share: None)
    checked = [(spec, _examples(spec, path)) for spec, path in specs]
    folders: dict[str, Path] = {}
    for name in dict.fromkeys(spec.model for spec, _ in checked):
        say(f"loading {name}", 0.0)
        folders[name] = ensure_loaded(find(name), cache)
    return {
        spec.digest(): _prepare_ask(spec, examples, partial(open_model, folders[spec.model]), cache, say)
        for spec, examples in checked
    }


def _examples(spec: AskSpec, path: Path | None) -> tuple[Example, ...]:
    if bool(spec.examples_digest) != (path is not None):
        raise ModelFault("TC616", "an ask names examples and no file is given, or the reverse")
    return read_examples(path, spec) if path else ()


def _prepare_ask(
    spec: AskSpec,
    examples: tuple[Example, ...],
    model: Callable[[], LoadedModel],
    cache: Path,
    progress: Progress,
) -> Calibration:
    folder = ask_folder(spec, cache)
    if not intact(folder, lambda: read_manifest(folder)):
        publish(folder, lambda fresh: build_ask(spec, examples, model(), fresh, progress))
    progress("ready", 1.0)
    return read_calibration(folder)
