"""From a certificate to a report."""

import hashlib
import math
from typing import Any

from tcme.checker.lists import canonical, derive, same
from tcme.checker.placed import Placed
from tcme.checker.printing import print_program
from tcme.checker.program import Program
from tcme.checker.refusal import Refused, refuse
from tcme.checker.report import Report
from tcme.checker.schema import PLACED, Node, plain
from tcme.checker.sizes import product
from tcme.checker.traversal import simple, walk

# fmt: off
SECTIONS = {
    "format", "program", "digests", "tree", "ir", "adversaries", "inputs", "fields", "totals",
    "models", "endorsements", "acceptances", "placement", "obligations", "groups", "modules", "publics",
}
DIGESTS = {"source", "tree", "rules", "ir", "smt"}
# fmt: on


def check(certificate: Any, source: bytes | None = None) -> Report:
    """Decide a certificate; `source` is the program's text where the reader has it.  Never raises."""
    try:
        return decide(certificate, source)
    except Refused as refused:
        return Report("refused", str(refused))
    except RecursionError:
        return Report("refused", "nested too deeply")
    except (ValueError, TypeError, OverflowError, MemoryError) as error:
        return Report("refused", f"not JSON, or too large: {error}")


def decide(certificate: Any, source: bytes | None) -> Report:
    if not isinstance(certificate, dict) or set(certificate) != SECTIONS:
        refuse("the sections are not those of the format")
    tree, ir = certificate["tree"], certificate["ir"]
    compare_digests(certificate["digests"], tree, ir, source)
    printed = print_program(tree)
    PLACED.conform(ir, "Placed")
    rules = Placed(Program(simple(tree)), ir)
    derived = derive(rules, tree)
    for section, value in derived.items():
        if not same(certificate[section], value):
            refuse(f"`{section}` is not what the program gives: {value!r:.300}")
    compare_files(certificate["publics"], certificate["modules"], rules)
    compare_pins(tree, rules)
    compare_obligations(certificate["obligations"], rules)
    return report(rules, tuple(derived["adversaries"]["axioms"]), printed)


def compare_digests(digests: Any, tree: Any, ir: Any, source: bytes | None) -> None:
    """`rules` and `smt` are for others: their form only."""
    if not isinstance(digests, dict) or set(digests) != DIGESTS:
        refuse("the digests are not those of the format")
    if not all(plain(digest, "hex") for digest in digests.values()):
        refuse("a digest is not SHA-256 in hex")
    texts = {"tree": canonical(tree), "ir": canonical(ir)} | ({} if source is None else {"source": source})
    for name, data in texts.items():
        if hashlib.sha256(data).hexdigest() != digests[name]:
            refuse(f"the digest of `{name}` is another")


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
    names = sorted(row["path"].split(".")[-1] for row in paths)
    if names != sorted({d["name"].split(".")[0] for d in rules.p.declarations if "." in d.get("name", "")}):
        refuse("`modules` are not those that the program uses")


def compare_pins(tree: Node, rules: Placed) -> None:
    """What is written inside `at PLACE { … }` and is calculated carries that pin."""
    pins = [(*pin["body"]["at"], pin["place"]["text"]) for pin in walk(tree, "Pin")]
    for node in rules.nodes if pins else []:
        start, end = node["at"]
        around = [(last - first, place) for first, last, place in pins if first <= start and end <= last]
        if around and node["args"] and node["pin"] != min(around)[1]:
            refuse("the placed program has lost a pin")


def without_digest(row: Node) -> Node:
    if not plain(row.get("sha256"), "hex"):
        refuse("a digest is not SHA-256 in hex")
    return {key: value for key, value in row.items() if key != "sha256"}


def compare_obligations(stated: Any, rules: Placed) -> None:
    """All of them are stated, and as proved; where one fails, what is stated as its answer is no matter."""
    failed = any(rules.found.values())
    wanted = sorted(canonical([*key, "proved"]) for key in rules.found)
    rows: list[Node] = [o if isinstance(o, dict) else {} for o in stated] if isinstance(stated, list) else []
    given = [[o.get("rule"), o.get("subject"), "proved" if failed else o.get("answer")] for o in rows]
    if sorted(map(canonical, given)) != wanted or any(len(o) != 3 for o in rows):
        refuse(f"`obligations` are not those of the program, all proved: {sorted(rules.found)}")


def report(rules: Placed, axioms: tuple[str, ...], printed: str) -> Report:
    counts, fields = rules.counts, rules.p.fields
    heard = [(who, [n for n, f in fields.items() if who in f["recipients"]]) for who in rules.k.who]
    found = sorted(rules.found.items())
    return Report(
        verdict="refuted" if any(rules.found.values()) else "proved",
        adversaries=len(rules.k.rows),
        assumed=axioms,
        obligations=tuple((*key, "refuted" if why else "proved", "; ".join(why)) for key, why in found),
        fields=tuple((n, ", ".join(f["recipients"]), math.log2(counts[n])) for n, f in fields.items()),
        recipients=tuple((who, math.log2(product(counts[n] for n in ns))) for who, ns in heard if ns),
        program=printed,
    )
