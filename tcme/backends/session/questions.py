"""Answers of the agreed models to the asks of a program, for whoever hosts them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tcme.backends.session.fault import REFUSED_AGREEMENT, SessionFault
from tcme.compiler.ir.nodes import AskSite, Graph

if TYPE_CHECKING:
    from tcme.backends.model import AskSpec, PreparedModel


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers a site's questions; specs by the identity of their site."""

    model: "PreparedModel"
    specs: Mapping[int, "AskSpec"]

    def __call__(self, site: AskSite, arguments: tuple[str, ...]) -> int:
        values = (*site.values, *(() if site.abstain is None else (site.abstain,)))
        return values.index(self.model.decide(self.specs[id(site)], arguments))

    def verify(self) -> None:
        """Refuse (TC611) answers of a model whose files have changed since it was loaded."""
        self.model.verify()


def answers(
    graph: Graph, places: Sequence[str], here: str, models: Mapping[str, Any] | None
) -> Answers | None:
    """The answering function for the asks placed at `here`; None where there are none.

    `places` has the place of each site. `models` has `asks` (a spec for each site, or None), `calibrations`
    by spec digest and `cache`, all from the agreement.
    """
    wanted = [site for site, place in enumerate(places) if place == here]
    if not wanted:
        return None
    if models is None:
        raise SessionFault(REFUSED_AGREEMENT, f"`{here}` runs a model and the agreement names none")
    return _load(graph, wanted, models)


def _load(graph: Graph, wanted: Sequence[int], models: Mapping[str, Any]) -> Answers:
    # JAX takes long to import, and only hosts of models need it.
    from tcme.backends.model import AskSpec, Calibration, load

    specs = {site: AskSpec(**tuples(models["asks"][site])) for site in wanted}
    calibrations = {digest: Calibration(**tuples(raw)) for digest, raw in models["calibrations"].items()}
    loaded = load(tuple(specs.values()), calibrations, Path(models["cache"]))
    return Answers(loaded, {id(graph.asks[site]): spec for site, spec in specs.items()})


def tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Fields from JSON, with tuples in place of lists, as frozen classes want them."""
    return {name: _tuple(value) for name, value in raw.items()}


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
