"""Facts that labels cannot show: a field does not depend on an input, by self-composition.

Two runs that agree on every input but one give a field the same value; a proof divides what can happen into
cases, in each of which both runs give the same sums, or which cannot happen.  A case is told by sums of atoms
that are at least 0; it cannot happen where multiples of these add up to what is always below 0 (Farkas).
"""

from typing import Any

from tcme.checker.labels import Label
from tcme.checker.placed import Placed
from tcme.checker.refusal import refuse
from tcme.checker.schema import Node, plain
from tcme.checker.semantic_algebra import MOST_FACTORS, Algebra, Poly, Work
from tcme.checker.semantic_runs import Runs

MOST_DEPTH, PAIRS_OF_A_STEP = 64, 64


def stated(section: Any) -> dict[str, set[str]]:
    """For each field the inputs that it is said not to depend on."""
    keys = {"field", "source", "opaque", "proof"}
    if not isinstance(section, list) or not all(isinstance(f, dict) and f.keys() == keys for f in section):
        refuse("`semantic` is no list of facts")
    if not all(plain(f["field"], "source") and plain(f["source"], "source") for f in section):
        refuse("a fact in `semantic` is about no field and input")
    pairs = [(f["field"], f["source"]) for f in section]
    if pairs != sorted(set(pairs)):
        refuse("the facts in `semantic` are not in order")
    return {field: {source for other, source in pairs if other == field} for field, _ in pairs}


def verify(rules: Placed, section: list[Node]) -> None:
    """Refuse unless every fact is proved, of this placed program; one that no label denies does no harm."""
    work = Work()
    rules.p.step(len(section) * len(rules.nodes) // PAIRS_OF_A_STEP)
    for fact in section:
        field, source = fact["field"], fact["source"]
        try:
            proved = Case(rules, fact, work).holds(fact["proof"], [], 0)
        except (KeyError, IndexError, AttributeError, ArithmeticError):
            proved = False
        if not proved:
            refuse(f"`semantic` does not prove that `{field}` does not depend on `{source}`")


class Case:
    """One fact, and the cases of its proof."""

    def __init__(self, rules: Placed, fact: Node, work: Work) -> None:
        self.graph, self.source, self.work = rules.graph, str(fact["source"]), work
        self.opened = next(o["leaves"] for o in self.graph["opens"] if o["field"] == fact["field"])
        self.cone = cone(rules.nodes, self.opened)
        self.free = free(rules.nodes, self.cone, self.source)
        self.opaque = opaque(fact["opaque"], self.free)
        if self.cone != sorted(self.free):
            honest(rules, self.cone, self.source)

    def holds(self, proof: Any, path: list[Any], depth: int) -> bool:
        """Whether the two runs agree, or cannot be, where each sum of the path is at least 0."""
        if isinstance(proof, dict) and proof.keys() == {"at_least", "yes", "no"} and depth < MOST_DEPTH:
            more = [*path, proof["at_least"]]
            less = [*path, [[-c, names] for c, names in [*read(proof["at_least"]), [1, []]]]]
            return self.holds(proof["yes"], more, depth + 1) and self.holds(proof["no"], less, depth + 1)
        if proof == "equal" and self.cone == sorted(self.free):
            return True
        algebra = Algebra(self.work)
        known = [sum_of(algebra, literal) for literal in path]
        for literal in known:
            algebra.learn(literal)
        runs = Runs(self.graph, algebra, self.source, self.free, self.opaque)
        differences = list(runs.pair(self.cone, self.opened))
        if proof == "equal":
            return all(algebra.span(difference) == (0, 0) for difference in differences)
        return contradicts(algebra, known, proof)


def contradicts(algebra: Algebra, known: list[Poly], proof: Any) -> bool:
    """The multiples of what is known add up to something that is always below 0."""
    multiples = proof["impossible"] if isinstance(proof, dict) and proof.keys() == {"impossible"} else None
    if not isinstance(multiples, list) or len(multiples) != len(known):
        return False
    if not all(plain(times, "nat") for times in multiples):
        return False
    high = algebra.span(algebra.add(*zip(multiples, known, strict=True)))[1]
    return high is not None and high < 0


def read(literal: Any) -> list[list[Any]]:
    """A sum as the certificate writes it: pairs of a coefficient and the names of its factors."""
    if not isinstance(literal, list) or not all(isinstance(t, list) and len(t) == 2 for t in literal):
        refuse("a case in `semantic` is no sum")
    if not all(plain(c, "int") and isinstance(names, list) for c, names in literal):
        refuse("a case in `semantic` is no sum")
    return literal


def sum_of(algebra: Algebra, literal: Any) -> Poly:
    total: Poly = {}
    for c, names in read(literal):
        told = all(isinstance(name, str) and not name.endswith("?") for name in names)
        if not told or len(names) > MOST_FACTORS:
            refuse("a case in `semantic` names no values, or too many")
        total = algebra.add((1, total), (c, {tuple(sorted(map(algebra.atom, names))): 1}))
    return total


def cone(nodes: list[Node], opened: list[int]) -> list[int]:
    """The nodes that a field is made of."""
    found = set(opened)
    for node in reversed(nodes):
        found |= set(node["args"]) if node["id"] in found else set()
    return sorted(found)


def free(nodes: list[Node], within: list[int], source: str) -> set[int]:
    """Those that nothing of an input flows into."""
    found: set[int] = set()
    for i in within:
        if found.issuperset(nodes[i]["args"]) and nodes[i]["op"].get("name") != source:
            found.add(i)
    return found


def opaque(stated: Any, free: set[int]) -> set[int]:
    """Nodes of which nothing but their sameness is used."""
    if not isinstance(stated, list) or not all(plain(i, "nat") for i in stated):
        refuse("`opaque` is no list of nodes")
    if stated != sorted(set(stated)) or not free.issuperset(stated):
        refuse("`opaque` names nodes that may differ in two runs")
    return set(stated)


def honest(rules: Placed, within: list[int], source: str) -> None:
    """What is computed is what the program says: nobody who may not read the input bends a part of the field;
    where an influence is forgiven, nobody at all."""
    forgiven = any(rules.nodes[i]["op"]["node"] == "Endorse" for i in within)
    reads = rules.reads(Label(frozenset({source})))
    for place in {rules.places[i].name: rules.places[i] for i in within}.values():
        bends = rules.steers(place.steers)
        if bends if forgiven else bends & ~reads:
            refuse(f"`semantic` rests on what can be bent at {place.name}")
