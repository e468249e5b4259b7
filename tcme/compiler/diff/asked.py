"""What else the parties agree to: models and what they are asked, public files, modules, the name."""

from collections.abc import Iterator
from dataclasses import replace

from tcme.compiler.core import Model
from tcme.compiler.diff.change import Change, Topic, moved
from tcme.compiler.diff.description import Description
from tcme.compiler.ir.nodes import AskSite


def asked_changes(old: Description, new: Description) -> Iterator[Change]:
    yield from _models(old, new)
    yield from moved(map(_alone, old.questions), map(_alone, new.questions), _asked, _asked_no_more)
    yield from _named("files", "public file", _publics(old), _publics(new))
    yield from _named("files", "module", _modules(old), _modules(new))
    if old.declared.name != new.declared.name:
        says = f"the program is `{new.declared.name}`, was `{old.declared.name}`"
        yield Change("program", "name", "changed", says, old=old.declared.name, new=new.declared.name)


def _publics(d: Description) -> dict[str, str]:
    return {p.name: f"{p.file} {p.sha256}" for p in d.declared.publics}


def _modules(d: Description) -> dict[str, str]:
    return {m.path: m.sha256 for m in d.declared.modules}


def _models(old: Description, new: Description) -> Iterator[Change]:
    before, after = ({m.name: m for m in d.declared.models} for d in (old, new))
    for name, now in after.items():
        was = before.get(name)
        if was is None:
            says = f"new model {_model(now)}"
            yield Change("models", "model added", "changed", says, name, (now.publisher,), new=_model(now))
        elif (was.publisher, was.reference) != (now.publisher, now.reference):
            says = f"model {_model(now)} (was {_model(was)}): its answers may be others"
            yield Change("models", "model", "changed", says, name, (now.publisher,), _model(was), _model(now))
    for name, was in before.items():
        if name not in after:
            yield Change(
                "models", "model removed", "changed", f"model `{name}` is gone", name, old=_model(was)
            )


def _model(model: Model) -> str:
    return f"`{model.name}` is `{model.reference}` by `{model.publisher}`"


def _alone(site: AskSite) -> AskSite:
    """The question without its model's publisher and weights, which are compared with the model."""
    return replace(site, reference="", publisher="")


def _asked(site: AskSite) -> Change:
    says = f"`{site.model}` is asked something new at `{site.place}`: {_shown(site)}"
    return Change("models", "question added", "changed", says, site.model, (site.place,), new=site.prompt)


def _asked_no_more(site: AskSite) -> Change:
    says = f"`{site.model}` is no longer asked at `{site.place}`: {_shown(site)}"
    return Change("models", "question removed", "changed", says, site.model, (site.place,), old=site.prompt)


def _shown(site: AskSite) -> str:
    """One line of the question, and all that may come back."""
    line = " ".join(site.prompt.split())
    return f"{line if len(line) <= 60 else line[:59] + '…'} ({', '.join(site.values)})"


def _named(topic: Topic, what: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        if was != now:
            how = "is new" if was is None else "is gone" if now is None else "has another digest or name"
            yield Change(topic, what, "changed", f"{what} `{name}` {how}", name, old=was, new=now)
