"""A whole program: its inputs, its nodes, and one opening for each output field."""

from dataclasses import replace

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.layout import leaves
from tcme.compiler.ir.prune import live, renumber
from tcme.compiler.lower.context import Context, Sites
from tcme.compiler.lower.expressions import expression
from tcme.compiler.lower.flags import canonical
from tcme.compiler.lower.values import Lowered


def lower(program: core.CoreProgram) -> ir.Graph:
    """The vector IR of a program without open goals.  Pure: the same tree gives the same graph."""
    sites = Sites(program)
    context = Context(Builder(decide=False), sites, expression)
    result = context.lower(program.result)
    opens: list[ir.Open] = []
    start = 0
    for field in program.fields:
        end = start + len(leaves(field.ty))
        opens.append(_open(context, field, result[start:end]))
        start = end
    inputs = tuple(ir.InputDecl(i.name, i.ty, i.owner, i.endorsed) for i in program.inputs)
    nodes = tuple(context.builder.nodes)
    graph = ir.Graph(inputs, tuple(sites.asks), nodes, tuple(opens), tuple(sites.claims))
    return _without_scraps(graph)


def _without_scraps(graph: ir.Graph) -> ir.Graph:
    """Without constants that nothing reads: what was known while lowering leaves many.  Whatever depends on
    an input or asks a model stays, read or not: the program is judged as it is written."""
    secret: set[int] = set()
    for node in graph.nodes:
        if isinstance(node.op, ir.Input | ir.Ask) or not secret.isdisjoint(node.args):
            secret.add(node.id)
    roots = [*secret, *(leaf for opened in graph.opens for leaf in opened.leaves)]
    nodes, ids = renumber(0, graph.nodes, live(0, graph.nodes, roots), {})
    opens = tuple(replace(o, leaves=tuple(ids[i] for i in o.leaves)) for o in graph.opens)
    return replace(graph, nodes=nodes, opens=opens)


def _open(context: Context, field: core.Field, value: Lowered) -> ir.Open:
    ready = canonical(context.builder, field.ty, value, field.span)
    return ir.Open(field.name, field.ty, tuple(ref.id for ref in ready), field.recipients, field.span)
