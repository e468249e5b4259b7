"""Text that may come from a hostile file or name, made fit to be shown: it never steers a terminal, and
nobody's words look like a line of ours."""

import unicodedata

HIDDEN = ("Cc", "Cf", "Cs")
BREAKING = ("Zl", "Zp")


def harmless(text: str) -> str:
    """The same lines and columns, without characters that steer or cannot be written."""
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in HIDDEN else "\ufffd" for c in text)


def one_line(text: str) -> str:
    """One line, in which such characters, and ends of lines, are written as in a program's strings."""
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character == "\t" or unicodedata.category(character) not in (*HIDDEN, *BREAKING):
        return character
    return "\\n" if character == "\n" else f"\\u{{{ord(character):x}}}"
