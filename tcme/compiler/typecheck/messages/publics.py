"""TC255: public files."""

from tcme.dsl import syntax
from tcme.dsl.diagnostics import Diagnostic


def unfit(node: syntax.PublicDecl, fault: str) -> Diagnostic:
    return Diagnostic(
        "TC255",
        f"`{node.file}` does not hold what `{node.name.text}` is declared as: {fault}",
        node.type.span,
        help="change the type or the file",
    )
