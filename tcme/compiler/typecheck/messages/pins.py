"""TC256: pins."""

from tcme.compiler.typecheck.messages.wording import ticked
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.syntax import Name


def no_such_place(name: Name, places: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        "TC256",
        f"`{name.text}` is no place where something is computed",
        name.span,
        help=f"an `at` names one of {ticked(('mpc', *places))}",
    )
