"""What an owner puts into a question attacks the model, whether it was endorsed or not (rule ask)."""

from collections.abc import Collection
from dataclasses import replace

from tcme.compiler.core import Ask, CoreProgram, Endorse, Expr, InputRef
from tcme.compiler.witness.hosts import Bent
from tcme.compiler.witness.rewrite import rewrite

WHERE = " in a question"


def questioned(core: CoreProgram, names: Collection[str]) -> Bent:
    """Of the named inputs what stands in a question is a choice of the attack, beside what stands elsewhere;
    what is endorsed inside a question is not."""
    found: set[str] = set()

    def inside(node: object) -> Expr | None:
        if isinstance(node, Endorse):
            return rewrite(node.value, inside)
        if isinstance(node, InputRef) and node.name in names:
            found.add(node.name)
            return replace(node, name=node.name + WHERE)
        return None

    def change(node: object) -> Expr | None:
        return replace(node, args=rewrite(node.args, inside)) if isinstance(node, Ask) else None

    result = rewrite(core.result, change)
    again = tuple(replace(i, name=i.name + WHERE) for i in core.inputs if i.name in found)
    return Bent(replace(core, result=result, inputs=(*core.inputs, *again)), tuple(i.name for i in again))
