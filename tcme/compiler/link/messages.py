"""TC260 to TC268: modules, and files with public values."""

from collections.abc import Iterable, Sequence

from tcme.compiler.typecheck.messages.wording import closest, did_you_mean
from tcme.dsl.diagnostics import Diagnostic, Note, Severity
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name

MODULE_HELP = "a module holds types, constants, functions and tests; what it needs comes through parameters"


def no_module(path: str, span: Span, packaged: Sequence[str]) -> Diagnostic:
    """Either no module of the library has this path, or no file lies beside the program."""
    if path.startswith("std."):
        near = closest(path.removeprefix("std."), packaged)
        said = f"the standard library has no module `{path}`"
        help = f"it has {', '.join(packaged)}" if near is None else f"did you mean `std.{near}`?"
        return Diagnostic("TC260", said, span, help=help)
    file = f"{path.replace('.', '/')}.tcme"
    help = f"did you mean `use std.{path}`?" if path in packaged else "write the module, or name another"
    return Diagnostic("TC260", f"there is no file `{file}` beside the program", span, help=help)


def not_used(path: str, span: Span) -> Diagnostic:
    said = f"the module `{path}` is not used here"
    return Diagnostic("TC260", said, span, help=f"add `use {path}` at the top")


def not_text(path: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC260", f"the file of module `{path}` is not UTF-8 text", span, help="save it in the UTF-8 encoding"
    )


def not_in_module(name: str, span: Span, path: str, exports: Iterable[str]) -> Diagnostic:
    candidates = tuple(exports)
    otherwise = f"it has {', '.join(candidates)}" if candidates else "it declares nothing"
    help = did_you_mean(name, candidates, otherwise=otherwise)
    return Diagnostic("TC261", f"the module `{path}` has no `{name}`", span, help=help)


def module_cycle(paths: Sequence[str], span: Span) -> Diagnostic:
    """`paths` ends with its first path again."""
    written = " → ".join(f"`{path}`" for path in paths)
    return Diagnostic(
        "TC262",
        f"the module `{paths[0]}` uses itself: {written}",
        span,
        help="move what both need into a third module",
    )


def is_program(path: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC263",
        f"`{path}` is a program, and only a module can be used",
        span,
        help="move what is shared into a file that begins with `module`",
    )


def is_module(name: Name) -> Diagnostic:
    return Diagnostic(
        "TC263",
        f"`{name.text}` is a module, and a program is needed here",
        name.span,
        help=f"write a program with `use {name.text}`; `tcme check` and `tcme test` take modules",
    )


def other_name(path: str, header: Name) -> Diagnostic:
    wanted = path.rsplit(".", 1)[-1]
    return Diagnostic(
        "TC263",
        f"the file of module `{path}` says that it is the module `{header.text}`",
        header.span,
        help=f"write `module {wanted}`, or rename the file",
    )


def same_alias(path: str, other: str, span: Span, first: Span) -> Diagnostic:
    alias = path.rsplit(".", 1)[-1]
    return Diagnostic(
        "TC264",
        f"`{path}` and `{other}` are two modules with the name `{alias}`",
        span,
        notes=(Note("the first is used here", first),),
        help="rename the file of one of them: a name says which module is meant",
    )


def used_twice(path: str, span: Span, first: Span) -> Diagnostic:
    return Diagnostic(
        "TC264",
        f"`{path}` is used twice",
        span,
        notes=(Note("the first is here", first),),
        help="write one `use` with all the names",
    )


def taken(name: Name, what: str, first: Span) -> Diagnostic:
    return Diagnostic(
        "TC264",
        f"`{name.text}` {what}",
        name.span,
        notes=(Note("the first one is here", first),),
        help="rename yours, or write the module's name before it where you use it",
    )


def hides_built_in(name: Name, alias: str) -> Diagnostic:
    return Diagnostic(
        "TC264",
        f"`{name.text}` is built in, and a name of a module would hide it",
        name.span,
        help=f"write `{alias}.{name.text}` where you use it",
    )


def unused_module(path: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC265", f"nothing of `{path}` is used", span, help="remove the line", severity=Severity.WARNING
    )


def unused_name(name: Name, path: str) -> Diagnostic:
    return Diagnostic(
        "TC265",
        f"`{name.text}` of `{path}` is not used",
        name.span,
        help="remove it from the list",
        severity=Severity.WARNING,
    )


def no_public_file(name: str, file: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC266",
        f"there is no file `{file}` beside the program, and `{name}` is in it",
        span,
        help="write the file: every party needs the same one",
    )


def leads_outside(file: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC266",
        f"`{file}` leads out of the program's folder",
        span,
        help="put the file beside the program and name it without `..`",
    )


def inputs_of_a_party(file: str, owner: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC266",
        f"`{file}` is where the inputs of `{owner}` are, and a public value goes to everybody",
        span,
        help="put what is public in a file of another name",
    )


def unreadable_public(file: str, expected: str, span: Span) -> Diagnostic:
    return Diagnostic("TC267", f"`{file}` must be {expected}", span, help="write the file again")


def not_in_a_module(what: str, span: Span) -> Diagnostic:
    return Diagnostic("TC268", f"a module cannot have {what}", span, help=MODULE_HELP)


def of_the_program(name: Name, declared: Span) -> Diagnostic:
    return Diagnostic(
        "TC268",
        f"`{name.text}` is declared in the program, and a module does not see it",
        name.span,
        notes=(Note("it is declared here", declared),),
        help=MODULE_HELP,
    )
