"""The public examples that an ask names: JSON lines of {"text": "…" or ["…", "…"], "value": "…"}."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tcme.backends.model.fault import ModelFault
from tcme.backends.model.spec import AskSpec
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import read_bytes

LARGEST = 64 << 20
LINE = (
    'each line must be {"text": "…", "value": "…"}, with a list of texts when the ask has several arguments'
)


@dataclass(frozen=True, slots=True)
class Example:
    """Texts in the order of the arguments, and the value they deserve."""

    texts: tuple[str, ...]
    value: str


def read_examples(path: Path, spec: AskSpec) -> tuple[Example, ...]:
    """The examples in path; TC611 when they are not those of the spec, TC615 when a line is malformed."""
    try:
        data = read_bytes(path, LARGEST)
    except Fault:
        raise ModelFault("TC615", "the examples file cannot be read") from None
    if hashlib.sha256(data).hexdigest() != spec.examples_digest:
        raise ModelFault("TC611", "the examples file is not the one that the ask names")
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError:
        raise ModelFault("TC615", "the examples file is not UTF-8", LINE) from None
    return tuple(parse(line, number + 1, spec) for number, line in enumerate(lines) if line.strip())


def parse(line: str, number: int, spec: AskSpec) -> Example:
    """One line as an example; number is for the message only."""
    try:
        row = json.loads(line)
    except ValueError:
        raise ModelFault("TC615", f"line {number} of the examples is not JSON", LINE) from None
    if not isinstance(row, dict) or row.keys() != {"text", "value"}:
        raise ModelFault("TC615", f"line {number} of the examples lacks `text` or `value`, or has more", LINE)
    texts = row["text"] if isinstance(row["text"], list) else [row["text"]]
    if len(texts) != len(spec.max_bytes) or not all(isinstance(text, str) for text in texts):
        raise ModelFault("TC615", f"line {number} of the examples does not have one text per argument", LINE)
    if row["value"] not in spec.values:
        raise ModelFault(
            "TC615", f"line {number} of the examples has a value that the ask does not admit", LINE
        )
    if any(
        len(text.encode("utf-8", "replace")) > limit
        for text, limit in zip(texts, spec.max_bytes, strict=True)
    ):
        raise ModelFault("TC615", f"line {number} of the examples is longer than the ask admits", LINE)
    return Example(tuple(texts), row["value"])


def split(examples: tuple[Example, ...], shots: int) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """The first shots examples of each value, which the prompt shows, and all others, which are fitted."""
    seen: Counter[str] = Counter()
    shown: list[Example] = []
    rest: list[Example] = []
    for example in examples:
        seen[example.value] += 1
        (shown if seen[example.value] <= shots else rest).append(example)
    return tuple(shown), tuple(rest)
