"""Every message about characters and words that no parser state is needed for: one function for each code."""

from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.source import NOWHERE, Span
from tcme.dsl.syntax import Name
from tcme.dsl.token_kinds import Token

# After one of these the parser's complaints about the same declaration would only be echoes.
SPOILS_THE_REST = frozenset({"TC102", "TC103", "TC104"})


def too_large(limit: int) -> Diagnostic:
    return Diagnostic(
        "TC007", f"a program has at most {limit:_} bytes, and this one has more", NOWHERE,
        help="data belongs into inputs, not into the program",
    )  # fmt: skip


# --- characters ----------------------------------------------------------------------------------


def strange_character(text: str, span: Span) -> Diagnostic:
    help_text = {
        "#": "a comment begins with `//`",
        "'": 'text stands in double quotes: `"…"`',
        "“": 'text stands in double quotes: `"…"`',
        "”": 'text stands in double quotes: `"…"`',
        "≤": "write `<=`",
        "≥": "write `>=`",
        "≠": "write `!=`",
        "–": "write `-`",
        "−": "write `-`",
        "…": "write `..` for a range",
        "→": "write `->`",
    }.get(text, "names have letters a to z, digits and `_`" if text[0].isalnum() else "")
    return Diagnostic("TC102", f"`{text}` is not part of the language", span, help=help_text)


def unclosed_string(span: Span) -> Diagnostic:
    return Diagnostic(
        "TC103",
        "this string is not closed on its line",
        span,
        help='end it with `"`; inside it is written `\\"`',
    )


def unclosed_prompt(span: Span) -> Diagnostic:
    return Diagnostic("TC104", "this prompt is never closed", span, help='end it with `"""`')


def bad_escape(text: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC105", f"`{text}` is not an escape that strings know", span,
        help="there are `\\\\`, `\\\"`, `\\n`, `\\t` and `\\u{…}` for a visible character",
    )  # fmt: skip


def hidden_character(character: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "TC106", f"character U+{ord(character):04X} is refused: it hides or reorders what people read", span,
        help="delete it; people sign what they see",
    )  # fmt: skip


def long_number(span: Span, digits: int) -> Diagnostic:
    return Diagnostic("TC121", f"this number has {digits} digits; at most 40 are allowed", span)


def long_name(span: Span, limit: int) -> Diagnostic:
    said = f"this name has {span.end - span.start} characters; at most {limit} are allowed"
    return Diagnostic("TC136", said, span, help="give it a shorter name, and say the rest in a comment")


# --- words ---------------------------------------------------------------------------------------


def too_deep(span: Span, limit: int) -> Diagnostic:
    return Diagnostic(
        "TC109", f"this is nested more than {limit} levels deep", Span(span.start, span.start + 1),
        help="name parts of it with `let` or in functions",
    )  # fmt: skip


def no_header(span: Span) -> Diagnostic:
    return Diagnostic("TC110", "a file begins with `program` or `module` and its name", span)


def semicolon(token: Token) -> Diagnostic:
    return Diagnostic(
        "TC117", "a statement ends with its line, without `;`", token.span, help="delete the `;`"
    )


def foreign_operator(token: Token) -> Diagnostic:
    word = token.kind.lower()
    return Diagnostic("TC118", f"`{token.text}` is not an operator here", token.span, help=f"write `{word}`")


def opened_here(token: Token) -> Note:
    return Note(f"`{token.text}` is opened here", token.span)


def method(name: Name) -> Diagnostic:
    plain = name.text.removeprefix(".")
    return Diagnostic(
        "TC134", f"values have no methods such as `{name.text}(…)`", name.span, help=f"write `{plain}(…)`"
    )
