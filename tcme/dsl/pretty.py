"""Documents that know where lines may break, and the one way to print them.

After Wadler, "A prettier printer", with groups that break as a whole. Documents are immutable; printing
keeps its own stack, so that no depth of nesting exhausts Python's.
"""

from collections.abc import Iterable
from typing import TypeAlias, assert_never

from tcme.dsl.frozen import frozen

INDENT = 4


@frozen
class Text:
    text: str


@frozen
class Line:
    """A space, or nothing, where the group is flat; the end of the line where it is broken."""

    flat: str


@frozen
class Hard:
    """The end of a line, always; the groups around it are broken."""


@frozen
class Broken:
    """Nothing, but the groups around it are broken."""


@frozen
class Cat:
    parts: tuple["Doc", ...]
    broken: bool


@frozen
class Nest:
    inner: "Doc"
    broken: bool


@frozen
class Group:
    inner: "Doc"
    broken: bool


Doc: TypeAlias = Text | Line | Hard | Broken | Cat | Nest | Group

SPACE = Line(" ")
SOFT = Line("")
HARD = Hard()
BROKEN = Broken()


def cat(*parts: Doc | str) -> Doc:
    docs = tuple(Text(part) if isinstance(part, str) else part for part in parts)
    return Cat(docs, any(map(is_broken, docs)))


def nest(*parts: Doc | str) -> Doc:
    inner = cat(*parts)
    return Nest(inner, is_broken(inner))


def group(*parts: Doc | str) -> Doc:
    inner = cat(*parts)
    return Group(inner, is_broken(inner))


def join(separator: Doc, docs: Iterable[Doc]) -> Doc:
    parts: list[Doc] = []
    for doc in docs:
        parts.extend((separator, doc) if parts else (doc,))
    return cat(*parts)


def is_broken(doc: Doc) -> bool:
    match doc:
        case Hard() | Broken():
            return True
        case Cat() | Nest() | Group():
            return doc.broken
        case Text() | Line():
            return False
        case _:
            assert_never(doc)


@frozen
class _Job:
    """A document to print, how far its lines are indented, and whether its group is flat."""

    doc: Doc
    indent: int
    flat: bool


def render(doc: Doc, width: int) -> str:
    """The text, with as few broken groups as `width` columns allow."""
    out: list[str] = []
    column = 0
    jobs = [_Job(doc, 0, False)]
    while jobs:
        job = jobs.pop()
        match job.doc:
            case Text(text):
                # Indentation is written before the first text, so that empty lines stay empty.
                out.append(" " * (job.indent if column == 0 and text else 0) + text)
                column = column or (job.indent if text else 0)
                column += len(text)
            case Line(flat) if job.flat:
                out.append(flat)
                column += len(flat)
            case Line() | Hard():
                out.append("\n")
                column = 0
            case Group(inner, broken):
                flat_job = _Job(inner, job.indent, True)
                fits = job.flat or (not broken and _fits(flat_job, jobs, width - (column or job.indent)))
                jobs.append(flat_job if fits else _Job(inner, job.indent, False))
            case _:
                jobs.extend(_inside(job))
    return "".join(out)


def _inside(job: _Job) -> list[_Job]:
    match job.doc:
        case Cat(parts, _):
            return [_Job(part, job.indent, job.flat) for part in reversed(parts)]
        case Nest(inner, _):
            return [_Job(inner, job.indent + INDENT, job.flat)]
        case Group(inner, broken):
            return [_Job(inner, job.indent, job.flat or not broken)]
        case _:
            return []


def _fits(first: _Job, rest: list[_Job], room: int) -> bool:
    """Whether everything up to the next end of a line goes into `room` columns."""
    jobs, following = [first], len(rest)
    while room >= 0:
        if not jobs:
            if not following:
                return True
            following -= 1
            jobs.append(rest[following])
        job = jobs.pop()
        match job.doc:
            case Text(text):
                room -= len(text)
            case Line(flat) if job.flat:
                room -= len(flat)
            case Line() | Hard():
                return True
            case _:
                jobs.extend(_inside(job))
    return False
