"""The labels of expressions: functions are written out, conditions and indices join."""

from fractions import Fraction

from tcme.checker.builtins import STRUCTURED, scalar
from tcme.checker.closures import Closure, Scope, Value, anonymous, bound, declared, part
from tcme.checker.labels import COUNT, ELEMENT, EVERY, THERE, VALUE, Label, join
from tcme.checker.program import BUILTINS, Program
from tcme.checker.refusal import refuse
from tcme.checker.rules import NOTHING, Facts, Rules
from tcme.checker.schema import SURFACE, Node
from tcme.checker.shapes import shaped, spread

PRESENCE = {"NonePattern", "WildcardPattern", "NamePattern"}


class Evaluator(Rules):
    """An abstract evaluator over labels; it states the obligations of what it meets."""

    def __init__(self, program: Program, *, facts: Facts = NOTHING) -> None:
        super().__init__(program, facts=facts)
        self.reading(self.inputs)

    def reading(self, inputs: dict[str, Label]) -> None:
        super().reading(inputs)
        program = self.p
        self.values = {n: spread(self.p, label, program.inputs[n]["type"]) for n, label in inputs.items()}
        self.known: Scope = dict.fromkeys(program.enums, Label())
        self.known |= {name: declared(f) for name, f in program.functions.items()}
        self.known |= {name: spread(self.p, Label(), d["type"]) for name, d in program.publics.items()}
        self.known |= dict.fromkeys(program.groups, Label(parts={EVERY: Label()}))
        self.known |= {name: self.given(program.given(name)) for name in program.each}
        self.known |= {name: label for name, label in self.values.items() if "[" not in name}

    def given(self, names: list[str]) -> Label:
        """What each member of a group gives, apart."""
        return Label(parts={f"[{i}]": self.values[name] for i, name in enumerate(names)})

    def block(self, block: Node, env: Scope) -> Label:
        env = self.lets(block, env)
        if block["result"]["node"] == "Release":
            refuse("`release` only ends `main`")
        return self.label(block["result"], env)

    def lets(self, block: Node, env: Scope) -> Scope:
        env = dict(env)
        for let in block["lets"]:
            value = self.value(let["value"], env)
            if isinstance(value, Label):
                value = shaped(self.p, value, let["type"])
                if let["claim"]:
                    self.claim(let["claim"], value)
            env |= bound(let["name"], value)
        return env

    def value(self, e: Node, env: Scope) -> Value:
        """The label of an expression, or the function that it names or is."""
        if e["node"] == "Lambda":
            return anonymous(e, env)
        return self.name(e["name"], env) if e["node"] == "NameExpr" else self.label(e, env)

    def label(self, e: Node, env: Scope) -> Label:
        """Costs a step for each part, because whatever is done with a label looks at all of it."""
        self.p.step()
        label = self.expression(e, env)
        self.p.step(label.size - 1)
        return label

    def expression(self, e: Node, env: Scope) -> Label:
        match e["node"]:
            case "Block":
                return self.block(e, env)
            case "NameExpr":
                found = self.name(e["name"], env)
                return (
                    found if isinstance(found, Label) else refuse("a function stands where a value is needed")
                )
            case "Call":
                return self.call(e["function"], [(a["name"], a["value"]) for a in e["arguments"]], env)
            case "FieldAccess" | "TupleAccess":
                return self.access(e, env)
            case "TupleExpr":
                return Label(parts={str(i): self.label(v, env) for i, v in enumerate(e["items"])})
            case "ArrayLiteral":
                return Label(parts={f"[{i}]": self.label(v, env) for i, v in enumerate(e["items"])})
            case "NoneLiteral":
                return Label(parts={THERE: Label(), VALUE: Label()})
            case "Index":
                return self.index(e, env)
            case "If":
                both = join(self.label(e["then"], env), self.label(e["otherwise"], env))
                return both.under(self.label(e["condition"], env))
            case "Match":
                return self.match(e, env)
            case "For" | "Comprehension":
                return self.each(e["over"], Closure([e["variable"]], e["body"], env, [], None), env)
            case "Fold" | "Scan":
                return self.fold(e, env)
            case "Pin":
                return self.pinned(e, env)
            case "Ask":
                site, args = self.site(e), scalar(*(self.label(a, env) for a in e["arguments"]))
                return self.ask(site["model"], site["place"], args)
            case "Endorse":
                return self.endorse(e["because"], self.label(e["value"], env))
            case "Binary" if e["op"] in ("==", "!=") and (other := beside_none(e)):
                return present(self.label(other, env))
            case "Lambda":
                refuse("a function stands where a value is needed")
        return scalar(*(self.label(operand, env) for operand in operands(e)))

    def name(self, name: str, env: Scope) -> Value:
        if name in env:
            return env[name]
        if name.partition(".")[0] in env:
            refuse(f"`{name}` reads as a part of something else")
        if name in self.p.consts:
            return self.label(self.p.consts[name]["value"], {})
        return self.known[name] if name in self.known else refuse(f"`{name}` is not declared")

    def access(self, e: Node, env: Scope) -> Label:
        """A field or an item, or that of every element of an array or a list."""
        if e["node"] == "TupleAccess":
            return part(self.label(e["tuple"], env), str(e["position"]))
        whole = self.label(e["record"], env).array()
        inside = EVERY if EVERY in whole.parts else ELEMENT
        if inside not in whole.parts:
            return part(whole, e["name"])
        column = part(whole.parts[inside], e["name"])
        return Label(whole.sources, whole.influence, whole.parts | {inside: column}, whole.blurred)

    def index(self, e: Node, env: Scope) -> Label:
        array, place = self.label(e["array"], env), e["index"]
        if place["node"] == "NameExpr" and place["name"] in self.p.kinds and place["name"] not in env:
            return self.of_member(e["array"], place["name"], env)
        if place["node"] == "IntLiteral" and (exact := array.part(f"[{place['value']}]")):
            return exact
        where = self.label(place, env)
        if not array.is_list():
            return array.element().under(where)
        found = {THERE: array.parts[COUNT], VALUE: array.parts[ELEMENT]}
        return Label(array.sources, array.influence, found).under(where)

    def of_member(self, array: Node, member: str, env: Scope) -> Label:
        """`pay[acme]`."""
        name = array.get("name", "")
        known = name in self.p.each and name not in env and member in self.p.groups[self.p.each[name]]
        return self.values[f"{name}[{member}]"] if known else refuse(f"`{member}` is no index here")

    def each(self, over: Node, function: Closure, env: Scope) -> Label:
        """What a function gives for every element: of a list there are as many as before."""
        walked = self.over(over, env)
        if walked.blurred:
            made = self.apply(function, [walked]).flat().under(walked)
            return Label(made.sources, made.influence, blurred=True)
        if not walked.is_list():
            return Label(parts={EVERY: self.apply(function, [walked.element()])})
        count, element = walked.part(COUNT) or Label(), walked.part(ELEMENT) or Label()
        return Label(parts={COUNT: count, ELEMENT: self.apply(function, [element]).under(count)})

    def over(self, e: Node, env: Scope) -> Label:
        if e["node"] != "Range":
            return self.label(e, env)
        ends = scalar(self.label(e["lo"], env), self.label(e["hi"], env))
        if ends.sources | ends.influence:
            refuse("the ends of a range are no constants")
        return Label(parts={EVERY: Label()})

    def fold(self, e: Node, env: Scope) -> Label:
        """The least label that the body keeps; a scan gives what the body gives."""
        walked = self.over(e["over"], env)
        count = walked.part(COUNT) or (walked.flat() if walked.blurred else Label())
        element = walked.part(ELEMENT) or walked.element()
        state, last = shaped(self.p, self.label(e["start"], env), e["type"]), None
        inner = env | bound(e["variable"], element)
        made = state
        while state != last:
            self.p.step()
            last = state
            made = self.label(e["body"], inner | bound(e["accumulator"], state)).under(count)
            state = join(state, made)
        return Label(parts={EVERY: made}) if e["node"] == "Scan" else state

    def match(self, e: Node, env: Scope) -> Label:
        subject, arms = self.label(e["subject"], env), []
        kinds = {arm["pattern"]["node"] for arm in e["arms"]}
        optional = "NonePattern" in kinds
        inside = (subject.option().part(VALUE) or subject) if optional else subject
        values = any(arm["pattern"].get("name", "") in self.p.enums for arm in e["arms"])
        decided = present(subject) if optional and kinds <= PRESENCE and not values else subject.flat()
        for arm in e["arms"]:
            bound_here = {arm["pattern"].get("name", "")} - self.p.enums - {""}
            arms.append(self.label(arm["body"], env | dict.fromkeys(bound_here, inside)))
        return join(*arms).under(decided) if len(arms) > 1 else arms[0]

    def pinned(self, e: Node, env: Scope) -> Label:
        """Where something is computed changes nothing about what it tells."""
        if e["place"] != "mpc" and e["place"] not in self.p.of("party", "helper", "environment"):
            refuse("a pin names no place")
        return self.block(e["body"], env)

    def call(self, name: str, arguments: list[tuple[str | None, Node]], env: Scope) -> Label:
        given = [value for _, value in arguments]
        function = env.get(name, self.known.get(name))
        if isinstance(function, Closure):
            return self.apply(function, list(self.bind(arguments, names_of(function), env).values()))
        if name in self.p.types:
            return self.made(self.p.types[name]["type"], arguments, env)
        if name in ("map", "filter") and len(given) == 2:
            chosen = self.value(given[0], env)
            function = chosen if isinstance(chosen, Closure) else refuse(f"`{name}` needs a function")
            return self.each(given[1], function, env) if name == "map" else self.kept(function, given[1], env)
        if name not in BUILTINS or any(key for key, _ in arguments):
            refuse(f"function `{name}` is not declared")
        return STRUCTURED.get(name, scalar)(*(self.label(a, env) for a in given))

    def kept(self, function: Closure, over: Node, env: Scope) -> Label:
        """`filter(f, xs)`: how many are kept, and which."""
        walked = self.over(over, env)
        count = walked.part(COUNT) or (walked.flat() if walked.blurred else Label())
        element = walked.part(ELEMENT) or walked.element()
        count = count.under(self.apply(function, [element]))
        return Label(parts={COUNT: count.flat(), ELEMENT: element.under(count)})

    def made(self, ty: Node, arguments: list[tuple[str | None, Node]], env: Scope) -> Label:
        """A record."""
        while ty["node"] == "NamedType" and ty["name"] in self.p.types:
            self.p.step()
            ty = self.p.types[ty["name"]]["type"]
        types = {f["name"]: f["type"] for f in ty.get("fields", [])}
        parts = self.bind(arguments, list(types), env)
        return Label(parts={n: shaped(self.p, v, types[n]) for n, v in parts.items() if isinstance(v, Label)})

    def apply(self, function: Closure, values: list[Value] | list[Label]) -> Label:
        self.p.step()
        if len(values) != len(function.parameters):
            refuse("arguments do not fit")
        env = dict(function.scope)
        for i, (binder, value) in enumerate(zip(function.parameters, values, strict=True)):
            wanted = function.types[i] if function.types else None
            env |= bound(binder, shaped(self.p, value, wanted) if isinstance(value, Label) else value)
        return shaped(self.p, self.label(function.body, env), function.result)

    def bind(self, arguments: list[tuple[str | None, Node]], wanted: list[str], env: Scope) -> Scope:
        """Positional and named arguments by name, each exactly once, in the order wanted."""
        if len(arguments) != len(wanted):
            refuse("arguments do not fit")
        named = [(key or name, value) for (key, value), name in zip(arguments, wanted, strict=True)]
        given = {name: self.value(value, env) for name, value in named}
        if given.keys() != set(wanted):
            refuse("arguments do not fit")
        return {name: given[name] for name in wanted}

    def site(self, e: Node) -> Node:
        """All that is public about an `ask`, as the placed program writes it (`margin` in lowest terms)."""
        model = self.p.models.get(e["model"]) or refuse("an undeclared model is asked")
        places = [e["place"]] if e["place"] else list(self.p.of("environment"))
        if len(places) != 1 or places[0] not in self.p.of("environment", "party"):
            refuse("an `ask` needs one place: an environment or a party")
        abstain = e["margin"] and e["margin"]["abstain"]
        site = {"node": "AskSite", "place": places[0], "abstain": abstain}
        site["values"] = [v for v in self.p.type(e["type"]).get("values", []) if v != abstain]
        site["margin"] = e["margin"] and str(Fraction(e["margin"]["threshold"]))
        site |= {key: e[key] for key in ("model", "prompt", "examples")}
        return site | {key: model[key] for key in ("reference", "publisher")}


def present(subject: Label) -> Label:
    """Whether an option is there."""
    return (subject.option().part(THERE) or Label()).flat()


def beside_none(e: Node) -> Node | None:
    """What a comparison compares with `none`."""
    left, right = e["left"], e["right"]
    return left if right["node"] == "NoneLiteral" else right if left["node"] == "NoneLiteral" else None


def names_of(function: Closure) -> list[str]:
    """How arguments may be named; items of a tuple cannot be."""
    return [b if isinstance(b, str) else f"({i})" for i, b in enumerate(function.parameters)]


def operands(e: Node) -> list[Node]:
    """The expressions directly inside an expression of any other class."""
    kinds = SURFACE.classes[e["node"]]
    parts = [e[key] for key, kind in kinds.items() if kind in ("Expr", "Expr*", "Expr+")]
    return [one for part in parts for one in (part if isinstance(part, list) else [part])]
