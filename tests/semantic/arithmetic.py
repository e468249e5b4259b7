"""Random programs of all that a proof has a name for: quotients, rests, bits, texts, answers, folds."""

from random import Random

from tests.semantic.programs import ANSWER, MODELS, program

INPUTS = (
    "s : Int[-2..5] from alice | x : Int[-3..6] from bob | w : Int[0..2] from bob | b : Bool from bob | "
    "c : Bool from alice | t : Text[1..6] from bob | u : Text[1..6] from alice | "
    "a : [Int[0..4]; 3] from bob | o : Int[2..5]? from bob"
)
NAMES = ("s", "x", "w", "b", "c", "t", "u", "a", "o")
ORDERS = ("<", "<=", ">", ">=", "==", "!=")


class Arithmetic:
    """One program in the making; what is bound is used again."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.lets: list[str] = []
        self.numbers = ["s", "x", "w", "a[0]", "a[2]", "(match o { none => 3\nv => v })"]
        self.truths = ["b", "c"]

    def made(self) -> str:
        for _ in range(self.random.randrange(3, 8)):
            match self.random.randrange(9):
                case 0 | 1 | 2 | 3 | 4:
                    self.bind(self.number(self.random.choice((2, 2, 3))), self.numbers)
                case 5:
                    self.bind(self.truth(2), self.truths)
                case 6:
                    chosen = f"(if {self.asked()} {{ {self.number(1)} }} else {{ {self.number(0)} }})"
                    self.bind(chosen, self.numbers)
                case _:
                    self.bind(self.fold(), self.numbers)
        body = "\n".join(self.lets) + f";;{self.number(2)} > {self.number(2)}"
        return program(INPUTS, f"Bool of {', '.join(NAMES)}", body, MODELS)

    def bind(self, value: str, known: list[str]) -> None:
        name = f"v{len(self.lets)}"
        self.lets.append(f"let {name} = {value}")
        known.append(name)

    def some(self, least: int, most: int) -> int:
        return self.random.randrange(least, most)

    def number(self, depth: int) -> str:
        pick, some = self.random.choice, self.some
        if depth == 0 or self.random.random() < 0.15:
            return pick([*self.numbers, *self.numbers, *self.numbers[-4:], str(some(0, 5))])
        one, other = self.number(depth - 1), self.number(depth - 1)
        match some(0, 13):
            case 0 | 1 | 2:
                return f"({one} {pick('+-')} {other})"
            case 3:
                return f"({one} * {other})" if depth < 2 else f"({some(2, 10)} * {one})"
            case 4 | 5 | 6:
                above = f"{some(1, 10)} * {one} + {some(1, 10)} * {other} + {self.number(0)}"
                return f"(({above}) {pick('//%')} {some(2, 9)})"
            case 7:
                return f"({one} {pick('/%')} {self.divisor()})"
            case 8:
                return f"(if {self.truth(depth - 1)} {{ {one} }} else {{ {other} }})"
            case 9:
                return f"{pick(('min', 'max'))}({one}, {other})"
            case 10:
                return f"(max({one}, 0) {pick('&|^')} max({other}, 0))"
            case 11:
                counted = "count([e > 1 for e in a])"
                return pick([f"abs({one})", "sum(a)", "max(a)", "argmax(a)", "a[w]", counted])
            case _:
                text = f"utf8({self.text()})"
                letter = f"(match {text}[{some(0, 2)}] {{ none => 0\nv => v }})"
                return pick([f"len({text})", letter, one, one])

    def divisor(self) -> str:
        one, some = self.number(1), self.some
        chosen = f"(if {self.truth(1)} {{ {some(2, 6)} }} else {{ {some(2, 6)} }})"
        ways = (chosen, f"max({one}, 1)", f"max({one}, 2)", "(w + 1)", f"min({one}, -1)", "(w * w + 2)")
        return self.random.choice(ways)

    def truth(self, depth: int) -> str:
        pick = self.random.choice
        if depth <= 0 or self.random.random() < 0.2:
            return pick([pick(self.truths), f"{self.number(0)} {pick(ORDERS)} {self.some(-2, 6)}"])
        match self.some(0, 5):
            case 0 | 1:
                return f"({self.number(depth - 1)} {pick(ORDERS)} {self.number(depth - 1)})"
            case 2:
                words = pick(("and", "or", "xor"))
                return f"(({self.truth(depth - 1)}) {words} ({self.truth(depth - 1)}))"
            case 3:
                return f"(not ({self.truth(depth - 1)}))"
            case _:
                return f"({self.asked()})"

    def asked(self) -> str:
        return f"(ask judge({self.text()}) {ANSWER}) == YES"

    def text(self) -> str:
        return self.random.choice(("t", "u", '"ab"'))

    def fold(self) -> str:
        each = self.random.choice(("e", "(e + acc)", "(3 * acc + 2 * e)"))
        ways = (
            f"({each} + {self.number(0)}) / {self.some(2, 6)}",
            f"({each} * 5 + {self.number(1)}) % {self.some(2, 7)}",
            f"{each} / {self.divisor()}",
        )
        step = f"max(min({self.random.choice(ways)}, 99), -99)"
        return f"fold acc : Int[-100000..100000] = {self.number(1)} for e in a {{ {step} }}"


def arithmetic(seed: int) -> str:
    return Arithmetic(seed).made()
