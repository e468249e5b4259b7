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
