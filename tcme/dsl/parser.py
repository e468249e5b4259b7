"""Text to tree. Each declaration is parsed on its own: an error in one does not hide those in the next."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tcme.dsl import explain, messages
from tcme.dsl.automaton import DEEPEST as DEEPEST
from tcme.dsl.automaton import Automaton, Outcome
from tcme.dsl.builder import Header
from tcme.dsl.diagnostics import Diagnostic, Refused, Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.layout import lay_out
from tcme.dsl.lexer import hidden_characters, scan
from tcme.dsl.mistakes.declarations import nearly_declaration
from tcme.dsl.problem import Problem
from tcme.dsl.source import NOWHERE, Source, Span
from tcme.dsl.syntax import Comment, Declaration, Name, Program
from tcme.dsl.tables import NEWLINE, load
from tcme.dsl.token_kinds import CLOSERS, DECLARATIONS, ENDERS, OPENERS, VARIATIONS, Token

LARGEST = 1 << 20
MOST_MISTAKES = 1_000


@frozen
class Parsed:
    """A program and the comments that its tree leaves out."""

    program: Program
    comments: tuple[Comment, ...]


def parse(source: Source, *, within: Span | None = None) -> Parsed:
    """The tree of a source, or of the file in `within`; raises Refused with every TC1xx message that it
    finds."""
    part = Span(0, len(source.text)) if within is None else within
    _refuse_if_any(_unreadable(source, part))
    sink = Sink()
    scanned = scan(source, load(), sink, within=part)
    header, declarations = _parse_chunks(_chunks(scanned.tokens), source, sink, part)
    if sink.failed or header is None:
        raise Refused(sink.diagnostics)
    span = header.span.cover(declarations[-1].span) if declarations else header.span
    return Parsed(Program(header.kind, header.doc, header.name, declarations, span), scanned.comments)


def parse_declarations(source: Source, within: Span) -> tuple[Declaration, ...]:
    """The declarations in a piece of a file that has its header elsewhere; raises Refused as `parse` does."""
    sink = Sink()
    tokens = scan(source, load(), sink, within=within).tokens
    started = Header("module", None, Name("_", NOWHERE), NOWHERE)
    _, declarations = _parse_chunks(_chunks(tokens), source, sink, within, header=started)
    _refuse_if_any(sink.diagnostics)
    return declarations


def _refuse_if_any(diagnostics: Sequence[Diagnostic]) -> None:
    if diagnostics:
        raise Refused(diagnostics)


def _unreadable(source: Source, part: Span) -> list[Diagnostic]:
    """What makes it pointless to look at the words at all."""
    hidden = hidden_characters(source, part)
    if not hidden and len(source.snippet(part).encode()) > LARGEST:
        return [messages.too_large(LARGEST)]
    return hidden


def _parse_chunks(
    chunks: Sequence[Sequence[Token]],
    source: Source,
    sink: Sink,
    part: Span,
    *,
    header: Header | None = None,
) -> tuple[Header | None, tuple[Declaration, ...]]:
    """The header and the declarations, as far as they are sound; what is not goes into the sink."""
    declarations: list[Declaration] = []
    spoiled = [d.span.start for d in sink.diagnostics if d.code in messages.SPOILS_THE_REST]
    if header is None and (not chunks or not _is_header(chunks[0])):
        sink.add(messages.no_header(chunks[0][0].span if chunks else Span(part.start, part.start)))
        header = Header("program", None, Name("_", NOWHERE), NOWHERE)
    mistakes = 0
    for chunk in chunks:
        outcome = _parse_chunk(chunk, "declaration" if header else "header", sink)
        for stop in outcome.stops:
            if not _any_between(spoiled, stop.span.start, stop.span.end):
                sink.add(_told(stop.mistake, source))
        mistakes += len(outcome.stops)
        if mistakes >= MOST_MISTAKES:
            break
        node = None if outcome.stops else outcome.value
        if isinstance(node, Header):
            header = node
        elif node is not None:
            declarations.append(node)
        header = header or Header("program", None, Name("_", NOWHERE), NOWHERE)
    return header, tuple(declarations)


def _parse_chunk(chunk: Sequence[Token], start: str, sink: Sink) -> Outcome:
    """The header or the declaration, why there is none, or nothing if there are no words in the chunk."""
    tokens = lay_out(chunk, sink)
    return Automaton(load()).run(tokens, start) if tokens else Outcome(None, ())


def _told(mistake: Problem | Diagnostic, source: Source) -> Diagnostic:
    return explain.explain(mistake, source) if isinstance(mistake, Problem) else mistake


def _any_between(offsets: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ascending offsets lies in [start, end]."""
    return bisect_left(offsets, start) < bisect_right(offsets, end)


# --- recovery: where declarations begin ----------------------------------------------------------


def _chunks(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The tokens cut where a line begins with the first word of a declaration, whatever brackets are open."""
    starts = [0, *_starts(tokens), len(tokens)]
    cut = [tokens[i:j] for i, j in pairwise(starts)]
    return [chunk for chunk in cut if any(token.kind != NEWLINE for token in chunk)]


def _starts(tokens: Sequence[Token]) -> Iterator[int]:
    depth = 0
    doc: int | None = None
    kind = ""
    for i, token in enumerate(tokens):
        first = i == 0 or tokens[i - 1].kind == NEWLINE
        if first and _begins_declaration(tokens, i, depth, kind):
            depth, kind = 0, token.kind
            yield i if doc is None else doc
        if token.kind == "DOC":
            doc = i if first and doc is None else doc
        elif token.kind != NEWLINE:
            doc = None
        depth += (token.kind in OPENERS) - (token.kind in CLOSERS)


def _begins_declaration(tokens: Sequence[Token], i: int, depth: int, kind: str) -> bool:
    """Not `fn(…)` where a value is due, and not what stands in the way of a test in its braces."""
    token = tokens[i]
    local = token.kind == "FN" and _next_kind(tokens, range(i + 1, len(tokens))) == "LPAR"
    if local or token.kind == "NAME":
        above = _next_kind(tokens, range(i - 1, -1, -1))
        begins = depth == 0 and (not above or above in ENDERS)
        return begins and (local or nearly_declaration(token) is not None)
    return token.kind in DECLARATIONS and not (depth > 0 and kind == "TEST" and token.kind in VARIATIONS)


def _next_kind(tokens: Sequence[Token], places: range) -> str:
    """The kind of the first token there that is more than the end of a line."""
    return next((tokens[j].kind for j in places if tokens[j].kind != NEWLINE), "")


def _is_header(chunk: Sequence[Token]) -> bool:
    return next((t.kind for t in chunk if t.kind not in (NEWLINE, "DOC")), "") in ("PROGRAM", "MODULE")
