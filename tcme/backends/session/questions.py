"""Answers of the agreed models to the asks of a program, for whoever hosts them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tcme.backends.cleartext import Answer
from tcme.backends.session.fault import REFUSED_AGREEMENT, SessionFault
from tcme.compiler.ir.nodes import AskSite, Graph


def answers(
    graph: Graph, places: Sequence[str], here: str, models: Mapping[str, Any] | None
) -> Answer | None:
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


def _load(graph: Graph, wanted: Sequence[int], models: Mapping[str, Any]) -> Answer:
    # JAX takes long to import, and only hosts of models need it.
    from tcme.backends.model import AskSpec, Calibration, load

    specs = {site: AskSpec(**_tuples(models["asks"][site])) for site in wanted}
    calibrations = {digest: Calibration(**_tuples(raw)) for digest, raw in models["calibrations"].items()}
    loaded = load(tuple(specs.values()), calibrations, Path(models["cache"]))
    by_site = {id(graph.asks[site]): spec for site, spec in specs.items()}

    def answer(site: AskSite, arguments: tuple[str, ...]) -> int:
        spec = by_site[id(site)]
        values = (*site.values, *(() if site.abstain is None else (site.abstain,)))
        return values.index(loaded.decide(spec, arguments))

    return answer


def _tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _tuple(value) for name, value in raw.items()}


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
