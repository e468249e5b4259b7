"""Numbers in JSON and in tables, exactly: never through binary floating point."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeGuard

from tcme.dsl.ty import FixedTy

LONGEST: Final = 400
"""Digits, and powers of ten, beyond which nobody means a number of a program."""
PLAIN: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")


def is_int(obj: object) -> TypeGuard[int]:
    return isinstance(obj, int) and not isinstance(obj, bool)


def multiple(ty: FixedTy, obj: object) -> int | None:
    """The multiple of the type's step that a number, or a decimal in a string, is; None where it is none."""
    number = _exact(obj)
    found = None if number is None else number * ty.over
    if found is None or found.denominator != 1:
        return None
    return found.numerator if ty.lo <= found.numerator <= ty.hi else None


def _exact(obj: object) -> Fraction | None:
    if is_int(obj):
        return Fraction(obj)
    if isinstance(obj, str):
        return Fraction(obj) if len(obj) <= LONGEST and PLAIN.match(obj) else None
    if isinstance(obj, Decimal) and obj.is_finite() and _short(obj):
        return Fraction(obj)
    return None


def _short(number: Decimal) -> bool:
    _, digits, exponent = number.as_tuple()
    return isinstance(exponent, int) and len(digits) <= LONGEST and abs(exponent) <= LONGEST


def plain_text(number: Decimal) -> str:
    """The digits of a decimal without an exponent; `-0` and trailing zeros have one form."""
    if not number:
        return "0"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
