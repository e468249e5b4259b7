"""What the nodes of the placed program give in two runs that differ in one input, as sums of products.

Ranges come from the declared types of inputs alone.  What a model says, a byte of a text, a quotient are
atoms: equal ones where they are of equal arguments.  A node that is none of the known is refused.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any, TypeAlias

from tcme.checker.refusal import refuse
from tcme.checker.schema import Node
from tcme.checker.semantic_algebra import ANY, Algebra, Poly, Range, constant
from tcme.checker.semantic_kinds import kinds, truth
from tcme.checker.sizes import as_expressions_see, ends

Row: TypeAlias = list[Poly]
LETTERS, STEP = 64, 8
"""So many letters of a fold cost as much as a term, and one of its steps as many terms."""


class Runs:
    """Two runs in one algebra; nodes that are `free` of the source are the same in both, and may be `opaque`.

    `answers` has the names of what is of equal arguments."""

    def __init__(self, graph: Node, algebra: Algebra, source: str, free: set[int], opaque: set[int]) -> None:
        self.graph, self.algebra, self.source = graph, algebra, source
        self.free, self.opaque = free, opaque
        self.inputs: dict[str, Node] = {d["name"]: d["ty"] for d in graph["inputs"]}
        self.answers: dict[Any, str] = {}
        self.folds: dict[Any, list[list[Row]]] = {}
        self.alike: dict[str, int] = {}
        self.numbers: dict[int, int] = {}

    def pair(self, cone: list[int], opened: list[int]) -> Iterator[Poly]:
        """For each opened value how much more it is in the second run."""
        first = self.run(cone, "1", {})
        second = self.run(cone, "2", {i: row for i, row in first.items() if i in self.free})
        for i in opened:
            for a, b in zip(first[i], second[i], strict=True):
                yield self.algebra.add((1, b), (-1, a))

    def run(self, cone: list[int], run: str, known: dict[int, Row]) -> dict[int, Row]:
        nodes, found = self.graph["nodes"], dict(known)
        types = {i: nodes[i]["ty"] for i in cone}
        for i in (i for i in cone if i not in found):
            kinds(nodes[i], [types[a] for a in nodes[i]["args"]])
            if i in self.opaque:
                found[i] = [self.whole(f"@{i}#{k}", types[i]) for k in range(self.size(types[i]))]
            else:
                found[i] = self.node(nodes[i], found, types, run, str(i))
        return found

    def whole(self, name: str, ty: Node) -> Poly:
        """The value of a node that is the same in both runs, whatever it is."""
        if ty["node"] != "BoolV":
            return self.algebra.unknown(name, ANY)
        return self.algebra.step(self.algebra.add((1, self.algebra.unknown(name, (0, 1))), (-1, constant(1))))

    def size(self, ty: Node) -> int:
        """Elements; costs them and the places along each axis, also where another axis has none."""
        places = 1
        for n in (1, *ty["shape"]):
            places *= max(1, n)
            self.algebra.work.spend(places)
        return math.prod(ty["shape"])

    def node(self, node: Node, found: dict[int, Row], types: dict[int, Node], run: str, where: str) -> Row:
        count, op = self.size(node["ty"]), node["op"]
        self.algebra.work.spend(len(node["args"]))
        args, tys = [found[a] for a in node["args"]], [types[a] for a in node["args"]]
        kinds(node, tys)
        match op["node"]:
            case "Const":
                row = [constant(v) for v in op["values"]]
            case "Iota":
                row = [constant(op["start"] + k) for k in range(count)]
            case "ConstText":
                row = [self.algebra.unknown(f"'{text}'", ANY) for text in op["values"]]
            case "Input":
                row = [self.input(op, node["ty"], run, k) for k in range(count)]
            case "Repeat" | "Stack" | "Take" | "Gather":
                row = [args[a][p] for a, p in moved(op, tys, node["ty"]["shape"])]
            case "Fold":
                row = self.fold(op, node, args, run, where)
            case "Reduce":
                n = tys[0]["shape"][-1]
                row = [self.reduced(op["op"], args[0][k * n : k * n + n]) for k in range(count)]
            case "Lookup":
                row = list(self.looked_up(node["ty"]["shape"], args, tys))
            case "Encode" | "Measure" | "Ask":
                row = [self.said(op, args, k, count, f"{run}@{where}#{k}") for k in range(count)]
            case _:
                row = [self.scalar(op, parts, tys, f"{run}@{where}#{k}") for k, parts in each(args, count)]
        return row if len(row) == count else refuse("a node has other values than its shape")

    def input(self, op: Node, ty: Node, run: str, k: int) -> Poly:
        leaf = leaf_of(self.inputs[op["name"]], op["path"])
        if truth(ty) != (leaf["node"] == "BoolTy"):
            refuse("an input is read as another type")
        name = f"{op['name']}/{'/'.join(op['path'])}#{k}"
        name = f"{run}:{name}" if op["name"] == self.source else name
        if leaf["node"] == "BoolTy":
            return self.whole(name, {"node": "BoolV"})
        return self.algebra.unknown(name, ANY if leaf["node"] == "TextTy" else ends(leaf))

    def opaque_value(self, key: Any, name: str, bounds: Range) -> Poly:
        """The atom of a function and its arguments, named after the first node that gave it."""
        return self.algebra.unknown(self.answers.setdefault(key, name), bounds)

    def said(self, op: Node, args: list[Row], k: int, count: int, name: str) -> Poly:
        """A byte of a text, its length, or a model's answer."""
        if op["node"] == "Ask":
            site = self.graph["asks"][op["site"]]
            asked = tuple(frozen(row[k]) for row in args)
            most = len(site["values"]) + (site["abstain"] is not None) - 1
            return self.opaque_value(("ask", op["site"], asked), name, (0, most))
        width = count // len(args[0]) if args[0] else 1
        text = frozen(args[0][k // width])
        bounds = (0, 255) if op["node"] == "Encode" else ANY
        return self.opaque_value((op["node"], text, k % width), name, bounds)

    def scalar(self, op: Node, x: list[Poly], types: list[Node], name: str) -> Poly:
        a = self.algebra
        match op["node"], x:
            case ("ToInt" | "Widen" | "Endorse" | "Claim"), [v]:
                return v
            case "Neg", [v]:
                return a.add((-1, v))
            case "Not", [v]:
                return a.add((1, constant(1)), (-1, v))
            case "Abs", [v]:
                return a.add((-1, v), (2, a.times(a.step(v), v)))
            case "Select", [c, v, w]:
                return self.choose(c, v, w)
            case "Compare", [v, w]:
                return self.compare(op["op"], v, w, types[0]["node"] == "BoolV")
            case "Logic", [v, w]:
                both = a.times(v, w)
                less = {"and": 0, "or": 1, "xor": 2}[op["op"]]
                return both if not less else a.add((1, v), (1, w), (-less, both))
            case "Recode", [v]:
                index = a.add((1, v), (-types[0]["lo"], constant(1)))
                return self.at([constant(t) for t in op["table"]], index)
            case "Arith", [v, w]:
                return self.arith(op["op"], v, w, name)
        return refuse(f"`semantic` rests on a node that has no meaning here: `{op['node']}`")

    def choose(self, condition: Poly, then: Poly, otherwise: Poly) -> Poly:
        a = self.algebra
        return a.add((1, otherwise), (1, a.times(condition, a.add((1, then), (-1, otherwise)))))

    def compare(self, kind: str, v: Poly, w: Poly, booleans: bool) -> Poly:
        a = self.algebra
        more = a.add((1, w), (-1, v))
        if kind in ("lt", "le"):
            return a.step(a.add((1, more), (-(kind == "lt"), constant(1))))
        if booleans:
            differ = a.add((1, v), (1, w), (-2, a.times(v, w)))
        else:
            differ = a.add((1, constant(1)), (-1, a.times(a.step(more), a.step(a.add((-1, more))))))
        return differ if kind == "ne" else a.add((1, constant(1)), (-1, differ))

    def arith(self, kind: str, v: Poly, w: Poly, name: str) -> Poly:
        a = self.algebra
        match kind:
            case "add" | "sub":
                return a.add((1, v), (1 if kind == "add" else -1, w))
            case "mul":
                return a.times(v, w)
            case "min" | "max":
                more = a.step(a.add((1, v), (-1, w)))
                return self.choose(more, *((v, w) if kind == "max" else (w, v)))
            case "div":
                return self.quotient(v, w, name)
            case "mod":
                return a.add((1, v), (-1, a.times(w, self.quotient(v, w, name))))
        if v.keys() | w.keys() <= {()}:
            i, j = v.get((), 0), w.get((), 0)
            return constant({"band": i & j, "bor": i | j, "bxor": i ^ j}[kind])
        return self.opaque_value((kind, frozenset((frozen(v), frozen(w)))), name, ANY)

    def quotient(self, v: Poly, w: Poly, name: str) -> Poly:
        """Rounded down.  What a constant divides comes out; of the rest the remainder is known to be less."""
        a = self.algebra
        if w.keys() != {()}:
            return self.opaque_value(("div", frozen(v), frozen(w)), name, ANY)
        by = abs(w[()])
        v = v if w[()] > 0 else a.add((-1, v))
        whole = {m: c // by for m, c in v.items() if c // by}
        rest = {m: c % by for m, c in v.items() if c % by}
        low, high = a.span(rest)
        if low is not None and high is not None and low // by == high // by:
            return a.add((1, whole), (low // by, constant(1)))
        bounds = (low if low is None else low // by, high if high is None else high // by)
        left = self.opaque_value(("div", frozen(rest), by), a.less(name, whole), bounds)
        for sign, extra in ((1, 0), (-1, by - 1)):
            a.learn(a.add((sign, rest), (-sign * by, left), (extra, constant(1))))
        return a.add((1, whole), (1, left))

    def reduced(self, kind: str, row: Row) -> Poly:
        a = self.algebra
        if kind == "sum":
            return a.add(*((1, v) for v in row))
        if kind in ("all", "any"):
            left = constant(1)
            for v in row:
                left = a.times(left, v if kind == "all" else a.add((1, constant(1)), (-1, v)))
            return left if kind == "all" else a.add((1, constant(1)), (-1, left))
        best, index = row[0] if row else refuse("nothing is the least of nothing"), constant(0)
        for k, v in enumerate(row[1:], 1):
            ahead = a.add((1, v), (-1, best)) if kind.endswith("max") else a.add((1, best), (-1, v))
            better = a.step(a.add((1, ahead), (-1, constant(1))))
            index = self.choose(better, constant(k), index)
            best = self.choose(better, v, best)
        return index if kind.startswith("arg") else best

    def looked_up(self, shape: list[int], args: list[Row], types: list[Node]) -> Iterator[Poly]:
        source, outer = types[0]["shape"], types[1]["shape"]
        d = len(outer)
        for p in places(shape):
            row = [args[0][offset(source, (*p[:d], k, *p[d:]))] for k in range(source[d])]
            yield self.at(row, args[1][offset(outer, p[:d])])

    def at(self, row: Row, index: Poly) -> Poly:
        """The element at an index, which is inside: the first one, and each step to the next."""
        a, found = self.algebra, row[0] if row else refuse("an element of nothing")
        for k in range(1, len(row)):
            change = a.add((1, row[k]), (-1, row[k - 1]))
            if change:
                found = a.add((1, found), (1, a.times(a.step(a.add((1, index), (-k, constant(1)))), change)))
        return found

    def fold(self, op: Node, node: Node, args: list[Row], run: str, where: str) -> Row:
        """Its steps one after the other; nodes that share a region and arguments are run once."""
        key = run, self.number(op), str(node["args"]), where.rpartition("/")[0]
        if key not in self.folds:
            self.folds[key] = list(self.states(op, args, run, where))
        states = [state[op["result"]] for state in self.folds[key]]
        if not op["history"]:
            return states[-1]
        tys = [op["region"]["parameters"][op["result"]]] * op["steps"]
        way = {"node": "Stack", "axis": op["axis"]}
        return [states[1 + k][p] for k, p in moved(way, tys, node["ty"]["shape"])]

    def number(self, op: Node) -> int:
        """The same one for folds with the same steps, whichever result they give; each is read once."""
        if id(op) not in self.numbers:
            text = str({**op, "result": 0, "history": False})
            self.algebra.work.spend(len(text) // LETTERS)
            self.numbers[id(op)] = self.alike.setdefault(text, len(self.alike))
        return self.numbers[id(op)]

    def states(self, op: Node, args: list[Row], run: str, where: str) -> Iterator[list[Row]]:
        region, count, last = op["region"], op["accumulators"], op["accumulators"] + op["elements"]
        parameters = region["parameters"]
        state = args[:count]
        yield state
        types = dict(enumerate([*parameters, *(n["ty"] for n in region["nodes"])]))
        self.algebra.work.spend(len(types) + op["steps"] * (len(args) + STEP))
        for k in range(op["steps"]):
            found = dict(enumerate(args))
            found |= dict(enumerate(state))
            for i in range(count, last):
                self.size(parameters[i])
                wide = {"shape": inserted(parameters[i]["shape"], op["axis"], op["steps"])}
                way = {"node": "Take", "axis": op["axis"], "indices": [k], "scalar": True}
                found[i] = [args[i][p] for _, p in moved(way, [wide], parameters[i]["shape"])]
            for inner in region["nodes"]:
                at = f"{where}/{k}/{inner['id']}"
                found[inner["id"]] = self.node(inner, found, types, run, at)
            state = [found[r] for r in region["results"]]
            yield state


def leaf_of(ty: Node, path: list[str]) -> Node:
    """The type of the values at a path inside a type, arrays written as their elements."""
    match ty["node"], path:
        case "ArrayTy", _:
            return leaf_of(ty["element"], path)
        case "BytesTy" | "ImageTy", _:
            return leaf_of(as_expressions_see(ty), path)
        case "OptionTy" | "ListTy", ["?present"]:
            return {"node": "BoolTy"}
        case "OptionTy" | "ListTy", ["?value", *rest]:
            return leaf_of(ty["element"], rest)
        case "RecordTy", [name, *rest]:
            return leaf_of(dict(ty["fields"])[name], rest)
        case "TupleTy", [position, *rest]:
            return leaf_of(ty["items"][int(position)], rest)
        case "BoolTy" | "IntTy" | "EnumTy" | "FixedTy" | "KeyTy" | "TextTy", []:
            return ty
    return refuse("no such part of an input is read")


def each(args: list[Row], count: int) -> Iterator[tuple[int, list[Poly]]]:
    """The arguments of each element."""
    if any(len(row) != count for row in args):
        refuse("arguments have other shapes")
    return ((k, [row[k] for row in args]) for k in range(count))


def frozen(p: Poly) -> frozenset[tuple[tuple[int, ...], int]]:
    return frozenset(p.items())


def places(shape: Iterable[int]) -> Iterator[tuple[int, ...]]:
    return product(*map(range, shape))


def offset(shape: list[int], place: Iterable[int]) -> int:
    position = 0
    for n, i in zip(shape, place, strict=True):
        position = position * n + i if 0 <= i < n else refuse("an element is outside its array")
    return position


def inserted(shape: list[int], axis: int, n: int) -> list[int]:
    return [*shape[:axis], n, *shape[axis:]]


def moved(op: Node, types: list[Node], shape: list[int]) -> list[tuple[int, int]]:
    """For each element, the argument and the position that it comes from."""
    if op["node"] == "Gather":
        return [(0, p) for p in op["positions"]]
    source = types[0]["shape"] if types else refuse("nothing is moved")
    axis = op["axis"]
    ways: dict[str, Callable[[tuple[int, ...]], tuple[int, int]]] = {
        "Repeat": lambda p: (0, offset(source, (*p[:axis], *p[axis + 1 :]))),
        "Stack": lambda p: (p[axis], offset(source, (*p[:axis], *p[axis + 1 :]))),
        "Take": lambda p: (0, offset(source, taken(op, p))),
    }
    return [ways[op["node"]](p) for p in places(shape)]


def taken(op: Node, p: tuple[int, ...]) -> tuple[int, ...]:
    axis, indices = op["axis"], op["indices"]
    if op["scalar"]:
        return (*p[:axis], indices[0], *p[axis:])
    return (*p[:axis], indices[p[axis]], *p[axis + 1 :])
