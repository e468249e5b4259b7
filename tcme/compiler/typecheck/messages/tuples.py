"""TC248: tuples."""

from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span
from tcme.dsl.ty import TupleTy, Ty, show


def not_these_items(count: int, found: Ty, binder: Span, value: Span) -> Diagnostic:
    has = f"has {len(found.items)} items" if isinstance(found, TupleTy) else "is no tuple"
    return Diagnostic(
        "TC248",
        f"these are {count} names, and the value, `{show(found)}`, {has}",
        binder,
        notes=(Note("the value is here", value),),
        help="write one name for each item" if isinstance(found, TupleTy) else "write one name",
    )


def not_a_tuple(position: int, found: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC248",
        f"`.{position}` takes an item of a tuple, and this is `{show(found)}`",
        span,
        help="write `[…]` for a place in an array, and a name after `.` for a field",
    )


def no_such_item(position: int, found: TupleTy, span: Span) -> Diagnostic:
    last = len(found.items) - 1
    return Diagnostic(
        "TC248",
        f"`{show(found)}` has no item `.{position}`",
        span,
        help=f"its items are `.0` to `.{last}`",
    )
