"""Conditions that would make a goal hold, in the program's own words."""

from collections.abc import Mapping

from tcme.compiler import core
from tcme.compiler.core import BinaryKind
from tcme.compiler.typecheck.walk import walk
from tcme.dsl.ty import FixedTy, IntTy, ListTy

SIGNS: Mapping[BinaryKind, str] = {"add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%"}


def remedy(value: core.Expr, inside: str, otherwise: str) -> str:
    """The condition, with `{}` for the value, as a requirement on an input and as an `if`; `otherwise` is
    what else helps, and all that is said where the value is not easily written down."""
    words = said(value)
    if words is None:
        return otherwise
    condition = " and ".join((*_divisible(value), inside.replace("{}", words)))
    inputs = _inputs(value)
    if len(inputs) == 1 and not _variables(value):
        required = condition.replace(inputs[0], core.file_key(inputs[0]))
        return (
            f"write `require {required}`, or `if {condition} {{ … }} else {{ … }}` around it; or {otherwise}"
        )
    return f"write `if {condition} {{ … }} else {{ … }}` around it; or {otherwise}"


def away_from_zero(ty: IntTy | FixedTy) -> str:
    """What keeps a divisor, `{}`, from zero: above it, where it can be there."""
    return "{} < 0" if ty.hi == 0 else "{} > 0"


def _divisible(value: core.Expr) -> tuple[str, ...]:
    """What must hold before the value can be asked about: its divisors are not zero."""
    found: dict[str, None] = {}
    for node in walk(value):
        match node:
            case core.Binary("div" | "mod", _, right, IntTy(), _):
                divisor = right.value if isinstance(right, core.Narrow) else right
                ty, words = divisor.ty, said(divisor)
                if words is not None and isinstance(ty, IntTy) and ty.lo <= 0 <= ty.hi:
                    found[away_from_zero(ty).replace("{}", words)] = None
    return tuple(reversed(found))


def between(found: IntTy | ListTy, lo: int, hi: int) -> str:
    """What keeps a number, `{}`, in lo..hi; of a list its length."""
    what = "len({})" if isinstance(found, ListTy) else "{}"
    low, high = f"{what} >= {lo}", f"{what} <= {hi}"
    if found.lo < lo and hi < found.hi:
        return f"{low} and {high}"
    return low if found.lo < lo else high


def said(expr: core.Expr) -> str | None:
    """A number or a list as the program writes it; None for all but variables, inputs and simple sums."""
    match expr:
        case core.InputRef(name, _, _) | core.Var(_, name, _, _) if name[0] != "(":
            return name
        case core.Const(int() as value, IntTy(), _):
            return str(value)
        case core.GetField(record, name, _, _):
            inner = said(record)
            return inner and f"{inner}.{name}"
        case core.GetItem(whole, position, _, _):
            inner = said(whole)
            return inner and f"{inner}.{position}"
        case core.Builtin("count", (core.Map(_, _, core.Elements(value), core.IsSome()),)):
            inner = said(value)
            return inner and f"len({inner})"
        case core.Binary("div" | "mod" as op, left, core.Narrow(value=right), ty, span):
            return said(core.Binary(op, left, right, ty, span))
        case core.Binary(op, left, right, IntTy(), _) if op in SIGNS:
            a, b = _operand(left, _binds(op)), _operand(right, _binds(op) + 1)
            return a and b and f"{a} {SIGNS[op]} {b}"
        case core.Within(value=value):
            return said(value)
        case _:
            return None


def _binds(op: BinaryKind) -> int:
    return 1 if op in ("add", "sub") else 2


def _operand(expr: core.Expr, least: int) -> str | None:
    """In brackets where it binds less than what is beside it."""
    inner, value = said(expr), expr.value if isinstance(expr, core.Within) else expr
    loose = isinstance(value, core.Binary) and _binds(value.op) < least
    return inner and (f"({inner})" if loose else inner)


def _inputs(expr: core.Expr) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref.name for ref in walk(expr) if isinstance(ref, core.InputRef)))


def _variables(expr: core.Expr) -> bool:
    """A variable of the program, which no requirement can name; a loop's own is none."""
    own = {node.uid for node in walk(expr) if isinstance(node, core.Map)}
    return any(isinstance(ref, core.Var) and ref.uid not in own for ref in walk(expr))
