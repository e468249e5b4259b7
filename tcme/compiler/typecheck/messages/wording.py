"""Pieces of sentences that several messages share."""

from collections.abc import Iterable
from difflib import get_close_matches


def ticked(names: Iterable[str]) -> str:
    """`a`, `b` and `c`."""
    words = [f"`{name}`" for name in names]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def closest(name: str, candidates: Iterable[str]) -> str | None:
    by_folded = {c.casefold(): c for c in candidates}
    found = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(name: str, candidates: Iterable[str], *, otherwise: str = "") -> str:
    found = closest(name, candidates)
    return f"did you mean `{found}`?" if found else otherwise


def a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
