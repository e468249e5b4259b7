"""A prepared ask in the cache: compiled pass, prefix, states of the fitted examples, calibration.

pass.bin is the executable, public.bin the arrays (`tokens` of the prefix, `anchors` [n, D] of the fitted
examples, keys and values of each layer), index.json where they lie, calibration.json the fit.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.arrays import Place, layout, map_arrays, write_arrays
from tcme.backends.model.calibrate import fit
from tcme.backends.model.catalog import find
from tcme.backends.model.examples import Example, split
from tcme.backends.model.executable import Pair, Pass, compile_pass, load_pass, prefix_cache, runtime
from tcme.backends.model.fault import ModelFault
from tcme.backends.model.loaded import LoadedModel
from tcme.backends.model.prompt import TEMPLATE, argument_row, prefix_tokens
from tcme.backends.model.question import Question, pose
from tcme.backends.model.scoring import Reader, Reading
from tcme.backends.model.spec import AskSpec, Calibration, canonical_digest
from tcme.backends.model.store import PREPARE, write_manifest

# Raise it when the code in this package changes what a cached file means.
FORMAT = 1

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class PublicArrays:
    """The arrays of a prepared ask."""

    tokens: tuple[int, ...]
    anchors: NDArray[np.float32]
    cache: list[tuple[NDArray[np.float32], NDArray[np.float32]]]


def ask_folder(spec: AskSpec, cache: Path) -> Path:
    """Where the ask lies: named by all that it was made from, and by the runtime that can execute it.

    Where the CPU cannot be read, the only folder made by this version of JAX is taken; TC613 when there is
    not one.
    """
    made_from = [FORMAT, spec.digest(), TEMPLATE.digest(), dict(find(spec.model).loaded)]
    name = f"{canonical_digest(made_from)[:32]}-{runtime()}"
    if not name.endswith("*"):
        return cache / "asks" / name
    found = list((cache / "asks").glob(name))
    if len(found) != 1:
        raise ModelFault("TC613", "no prepared form of this ask can be singled out", PREPARE)
    return found[0]


def build_ask(
    spec: AskSpec, examples: tuple[Example, ...], model: LoadedModel, folder: Path, progress: Progress
) -> None:
    """Compile, read the prefix, fit, and write the prepared ask into folder."""
    shots, rest = split(examples, TEMPLATE.shots_per_value)
    question = pose(spec, prefix_tokens(spec, shots, model.tokenizer), model.tokenizer)
    progress("compiling", 0.1)
    code = compile_pass(model.shape, model.weights, question.size)
    progress("reading the prompt", 0.4)
    cache = prefix_cache(model.shape, model.weights, model.inputs(question.layout.prefix))
    progress("reading the examples", 0.7)
    readings = read_examples(model, question, cache, rest) if rest else []
    anchors = np.array([reading.state for reading in readings], np.float32).reshape(-1, model.shape.width)
    calibration = calibrate(spec, rest, readings, anchors)
    arrays = pack(question.layout.prefix, anchors, cache)
    (folder / "pass.bin").write_bytes(code)
    with (folder / "public.bin").open("wb") as file:
        write_arrays(file, arrays)
    (folder / "index.json").write_text(json.dumps({n: asdict(p) for n, p in layout(arrays).items()}))
    (folder / "calibration.json").write_text(json.dumps(asdict(calibration)))
    write_manifest(folder)


def read_examples(
    model: LoadedModel, question: Question, cache: Sequence[Pair], examples: Sequence[Example]
) -> list[Reading]:
    """What the model reads in examples, in a pass no larger than the largest of them: they are public."""
    encoded = [[len(argument_row(text, model.tokenizer)) for text in example.texts] for example in examples]
    rows = np.minimum(np.max(encoded, 0), question.layout.rows)
    small = replace(question, layout=replace(question.layout, rows=tuple(rows.tolist())))
    code = compile_pass(model.shape, model.weights, small.size)
    reader = Reader(model, small, load_pass(code, model.weights, cache))
    return [reader.read(example.texts) for example in examples]


def calibrate(
    spec: AskSpec, examples: Sequence[Example], readings: Sequence[Reading], anchors: NDArray[np.float32]
) -> Calibration:
    """The calibration of an ask from what the model read in the examples that are not in its prompt."""
    scores = np.array([reading.scores for reading in readings]).reshape(-1, len(spec.values))
    right = np.array([spec.values.index(example.value) for example in examples], np.intp)
    found = fit(scores, anchors.astype(np.float64), right)
    return Calibration(
        spec=spec.digest(),
        offsets=tuple(found.offsets.tolist()),
        fitted_on=len(found.pulls),
        examples_digest=spec.examples_digest,
        accuracy=found.accuracy,
        pulls=tuple(map(tuple, found.pulls.tolist())),
    )


def pack(
    tokens: Sequence[int], anchors: NDArray[np.float32], cache: Sequence[tuple[Any, Any]]
) -> dict[str, NDArray[Any]]:
    """The arrays of public.bin by name."""
    pairs = {
        f"{name}.{index}": pair[side] for index, pair in enumerate(cache) for side, name in enumerate("kv")
    }
    return {"tokens": np.array(tokens, np.int32), "anchors": anchors} | pairs


def read_arrays(folder: Path) -> PublicArrays:
    """The arrays in folder, mapped; their digests are checked by the caller."""
    index = json.loads((folder / "index.json").read_text())
    places = {name: Place(p["offset"], p["dtype"], tuple(p["shape"])) for name, p in index.items()}
    arrays = map_arrays(folder / "public.bin", places)
    layers = sum(name.startswith("k.") for name in arrays)
    cache = [(arrays[f"k.{layer}"], arrays[f"v.{layer}"]) for layer in range(layers)]
    return PublicArrays(tuple(arrays["tokens"].tolist()), arrays["anchors"], cache)


def read_calibration(folder: Path) -> Calibration:
    """The calibration in folder."""
    row = json.loads((folder / "calibration.json").read_text())
    return Calibration(**row | {"offsets": tuple(row["offsets"]), "pulls": tuple(map(tuple, row["pulls"]))})


def read_ask(spec: AskSpec, model: LoadedModel, folder: Path) -> tuple[Reader, NDArray[np.float32]]:
    """The reader of the prepared ask in folder and its anchors [n, D]; digests are checked by the caller."""
    public = read_arrays(folder)
    run: Pass = load_pass((folder / "pass.bin").read_bytes(), model.weights, public.cache)
    return Reader(model, pose(spec, public.tokens, model.tokenizer), run), public.anchors
