"""TC250 to TC253: groups, and what each member gives or gets."""

from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name


def not_one_party(name: Name, declared: Span) -> Diagnostic:
    return Diagnostic(
        "TC250",
        f"`{name.text}` is a group, and an input comes from one party",
        name.span,
        notes=(Note(f"`{name.text}` is declared here", declared),),
        help=f"write `from each {name.text}` for one input from each of its members",
    )


def no_member_here(name: Name, *, inside_require: bool) -> Diagnostic:
    if inside_require:
        help = "write the input's name alone: each member checks its own value"
        return Diagnostic("TC251", f"`{name.text}` cannot be picked out in a `require`", name.span, help=help)
    return Diagnostic(
        "TC251",
        f"`{name.text}` is the index of nothing here",
        name.span,
        help="a member's name is an index of an input `from each` group only; elsewhere write its position",
    )


def not_a_member(name: Name, source: str, group: str, declared: Span) -> Diagnostic:
    return Diagnostic(
        "TC252",
        f"`{source}` comes from each of `{group}`, and `{name.text}` is none of them",
        name.span,
        notes=(Note(f"`{group}` is declared here", declared),),
        help="name a member of the group",
    )


def several_groups(groups: list[str], span: Span) -> Diagnostic:
    listed = " and ".join(f"`{g}`" for g in groups)
    return Diagnostic(
        "TC253",
        f"this `require` is about inputs of each of {listed}",
        span,
        help="write one `require` for the inputs of each group",
    )
