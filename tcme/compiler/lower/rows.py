"""Nested tuples as one row-major run."""

from collections.abc import Iterator

from tcme.compiler.ir.layout import Nested, Scalar


def row_major(value: Nested) -> tuple[Scalar, ...]:
    return tuple(_scalars(value))


def _scalars(value: Nested) -> Iterator[Scalar]:
    if isinstance(value, tuple):
        for part in value:
            yield from _scalars(part)
    else:
        yield value
