"""The third answer, beside proved and refuted."""

from typing import NoReturn


class Refused(Exception):
    """The certificate is malformed, tampered with or too large: no verdict on the program."""


def refuse(message: str) -> NoReturn:
    raise Refused(message)
