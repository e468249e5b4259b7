"""Programs around one value, for what requirements and conditions prove."""

from tcme.compiler import core
from tcme.compiler.typecheck.walk import walk
from tests.typecheck.goldens import accepted

PROGRAM = """program sample

party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
{declared}
input a : Int[0..100] from alice
input b : Int[0..100] from bob
input c : Int[0..100] from bob
input d : Int[-5..5] from alice
input f : Fixed[0..10 by 0.25] from alice
input xs : List[Int[0..9]; 0..5] from alice
input ys : [Int[0..9]; 3] from alice
input rows : List[{{n : Int[0..9], m : Int[0..3]}}; 0..3] from bob
input maybe : Int[0..9]? from alice
input r : {{n : Int[-5..5], m : Int[0..3]}} from bob
{required}
output R {{
    x : {ty} of a, b, c, d, f, xs, ys, rows, maybe, r to alice, bob because "a sample"
}}

fn whole(x : Int[0..100], y : Int[0..100]) -> Int[0..100] {{
    if y > 0 {{ x / y }} else {{ 0 }}
}}

fn ratio(x : Int, y : Int) -> Int {{
    x / y
}}

fn positive(x : Int) -> Bool {{
    x > 0
}}

fn middle[low, high](zs : List[Int[0..9]; low..high]) -> Int[0..9] where low >= 1 {{
    max(0, min(9, sum(zs) / len(zs)))
}}

fn main() -> R {{
{lets}    release R({value})
}}
"""


def text_of(value: str, *required: str, ty: str = "Int[0..500]", lets: str = "", declared: str = "") -> str:
    requires = "".join(f"require {condition}\n" for condition in required)
    lines = "".join(f"    {line}\n" for line in lets.splitlines())
    return PROGRAM.format(value=value, required=requires, ty=ty, lets=lines, declared=declared)


def goals(text: str) -> list[str]:
    return [goal.code for goal in accepted(text).goals]


def refined(text: str) -> list[core.Within]:
    program = accepted(text)
    roots = (program.result, *(r.condition for r in program.requires))
    return [node for node in walk(*roots) if isinstance(node, core.Within)]
