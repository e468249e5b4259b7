"""Programs in which a field tells `s` only where a quotient of others' inputs lies in some range."""

from random import Random

from tests.semantic.programs import program


def quotient(seed: int) -> tuple[str, range, range]:
    """A program about a quotient of x and w, and the values of both."""
    random = Random(seed)

    def number(least: int = 1) -> int:
        return random.randrange(least, 9)

    first, least = random.choice((-2, -1, 0)), random.choice((-1, 0, 1, 2))
    x, w = range(first, random.choice((2, 3, 4))), range(least, least + random.choice((2, 3)))
    parts = [random.choice(("x", "w * x", "w", "1", "x * x")) for _ in range(random.choice((1, 2, 2, 3)))]
    above = " + ".join(f"{number()} * {part}" for part in parts)
    if random.random() < 0.3:
        above += f" + (if x > {x[0]} {{ {number()} }} else {{ 0 }})"
    chosen = f"(if w >= {w[-1]} {{ {number(2)} }} else {{ {number(2)} }})"
    below = random.choice((f"{number(2)}", f"{number(2)}", "max(w, 1)", "max(w, 2)", "(w * w + 1)", chosen))
    bounds = [f"q {random.choice(('>=', '>=', '<', '=='))} {random.randrange(-2, 12)}"]
    bounds.append(f"w {random.choice(('>=', '<'))} {w[-1]}")
    if random.random() < 0.3:
        bounds.append(f"x >= {random.choice(x)}")
    random.shuffle(bounds)
    inputs = f"s : Bool from alice | x : Int[{x[0]}..{x[-1]}] from bob | w : Int[{w[0]}..{w[-1]}] from bob"
    q = f"({above}) {random.choice('//%')} {below}"
    body = f"let q = {q};;if {' and '.join(bounds)} {{ s }} else {{ false }}"
    return program(inputs, "Bool of x, w", body), x, w


def nested(seed: int) -> tuple[str, range, range]:
    """A program about what is left of quotients, the last of which has what is left of the others in it."""
    random = Random(seed)
    by = random.choice((3, 4, 8))

    def more() -> str:
        """What divides by nothing else."""
        return f"{random.randrange(1, by)} * {random.choice(('x', 'w * x', 'w * w * x', 'w * w * w * x'))}"

    held = random.choice(("(if x > 3 { 1 } else { 0 })", "(if x > 5 { 1 } else { 0 })", "max(x, 3)"))
    lets = [f"let q0 = {held}"]
    count = random.choice((2, 2, 3))
    for number in range(1, count + 1):
        last, times = f"q{number - 1}", by if number == 1 else by + 1
        lets.append(f"let q{number} = ({times} * {last} + {more()} + {more()}) / {by} - {last}")
    far, bound = random.choice(("x", "w * x", f"q{count - 1}", "0")), random.choice((0, 1, 1, 2, 3))
    bounds = f"q{count} < {bound} and q{count} {random.choice('+-')} {far} >= {bound} and w <= -1"
    inputs = "s : Bool from alice | x : Int[0..9] from bob | w : Int[-1..0] from bob"
    body = "\n".join(lets) + f";;if {bounds} {{ s }} else {{ false }}"
    return program(inputs, "Bool of x, w", body), range(10), range(-1, 1)
