"""Core trees in few words, for tests."""

from tcme.compiler import core
from tcme.compiler.core import CoreProgram, Expr, Field, Input
from tcme.dsl.source import NOWHERE, Span
from tcme.dsl.ty import ArrayTy, BoolTy, EnumTy, IntTy, ListTy, OptionTy, RecordTy, Ty

BOOL = BoolTy()


def const(value: core.Value, ty: Ty) -> Expr:
    return core.Const(value, ty, NOWHERE)


def number(value: int) -> Expr:
    return const(value, IntTy(value, value))


def numbers(*values: int) -> Expr:
    return const(values, ArrayTy(IntTy(min(values), max(values)), len(values)))


def ref(name: str, ty: Ty) -> Expr:
    return core.InputRef(name, ty, NOWHERE)


def var(uid: int, ty: Ty) -> Expr:
    return core.Var(uid, f"v{uid}", ty, NOWHERE)


def binary(op: core.BinaryKind, left: Expr, right: Expr, ty: Ty) -> Expr:
    return core.Binary(op, left, right, ty, NOWHERE)


def when(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    return core.If(condition, then, otherwise, then.ty, NOWHERE)


def wide(value: Expr, ty: Ty) -> Expr:
    return core.Convert(value, ty, NOWHERE)


def mapped(uid: int, over: Expr, body: Expr) -> Expr:
    assert isinstance(over.ty, ArrayTy)
    return core.Map(uid, f"v{uid}", over, body, ArrayTy(body.ty, over.ty.size), NOWHERE)


def iota(start: int, size: int) -> Expr:
    return core.Iota(start, ArrayTy(IntTy(start, start + size - 1), size), NOWHERE)


def elements(value: Expr) -> Expr:
    assert isinstance(value.ty, ListTy)
    return core.Elements(value, ArrayTy(OptionTy(value.ty.element), value.ty.hi), NOWHERE)


def fold(acc: int, item: int, start: Expr, over: Expr, body: Expr) -> Expr:
    return core.Fold(acc, item, start, over, body, body.ty, NOWHERE)


def index(array: Expr, position: Expr) -> Expr:
    assert isinstance(array.ty, ArrayTy)
    return core.Index(array, position, array.ty.element, NOWHERE)


def field(value: Expr, name: str) -> Expr:
    assert isinstance(value.ty, RecordTy)
    return core.GetField(value, name, dict(value.ty.fields)[name], NOWHERE)


def let(uid: int, value: Expr, body: Expr) -> Expr:
    return core.Let((core.Binding(uid, f"v{uid}", value),), body, body.ty, NOWHERE)


def some(value: Expr) -> Expr:
    return wide(value, OptionTy(value.ty))


def none(element: Ty) -> Expr:
    return const(None, OptionTy(element))


def program(
    inputs: dict[str, tuple[str, Ty]],
    outputs: dict[str, Expr],
    *,
    parties: tuple[str, ...] = ("alice", "bob"),
    helpers: tuple[str, ...] = ("notary",),
    environments: tuple[str, ...] = (),
    thresholds: tuple[core.Threshold, ...] = (),
) -> CoreProgram:
    """A program with these inputs (owner and type) and one field for each expression, to everybody."""
    ty = RecordTy(tuple((name, e.ty) for name, e in outputs.items()))
    kinds = (
        ("party", parties),
        ("helper", helpers),
        ("environment", environments),
        ("publisher", ("google",)),
    )
    return CoreProgram(
        name="test",
        doc=None,
        principals=tuple(core.Principal(n, kind, NOWHERE) for kind, names in kinds for n in names),  # type: ignore[arg-type]
        thresholds=thresholds,
        trusts=(),
        models=(core.Model("grader", "google", "gemma3-270m", NOWHERE),),
        inputs=tuple(Input(n, t, owner, None, NOWHERE) for n, (owner, t) in inputs.items()),
        requires=(),
        output="Output",
        fields=tuple(
            Field(n, e.ty, tuple(inputs), parties, "test", (), Span(i, i + 1))
            for i, (n, e) in enumerate(outputs.items())
        ),
        leaks=(),
        accepts=(),
        goals=(),
        result=core.MakeRecord(tuple(outputs.items()), ty, NOWHERE),
        span=NOWHERE,
    )


def ask(args: tuple[Expr, ...], values: tuple[str, ...], *, place: str = "enclave") -> Expr:
    site = core.AskSite("grader", place, "Grade it.", values, None, None, None, NOWHERE)
    return core.Ask(site, args, EnumTy(values), NOWHERE)


def endorse(value: Expr) -> Expr:
    return core.Endorse(value, "because", value.ty, NOWHERE)
