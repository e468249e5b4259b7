"""The model back end: finite answers of a language model, in a shape that no text changes."""

from tcme.backends.model.fault import ModelFault
from tcme.backends.model.prepare import lock_entry, prepare
from tcme.backends.model.prepared import PreparedModel, load
from tcme.backends.model.spec import AskSpec, Calibration
from tcme.backends.model.store import default_cache

__all__ = [
    "AskSpec",
    "Calibration",
    "ModelFault",
    "PreparedModel",
    "default_cache",
    "load",
    "lock_entry",
    "prepare",
]
