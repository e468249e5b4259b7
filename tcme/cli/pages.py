"""The pages of codes, one file each."""

from difflib import get_close_matches
from importlib.resources import files

from tcme.dsl.diagnostics import Fault


def page(code: str) -> str:
    """The page in Markdown; raises Fault TC003 for a code without one."""
    path = files("tcme.cli") / "errors" / f"{code}.md"
    if code not in codes():
        near = get_close_matches(code, codes(), n=3)
        raise Fault("TC003", f"there is no code `{code}`", help=f"near: {', '.join(near)}" if near else "")
    return path.read_text(encoding="utf-8")


def title(code: str) -> str:
    return page(code).splitlines()[0].removeprefix(f"# {code}: ")


def codes() -> list[str]:
    return sorted(p.name.removesuffix(".md") for p in (files("tcme.cli") / "errors").iterdir())
