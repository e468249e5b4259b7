"""Which argument is for which parameter."""

from collections.abc import Sequence

from tcme.compiler.typecheck.elaborator import Elaborator
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages.wording import count
from tcme.dsl import syntax
from tcme.dsl.source import Span


def arrange(
    ctx: Elaborator, what: str, names: Sequence[str], arguments: Sequence[syntax.Argument], span: Span
) -> tuple[syntax.Expr, ...] | None:
    """The arguments in the order of the parameters: first those without, then those with a name."""
    given: dict[str, syntax.Argument] = {}
    if len(arguments) > len(names):
        ctx.refuse(messages.wrong_count(what, count(len(names), "argument"), len(arguments), span))
        return None
    sound = True
    for position, argument in enumerate(arguments):
        sound = _place(ctx, what, names, position, argument, given) and sound
    absent = [name for name in names if name not in given]
    if sound and absent:
        ctx.refuse(messages.missing(what, absent, span))
    return tuple(given[name].value for name in names) if sound and not absent else None


def _place(
    ctx: Elaborator,
    what: str,
    names: Sequence[str],
    position: int,
    argument: syntax.Argument,
    given: dict[str, syntax.Argument],
) -> bool:
    name = argument.name.text if argument.name else names[position]
    if argument.name is None and any(earlier.name for earlier in given.values()):
        ctx.refuse(messages.positional_after_named(argument.span))
        return False
    if argument.name is not None and name not in names:
        ctx.refuse(messages.no_parameter(argument.name, what, names))
        return False
    if name in given:
        ctx.refuse(messages.given_twice(name, argument.span, given[name].span))
        return False
    given[name] = argument
    return True


def unnamed(
    ctx: Elaborator, what: str, arguments: Sequence[syntax.Argument]
) -> tuple[syntax.Expr, ...] | None:
    """The arguments of something whose parameters have no names."""
    named = [argument.name for argument in arguments if argument.name is not None]
    for name in named:
        ctx.refuse(messages.unnamed_only(what, name))
    return None if named else tuple(argument.value for argument in arguments)
