"""Values at the ranges that are known of them."""

from tcme.compiler import core
from tcme.compiler.typecheck import keys
from tcme.compiler.typecheck.facts import Facts
from tcme.compiler.typecheck.fixed import is_number, number_type, over
from tcme.compiler.typecheck.keys import Key, Meanings, key
from tcme.dsl.ty import ArrayTy, IntTy, ListTy, OptionTy, RecordTy, TupleTy, Ty


def narrowed(expr: core.Expr, facts: Facts, meanings: Meanings) -> core.Expr:
    """The value at the narrowest type that the facts give it."""
    about = None if isinstance(expr, core.Const) else key(expr, meanings)
    if about is None:
        return expr
    ty = narrower(expr.ty, about, facts)
    if ty == expr.ty:
        return expr
    return core.Within(expr.value if isinstance(expr, core.Within) else expr, ty, expr.span)


def narrower(ty: Ty, about: Key, facts: Facts) -> Ty:
    """The type of what has a key."""
    if is_number(ty):
        lo, hi = _ends(ty.lo, ty.hi, facts.get(about))
        return number_type(IntTy(lo, hi), over(ty))
    match ty:
        case OptionTy(element):
            return OptionTy(narrower(element, about, facts))
        case RecordTy(fields):
            return RecordTy(tuple((n, narrower(t, keys.field(about, n), facts)) for n, t in fields))
        case TupleTy(items):
            parts = (narrower(item, keys.item(about, n), facts) for n, item in enumerate(items))
            return TupleTy(tuple(parts))
        case ArrayTy(element, size):
            return ArrayTy(narrower(element, keys.every(about), facts), size)
        case ListTy(element, least, most):
            lo, hi = _ends(least, most, facts.get(keys.length(about)))
            return ListTy(narrower(element, keys.every(about), facts), lo, max(1, hi))
        case _:
            return ty


def _ends(lo: int, hi: int, known: IntTy | None) -> tuple[int, int]:
    """What contradicts a range says nothing: it stands where nothing counts."""
    if known is None or known.hi < lo or hi < known.lo:
        return lo, hi
    return max(lo, known.lo), min(hi, known.hi)
