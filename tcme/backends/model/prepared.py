"""Prepared asks in memory: mapped, checked before use and again after the run. Nothing here writes."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.ask import ask_folder, read_ask
from tcme.backends.model.calibrate import correct
from tcme.backends.model.catalog import find
from tcme.backends.model.executable import warm
from tcme.backends.model.fault import ModelFault
from tcme.backends.model.loaded import model_folder, open_model
from tcme.backends.model.prompt import TEMPLATE
from tcme.backends.model.scoring import Reader, choose
from tcme.backends.model.spec import AskSpec, Calibration, canonical_digest
from tcme.backends.model.store import PREPARE, check_files, read_manifest


@dataclass(frozen=True, slots=True)
class PreparedAsk:
    """One ask: its reader, the states [n, D] of the fitted examples, its calibration."""

    reader: Reader
    anchors: NDArray[np.float64]
    offsets: NDArray[np.float64]
    pulls: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """Asks by spec digest; files are the digests of every cached file in use.

    digest covers what the parties agreed on: models, tokenizers, template, asks and calibrations. It is the
    same on every machine, so it leaves out the machine code and the prefix, which `verify` covers.
    """

    asks: Mapping[str, PreparedAsk]
    files: Mapping[Path, Mapping[str, str]]
    digest: str

    def scores(self, spec: AskSpec, arguments: tuple[str, ...]) -> NDArray[np.float64]:
        """Calibrated scores [V] of the values in nats; TC614 when the arguments are larger than declared."""
        ask = self._ask(spec)
        reading = ask.reader.read(arguments)
        return correct(reading.scores, reading.state, ask.anchors, ask.offsets, ask.pulls)

    def decide(self, spec: AskSpec, arguments: tuple[str, ...]) -> str:
        """The value for the arguments, or the abstention."""
        return choose(spec, self.scores(spec, arguments))

    def verify(self) -> None:
        """Hash every file again; TC611 when one has changed since it was loaded."""
        for folder, digests in self.files.items():
            check_files(folder, digests)

    def _ask(self, spec: AskSpec) -> PreparedAsk:
        ask = self.asks.get(spec.digest())
        if ask is None:
            raise ModelFault("TC613", "the ask is not among those that were loaded", PREPARE)
        return ask


def load(specs: Sequence[AskSpec], calibrations: Mapping[str, Calibration], cache: Path) -> PreparedModel:
    """Map the prepared asks from the cache after checking every file; TC613 when something is missing.

    calibrations are those of the agreement, by spec digest; they are used as they are, never refitted.
    """
    names = tuple(dict.fromkeys(spec.model for spec in specs))
    models = {name: model_folder(find(name), cache) for name in names}
    asks = {spec.digest(): ask_folder(spec, cache) for spec in specs}
    files = {models[name]: find(name).loaded for name in names}
    files |= {folder: read_manifest(folder) for folder in asks.values()}
    with ThreadPoolExecutor(1) as pool:
        # Importing JAX takes about as long as hashing, and neither holds the other up.
        imported = pool.submit(warm)
        for folder, digests in files.items():
            check_files(folder, digests)
        imported.result()
    opened = {name: open_model(folder) for name, folder in models.items()}
    ready = {}
    for spec in specs:
        reader, anchors = read_ask(spec, opened[spec.model], asks[spec.digest()])
        ready[spec.digest()] = _calibrated(reader, anchors, calibrations.get(spec.digest()))
    return PreparedModel(ready, files, _digest(specs, calibrations))


def _calibrated(reader: Reader, anchors: NDArray[np.float32], calibration: Calibration | None) -> PreparedAsk:
    if calibration is None:
        raise ModelFault("TC613", "an ask comes without its calibration", PREPARE)
    width = len(reader.question.spec.values)
    offsets, pulls = np.array(calibration.offsets), np.array(calibration.pulls).reshape(-1, width)
    if offsets.shape != (width,) or len(pulls) not in (0, len(anchors)):
        raise ModelFault("TC613", "a calibration does not fit the prepared ask", PREPARE)
    return PreparedAsk(reader, anchors.astype(np.float64), offsets, pulls)


def _digest(specs: Sequence[AskSpec], calibrations: Mapping[str, Calibration]) -> str:
    return canonical_digest(
        {
            "models": {spec.model: dict(find(spec.model).loaded) for spec in specs},
            "template": TEMPLATE.digest(),
            "asks": {spec.digest(): asdict(calibrations[spec.digest()]) for spec in specs},
        }
    )
