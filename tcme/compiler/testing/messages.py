"""TC750 to TC756: what is wrong with a test, or with what it found.  Tests hold no secrets: values show."""

from collections.abc import Iterable

from tcme.compiler.typecheck.messages.wording import did_you_mean, ticked
from tcme.dsl.diagnostics import Diagnostic, Fault, Note
from tcme.dsl.source import Span
from tcme.dsl.syntax import Expect, ExpectBits, ExpectRefused, Name, TestDecl

ONLY_EXPECT = "in a module a test holds lines `expect …` about its functions and constants"


def not_true(line: Expect, sides: tuple[str, str] | None) -> Diagnostic:
    """`sides` are the values of both sides of a comparison."""
    notes = (Note(f"the left side is {sides[0]}"), Note(f"the right side is {sides[1]}")) if sides else ()
    return Diagnostic("TC750", "what is expected is not true", line.condition.span, notes=notes)


def no_value(line: Expect) -> Diagnostic:
    return Diagnostic(
        "TC750",
        "what is expected has no value: an index or a number in it leaves its range",
        line.condition.span,
    )


def not_given(test: TestDecl, names: Iterable[str]) -> Diagnostic:
    written = tuple(names)
    return Diagnostic(
        "TC751",
        f"the test gives no value for {ticked(written)}",
        head(test),
        help="\n".join(f"add `{name} = …`" for name in written[:3]),
    )


def no_such_input(name: Name, candidates: Iterable[str]) -> Diagnostic:
    known = tuple(candidates)
    otherwise = f"its inputs are {ticked(known)}" if known else "the program has no inputs"
    help = did_you_mean(name.text, known, otherwise=otherwise)
    return Diagnostic("TC751", f"the program has no input `{name.text}`", name.span, help=help)


def wrong_member(name: Name, member: Name | None, span: Span, members: Iterable[str]) -> Diagnostic:
    one_of = did_you_mean(member.text, members) if member else ""
    said = (
        f"`{name.text}` is asked of one party, not of a group"
        if not tuple(members)
        else f"`{member.text}` is no member of the group that gives `{name.text}`"
        if member
        else f"`{name.text}` has a value of each member of its group"
    )
    otherwise = f"write `{name.text}[MEMBER] = …`" if tuple(members) else f"write `{name.text} = …`"
    return Diagnostic("TC751", said, span, help=one_of or otherwise)


def given_twice(name: str, span: Span, first: Span) -> Diagnostic:
    return Diagnostic(
        "TC751",
        f"`{name}` is given twice",
        span,
        notes=(Note("the first value is here", first),),
        help="remove one of the two",
    )


def not_constant(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC751",
        "a value in a test is made of numbers, constants and functions only",
        span,
        help="write the value itself",
    )


def outside(span: Span, said: str) -> Diagnostic:
    return Diagnostic("TC751", f"the value does not fit the input: {said}", span)


def not_refused(line: ExpectRefused, errors: tuple[Diagnostic, ...]) -> Diagnostic:
    found = dict.fromkeys(d.code for d in errors)
    said = f"is refused with {', '.join(found)}" if found else "is accepted"
    notes = tuple(Note(f"{d.code}: {d.message}", d.span) for d in errors[:3])
    message = f"the program {said}, and {line.code.text} is expected"
    return Diagnostic("TC752", message, line.span, notes=notes)


def more_bits(line: ExpectBits, source: str, recipient: str, found: str) -> Diagnostic:
    return Diagnostic(
        "TC753",
        f"the fields of `{source}` to `{recipient}` declare {found} bit, more than {line.bits}",
        line.span,
    )


def unknown_name(name: Name, what: str, candidates: Iterable[str]) -> Diagnostic:
    help = did_you_mean(name.text, candidates)
    return Diagnostic("TC753", f"there is no {what} `{name.text}`", name.span, help=help)


def program_refused(test: TestDecl, errors: tuple[Diagnostic, ...]) -> Diagnostic:
    codes = ", ".join(dict.fromkeys(d.code for d in errors)) or "not proved"
    return Diagnostic(
        "TC754",
        f"the program is refused ({codes}), so nothing runs",
        head(test),
        notes=tuple(Note(f"{d.code}: {d.message}", d.span) for d in errors[:3]),
        help="repair the program, or write `expect refused` with the code",
    )


def requirement(test: TestDecl, words: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC754",
        f"the given inputs do not meet `require {words}`",
        head(test),
        notes=(Note("it is required here", span),),
        help="give others, or write `expect refused TC714`",
    )


def run_failed(test: TestDecl, fault: Fault) -> Diagnostic:
    return Diagnostic("TC754", f"the run failed: {fault.message} ({fault.code})", head(test), help=fault.help)


def asks(test: TestDecl) -> Diagnostic:
    return Diagnostic(
        "TC755",
        "the program asks a model, and the interpreter has none",
        head(test),
        help="run `tcme test --backend mpc`, or expect only refusals and bits",
    )


def expects_nothing(test: TestDecl) -> Diagnostic:
    return Diagnostic("TC756", "the test expects nothing", head(test), help="add a line `expect …`")


def only_expectations(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC756", "a module has no inputs, no principals and nothing to refuse", span, help=ONLY_EXPECT
    )


def head(test: TestDecl) -> Span:
    """`test "name"`, as far as its first line."""
    return Span(test.span.start, test.span.start + len('test ""') + len(test.name))
