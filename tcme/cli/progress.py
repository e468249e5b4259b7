"""Progress of long work: one live line on a terminal's standard error, nothing elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tcme.cli.output import Output


@contextmanager
def progress(output: Output, first: str) -> Iterator[Callable[[str, float], None]]:
    """Gives a function `(step, seconds or share)` that shows the step."""
    if output.json or not sys.stderr.isatty():
        yield lambda step, share: None
        return
    with output.err.status(first) as status:
        yield lambda step, share: status.update(step)
