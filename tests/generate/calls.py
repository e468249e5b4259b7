"""Functions of the program, and models."""

from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax as s
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import EnumTy, IntTy, TextTy, Ty, assignable
from tests.generate import trees as t
from tests.generate.branches import block
from tests.generate.leaves import fit
from tests.generate.types import data, written
from tests.generate.world import At, Function, Typed, World

PROMPTS = ("Is it so?", "How bad\n    is it?\n\nSay.", 'Say "no" or \\ yes')


def called(w: World, want: Ty, at: At) -> Typed | None:
    known = [
        f for f in w.callable(at)
        if assignable(f.result, want) or (isinstance(want, IntTy) and isinstance(f.result, IntTy))
    ]  # fmt: skip
    if not known:
        return None
    function = w.choices.pick(known)
    values = [(name, w.expr(ty, at.deeper(wanted=True))) for name, ty in function.parameters]
    inputs = function.inputs.union(*(v.inputs for _, v in values))
    named = w.choices.below(len(values) + 1)
    given = [(None if i < len(values) - named else n, v.node) for i, (n, v) in enumerate(values)]
    node = s.Call(t.name(function.name), t.arguments(given), NOWHERE)
    return fit(w, Typed(node, function.result, inputs), want, at)


def declared(w: World, visible: tuple[Typed, ...]) -> s.FunctionDecl:
    """A new function, which the world knows from now on."""
    name = w.fresh("f")
    parameters = tuple((w.fresh("p"), data(w)) for _ in range(w.choices.number(1, 3)))
    result = data(w)
    locals = tuple(Typed(t.ref(p), ty, frozenset(), exact=True) for p, ty in parameters)
    asked, w.asked = w.asked, False
    at = At((*locals, *visible), depth=max(1, w.size.depth - 1), wanted=True)
    body, value = block(w, result, at)
    others = _called(w, body)
    asks = w.asked or _holds(body, s.Ask, s.Endorse) or any(f.asks for f in others)
    claims = _holds(body, s.LabelClaim, s.Pin) or any(f.claims for f in others)
    w.functions.append(Function(name, parameters, result, value.inputs, asks, claims))
    w.asked = w.asked or asked
    heads = tuple(s.Parameter(t.name(p), written(w, ty), NOWHERE) for p, ty in parameters)
    doc = w.choices.pick((None, "What it does.", "Two lines:\n\nof text."))
    return s.FunctionDecl(doc, t.name(name), (), heads, written(w, result), None, body, NOWHERE)


def _holds(body: s.Block, *kinds: type) -> bool:
    """One of these nodes stands somewhere inside."""
    return any(isinstance(node, kinds) for node in walk(body))


def _called(w: World, body: s.Block) -> list[Function]:
    names = {node.function.text for node in walk(body) if isinstance(node, s.Call)}
    return [f for f in w.functions if f.name in names]


def asked(w: World, want: Ty, at: At) -> Typed | None:
    """A model's answer about texts in scope."""
    texts = [v for v in at.visible if isinstance(v.ty, TextTy)]
    if at.banned or w.model is None or not texts:
        return None
    if not isinstance(want, EnumTy) or len(want.values) < 2:
        return None
    arguments = w.choices.some(texts, most=2)
    margin = None
    if len(want.values) > 2 and w.choices.maybe(2, 3):
        margin = s.Margin(w.choices.pick(("0.5", "1")), t.name(w.choices.pick(want.values)), NOWHERE)
    place = t.name(w.environment) if w.environment and w.choices.maybe(1, 2) else None
    examples = "cases.jsonl" if w.choices.maybe(1, 3) else None
    ty = written(w, want)
    prompt = w.choices.pick(PROMPTS)
    nodes = tuple(a.node for a in arguments)
    node = s.Ask(t.name(w.model), nodes, place, ty, margin, examples, prompt, NOWHERE)
    w.asked = True
    return Typed(node, want, frozenset().union(*(a.inputs for a in arguments)))
