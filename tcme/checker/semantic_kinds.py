"""Where a node says that it is a truth, it is one: sums are only right of truths that are 0 or 1."""

from tcme.checker.refusal import refuse
from tcme.checker.schema import Node

SAME = {"Widen", "Endorse", "Claim", "Repeat", "Stack", "Take", "Gather"}


def truth(ty: Node) -> bool:
    return bool(ty["node"] == "BoolV")


def kinds(node: Node, types: list[Node]) -> None:
    """Refuse a node whose operation does not give a truth from these where its type says so, or takes what is
    none for one."""
    op, gives, args = node["op"], truth(node["ty"]), [truth(ty) for ty in types]
    match op["node"]:
        case "Input":
            good = True
        case "Const":
            good = not gives or set(op["values"]) <= {0, 1}
        case "Compare":
            good = gives and len(set(args)) == 1
        case "Logic" | "Not":
            good = gives and all(args)
        case "ToInt":
            good = not gives and all(args)
        case "Select":
            good = args[0] and {*args[1:]} == {gives}
        case "Lookup":
            good = args == [gives, False]
        case "Reduce":
            good = set(args) == {gives} == {op["op"] in ("any", "all")}
        case "Fold":
            region, count = op["region"], op["accumulators"]
            inside = [truth(ty) for ty in (*region["parameters"], *(n["ty"] for n in region["nodes"]))]
            kept = [inside[r] for r in region["results"]] == inside[:count]
            good = kept and args == inside[: len(args)] and inside[op["result"]] == gives
        case name if name in SAME:
            good = not args or set(args) == {gives}
        case _:
            good = not gives and not any(args)
    if not good:
        refuse("`semantic` rests on a node that takes a number for a truth, or gives one")
