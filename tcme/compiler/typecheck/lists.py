"""Lists as arrays of options: what loops over them become.

A list's elements come first and `none` after them.  A loop runs for as many as there can be, and what it
makes of a `none` counts for nothing."""

from tcme.compiler import core
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import lists as messages
from tcme.compiler.typecheck.reshape import elements, present, widen
from tcme.compiler.typecheck.shapes import holds_text, lengths
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, BoolTy, ListTy, OptionTy, Ty


def is_sequence(ty: Ty) -> bool:
    """What loops walk over."""
    return isinstance(ty, ArrayTy | ListTy)


def element(over: core.Expr) -> Ty:
    """The type of an array's or a list's elements."""
    assert isinstance(over.ty, ArrayTy | ListTy)
    return over.ty.element


def most(over: core.Expr) -> int:
    """How many steps a loop over an array or a list has."""
    assert isinstance(over.ty, ArrayTy | ListTy)
    return lengths(over.ty)[1]


def collected(ctx: Elaborator, over: core.Expr, uid: int, name: str, body: core.Expr, span: Span) -> Typed:
    """The bodies for all elements, which variable `uid` holds: of an array an array, of a list a list."""
    if isinstance(over.ty, ArrayTy):
        return core.Map(uid, name, over, body, ArrayTy(body.ty, over.ty.size), span)
    if not can_hold(ctx, body.ty, body.span):
        return None
    assert isinstance(over.ty, ListTy)
    options = OptionTy(body.ty)
    item = _item(ctx, over, name)
    each = present(item.is_there(), item.bound(uid, name, body), options)
    mapped = core.Map(item.uid, name, item.over, each, ArrayTy(options, over.ty.hi), span)
    return core.Pack(mapped, True, ListTy(body.ty, over.ty.lo, over.ty.hi), span)


@frozen
class Steps:
    """A fold's array, the variable for its elements, and the body for one of them."""

    over: core.Expr
    variable: int
    body: core.Expr


def stepped(
    ctx: Elaborator, over: core.Expr, uid: int, name: str, body: core.Expr, accumulator: core.Expr
) -> Steps:
    """The steps of a fold whose body uses the element as variable `uid`; where there is none, the
    accumulator, at the body's type, stays."""
    if isinstance(over.ty, ArrayTy):
        return Steps(over, uid, body)
    item = _item(ctx, over, name)
    stays = widen(accumulator, body.ty)
    inner = item.bound(uid, name, body)
    return Steps(item.over, item.uid, core.If(item.is_there(), inner, stays, body.ty, body.span))


def can_hold(ctx: Elaborator, ty: Ty, span: Span) -> bool:
    """Whether a list may have elements of a type; else a message has been given."""
    if isinstance(ty, OptionTy) or holds_text(ty):
        ctx.refuse(messages.bad_element(ty, span))
        return False
    return True


@frozen
class Item:
    """One of a list's elements, in a loop over all that there can be."""

    uid: int
    over: core.Expr
    variable: core.Expr
    element: Ty

    def is_there(self) -> core.Expr:
        return core.IsSome(self.variable, BoolTy(), self.variable.span)

    def value(self) -> core.Expr:
        return core.Unwrap(self.variable, self.element, self.variable.span)

    def bound(self, uid: int, name: str, body: core.Expr) -> core.Expr:
        """The body with its variable bound to the element."""
        return core.Let((core.Binding(uid, name, self.value()),), body, body.ty, body.span)


def _item(ctx: Elaborator, over: core.Expr, name: str) -> Item:
    assert isinstance(over.ty, ListTy)
    uid = ctx.meter.fresh()
    option = OptionTy(over.ty.element)
    return Item(uid, elements(over), core.Var(uid, name, option, over.span), over.ty.element)


def masked(ctx: Elaborator, over: core.Expr, absent: core.Expr) -> core.Expr:
    """A list as an array of all that there can be, with `absent` where there is nothing."""
    item = _item(ctx, over, "element")
    assert isinstance(item.over.ty, ArrayTy)
    body = core.If(item.is_there(), widen(item.value(), absent.ty), absent, absent.ty, over.span)
    return core.Map(item.uid, "element", item.over, body, ArrayTy(absent.ty, item.over.ty.size), over.span)


def flags(ctx: Elaborator, over: core.Expr) -> core.Expr:
    """Which of a list's elements there are."""
    item = _item(ctx, over, "element")
    assert isinstance(item.over.ty, ArrayTy)
    return core.Map(
        item.uid, "element", item.over, item.is_there(), ArrayTy(BoolTy(), item.over.ty.size), over.span
    )
