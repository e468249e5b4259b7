"""From a certificate to a report."""

import math
from collections.abc import Callable
from typing import Any

from tcme.checker.lists import derive
from tcme.checker.placed import Placed
from tcme.checker.printing import print_program
from tcme.checker.program import Program
from tcme.checker.refusal import Refused, refuse
from tcme.checker.report import Report
from tcme.checker.schema import PLACED, Node, plain
from tcme.checker.sections import canonical, read, unsealed
from tcme.checker.semantic import stated, verify
from tcme.checker.sizes import product
from tcme.checker.traversal import classes, simple

PAIRS_OF_A_STEP = 64
"""Pins beside nodes that are compared in a step."""


def check_bytes(data: bytes, source: bytes | None = None) -> Report:
    """Decide the bytes of a `*.flow.json`; `source` is the program's text where the reader has it.  Never
    raises."""
    return answered(lambda: decide(read(data), data, source))


def check(certificate: Any, source: bytes | None = None) -> Report:
    """Decide a certificate that was read already."""
    return answered(lambda: decide(certificate, None, source))


def answered(decided: Callable[[], Report]) -> Report:
    try:
        return decided()
    except Refused as refused:
        return Report("refused", str(refused))
    except RecursionError:
        return Report("refused", "nested too deeply")
    except (ValueError, TypeError, ArithmeticError, MemoryError) as error:
        return Report("refused", f"not JSON, or too large: {error}")


def decide(certificate: Any, file: bytes | None, source: bytes | None) -> Report:
    parts = unsealed(certificate, file, source)
    tree, ir = certificate["tree"], certificate["ir"]
    printed = print_program(tree)
    PLACED.conform(ir, "Placed")
    rules = Placed(Program(simple(tree)), ir, facts=stated(certificate["semantic"]))
    inside = classes(tree)
    for section, value in derive(rules, inside).items():
        if parts[section] != canonical(value):
            refuse(f"`{section}` is not what the program gives: {value!r:.300}")
    compare_files(certificate["publics"], certificate["modules"], rules)
    compare_pins(inside, rules)
    verify(rules, certificate["semantic"])
    return report(rules, tuple(certificate["adversaries"]["axioms"]), printed)


def compare_files(publics: Any, modules: Any, rules: Placed) -> None:
    """Every public file has a digest, and so has every module; whoever has them compares it."""
    rows = [publics, modules]
    if not all(isinstance(row, dict) for stated in rows if isinstance(stated, list) for row in stated):
        refuse("`publics` or `modules` is no list of files")
    wanted = [{"name": d["name"], "file": d["file"]} for d in rules.p.publics.values()]
    if not isinstance(publics, list) or [without_digest(row) for row in publics] != wanted:
        refuse("`publics` are not those of the program")
    paths = [without_digest(row) for row in modules] if isinstance(modules, list) else [{}]
    if not all(row.keys() == {"path"} and plain(row["path"], "path") for row in paths):
        refuse("`modules` are no paths")
    names = [row["path"].split(".")[-1] for row in paths]
    used = {d["name"].split(".")[0] for d in rules.p.declarations if "." in d.get("name", "")}
    if sorted(names) != sorted(used) or paths != sorted(paths, key=lambda row: row["path"]):
        refuse("`modules` are not those that the program uses, in order")


def compare_pins(inside: dict[str, list[Node]], rules: Placed) -> None:
    """What is written inside `at PLACE { … }` and is calculated carries that pin."""
    pins = [(*pin["body"]["at"], pin["place"]["text"]) for pin in inside["Pin"]]
    rules.p.step(len(pins) * len(rules.nodes) // PAIRS_OF_A_STEP)
    for node in rules.nodes if pins else []:
        start, end = node["at"]
        around = [(last - first, place) for first, last, place in pins if first <= start and end <= last]
        if around and node["args"] and node["pin"] != min(around)[1]:
            refuse("the placed program has lost a pin")


def without_digest(row: Node) -> Node:
    if not plain(row.get("sha256"), "hex"):
        refuse("a digest is not SHA-256 in hex")
    return {key: value for key, value in row.items() if key != "sha256"}


def report(rules: Placed, axioms: tuple[str, ...], printed: str) -> Report:
    counts, fields = rules.counts, rules.p.fields
    heard = [(who, [n for n, f in fields.items() if who in f["recipients"]]) for who in rules.k.who]
    found = sorted(rules.found.items())
    return Report(
        verdict="refuted" if any(rules.found.values()) else "proved",
        adversaries=rules.k.count,
        assumed=axioms,
        obligations=tuple((*key, "refuted" if why else "proved", "; ".join(why)) for key, why in found),
        fields=tuple((n, ", ".join(f["recipients"]), math.log2(counts[n])) for n, f in fields.items()),
        recipients=tuple((who, math.log2(product(counts[n] for n in ns))) for who, ns in heard if ns),
        program=printed,
        shown=tuple((field, x) for field in fields for x in sorted(rules.facts.get(field, ()))),
    )
