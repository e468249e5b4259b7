"""What a message proposes, written into the program that it refuses, as somebody would who reads it."""

import re
from collections.abc import Iterator

from tcme.compiler.core import CoreProgram, Threshold
from tcme.compiler.suggestions import adversary_line
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.source import Span

ADVERSARY = re.compile(r"write (`adversary [^`]+`)(?: in place of ((?:`[^`]+`)(?: and `[^`]+`)*))?")
QUOTED = re.compile(r"`(.*?)`")
LINES = ("input ", "steered by ", "assume ", "accept ", "helper ", "environment ")


def ways(refusal: Diagnostic) -> list[str]:
    """The ways out that a message offers."""
    return refusal.help.split("; or ")


def repaired(text: str, core: CoreProgram, refusal: Diagnostic, way: str) -> str:
    """The program with everything that one way out says; as it was where that is no text to write."""
    changed = text
    for start, end, new in sorted(_changes(text, core, refusal, way), reverse=True):
        changed = changed[:start] + new + changed[end:]
    return changed


def _changes(text: str, core: CoreProgram, refusal: Diagnostic, way: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of the text with what is written there instead."""
    span = refusal.span
    if named := re.match(r"add (.*) after `of`", way):
        at = text.index(" of ", span.start) + len(" of ")
        yield at, at, "".join(f"{name}, " for name in QUOTED.findall(named[1]))
    if bound := re.match(r"raise the bound to (\d+ bits?)", way):
        at = re.compile(r"\d+ bits?").search(text, span.start)
        assert at is not None
        yield *at.span(), bound[1]
    if claim := re.search(r"claim `((learn|steer) .*?)`", way):
        at = re.compile(rf"{claim[2]} \w+(, \w+)*").search(text, span.start)
        assert at is not None
        yield *at.span(), claim[1]
    if way == "leave the line out":
        yield span.start, span.end, ""
    if way.startswith("leave out `at … { }`"):
        yield from _unpinned(text, span)
    if where := re.search(r"(?:ask at `(\w+)`|at (\w+) as …)", way):
        at = re.compile(r"\)( at \w+)? as ").search(text, span.start)
        assert at is not None
        yield *at.span(), f") at {where[1] or where[2]} as "
    if model := re.search(r"`endorse ask (\w+)\(…\)", way):
        yield from _endorsed_answers(text, model[1])
    for line, present in ADVERSARY.findall(way):
        yield from _bounded(text, core, line.strip("`"), QUOTED.findall(present))
    for line in QUOTED.findall(way):
        if line.startswith(LINES):
            yield from _line(text, refusal, line.replace("…", "agreed"))


def _unpinned(text: str, span: Span) -> Iterator[tuple[int, int, str]]:
    """The innermost `at … { }` around a place; for a fold, those in its steps."""
    open_ = list(re.finditer(r"at \w+ \{", text[: span.start]))
    for found in open_[-1:] if open_ else re.finditer(r"at \w+ \{", text[span.start :]):
        shift = 0 if open_ else span.start
        end = _closing(text, shift + found.end())
        yield shift + found.start(), shift + found.end(), "("
        yield end, end + 1, ")"


def _closing(text: str, at: int) -> int:
    """Where the brace that was opened before `at` is closed."""
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at - 1


def _endorsed_answers(text: str, model: str) -> Iterator[tuple[int, int, str]]:
    for found in re.finditer(rf'(?<!endorse )ask {model}\((.|\n)*?"""(.|\n)*?"""', text):
        yield found.start(), found.start(), "endorse "
        yield found.end(), found.end(), ' because "agreed"'


def _bounded(text: str, core: CoreProgram, line: str, present: list[str]) -> Iterator[tuple[int, int, str]]:
    """The line in place of the first of those that it replaces; the program may name groups there."""
    spans = [t.span for t in core.thresholds if _written(t) in present]
    assert len(spans) == len(present), (present, core.thresholds)
    for number, span in enumerate(spans):
        yield span.start, span.end, "" if number else line
    if not spans:
        yield from _before(text, r"^(assume|input|model)", line)


def _written(threshold: Threshold) -> str:
    return adversary_line(threshold.limit, threshold.members, threshold.level).strip("`")


def _line(text: str, refusal: Diagnostic, line: str) -> Iterator[tuple[int, int, str]]:
    """One proposed line, in the place where it belongs."""
    if line.startswith("input "):
        declared = re.search(rf"^input {line.split()[1]} : .*$", text, re.MULTILINE)
        assert declared is not None
        yield declared.end(), declared.end(), ' endorsed because "agreed"'
    elif line.startswith("steered by "):
        field = re.match(r".*?(?= steered by |$)", text[refusal.span.start : refusal.span.end])
        assert field is not None
        yield refusal.span.start + field.end(), refusal.span.end, f" {line}"
    elif line.startswith("accept "):
        yield from _before(text, r"^output", line)
    elif " because " not in line:
        yield from _before(text, r"^(adversary|assume|input|model)", line)


def _before(text: str, declaration: str, line: str) -> Iterator[tuple[int, int, str]]:
    first = re.search(declaration, text, re.MULTILINE)
    assert first is not None
    yield first.start(), first.start(), f"{line}\n"
