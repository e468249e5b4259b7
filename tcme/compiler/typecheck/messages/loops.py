"""TC272: loops."""

from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.source import Span
from tcme.dsl.ty import Ty, show


def scan_over_list(found: Ty, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC272",
        f"`scan` walks over an array, and this is `{show(found)}`",
        span,
        help="use `fold`, or take the array of options with `elements`",
    )
