"""Tree to text: the canonical layout of a program, with its comments."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import assert_never

from tcme.dsl import syntax as s
from tcme.dsl.parser import Parsed
from tcme.dsl.pretty import BROKEN, HARD, SPACE, Doc, Text, cat, group, join, nest, render
from tcme.dsl.printing import Item, Printer, because, bracketed, names, quote
from tcme.dsl.source import Source, Span

WIDTH = 100


def format_program(parsed: Parsed, source: Source) -> str:
    """The canonical text. Parsing it gives the same tree up to spans and parentheses that had to be added."""
    program = parsed.program
    comments = _Comments(parsed.comments)
    formatter = _Formatter(source, comments)
    header = Span(program.span.start, program.name.span.end)
    items = [Item(header, lambda: cat(*_documentation(program.doc), f"{program.kind} {program.name.text}"))]
    items += [Item(d.span, lambda d=d: formatter.declaration(d)) for d in program.declarations]  # type: ignore[misc]
    everything = Span(-1, max([len(source.text), *(item.span.end for item in items)]) + 1)
    return render(formatter.lay_out(items, everything), WIDTH) + "\n"


def format_tree(program: s.Program) -> str:
    """The canonical text of a tree that has no source at hand."""
    return format_program(Parsed(program, ()), Source("", ""))


class _Comments:
    """The comments that are not printed yet, in the order of the source."""

    def __init__(self, comments: Sequence[s.Comment]) -> None:
        self._rest = sorted(comments, key=lambda c: c.span)
        self._starts = [c.span.start for c in self._rest]

    def take(self, start: int, end: int) -> list[s.Comment]:
        """Those that begin in [start, end)."""
        i, j = bisect_left(self._starts, start), bisect_left(self._starts, end)
        taken = self._rest[i:j]
        del self._rest[i:j], self._starts[i:j]
        return taken


class _Formatter:
    """Walks the tree in the order of the source, so that every comment is met once.

    A comment between two items keeps its line, one at the end of an item's last line stays there, and one
    inside an item, where the layout has no line for it, moves above the item.
    """

    def __init__(self, source: Source, comments: _Comments) -> None:
        self._source = source
        self._comments = comments
        self._printer = Printer(source, self.lay_out)

    def lay_out(self, items: Sequence[Item], within: Span) -> Doc:
        """One item a line; single blank lines between them stay."""
        rows: list[Doc] = []
        position: int | None = None
        for i, item in enumerate(items):
            limit = items[i + 1].span.start if i + 1 < len(items) else within.end
            position = self._own_lines(rows, self._comments.take(within.start, item.span.start), position)
            self._row(rows, position, item.span.start, self._item(item, max(limit, item.span.end)))
            position = item.span.end
        self._own_lines(rows, self._comments.take(within.start, within.end), position)
        return join(HARD, rows)

    def _own_lines(self, rows: list[Doc], comments: Sequence[s.Comment], position: int | None) -> int | None:
        for comment in comments:
            self._row(rows, position, comment.span.start, cat(comment.text, BROKEN))
            position = comment.span.end
        return position

    def _row(self, rows: list[Doc], position: int | None, start: int, doc: Doc) -> None:
        blank = position is not None and self._line(start) > self._line(position) + 1
        rows.append(cat(HARD, doc) if blank else doc)

    def _item(self, item: Item, limit: int) -> Doc:
        doc = item.doc()
        inside = self._comments.take(item.span.start, item.span.end)
        behind = self._comments.take(item.span.end, self._end_of_line(item.span.end, limit))
        above = [cat(comment.text, HARD) for comment in inside]
        return cat(*above, doc, *(cat("  ", comment.text, BROKEN) for comment in behind))

    def _line(self, offset: int) -> int:
        return self._source.place(offset).line

    def _end_of_line(self, offset: int, limit: int) -> int:
        end = self._source.text.find("\n", offset)
        return limit if end < 0 else min(end, limit)

    def declaration(self, node: s.Declaration) -> Doc:
        """A declaration of one line, or what it is made of."""
        printer = self._printer
        match node:
            case s.PrincipalDecl(kind, principals):
                return cat(f"{kind} ", names(principals))
            case s.GroupDecl(name, members):
                return cat(f"group {name.text} = ", names(members))
            case s.UseDecl(path, imported):
                listed = cat(" ", bracketed("(", [Text(name.text) for name in imported], ")"))
                return cat(f"use {'.'.join(name.text for name in path)}", listed if imported else "")
            case s.AdversaryDecl(limit, principals, level):
                return cat(f"adversary at most {limit} of ", names(principals), f" {level}")
            case s.AssumeDecl(who, trusted, aspect):
                verb = "trusts " if len(who) == 1 else "trust "
                tail = f" for {aspect}" if aspect else ""
                return group("assume ", names(who), nest(SPACE, verb, names(trusted), tail))
            case s.ModelDecl(name, publisher, reference):
                return cat(f"model {name.text} by {publisher.text} = {quote(reference)}")
            case s.TypeDecl(name, type_):
                return cat(f"type {name.text} = ", printer.type(type_))
            case s.ConstDecl(name, value):
                return cat(f"const {name.text} = ", printer.expr(value))
            case s.RequireDecl(condition):
                return cat("require ", printer.expr(condition))
            case s.LeakDecl(bits, sources, recipients):
                return cat("leak ", _limit(bits, sources, recipients))
            case s.AcceptDecl(influencer, target, reason):
                line = f"accept influence of {influencer.text} on {target.text}"
                return group(line, nest(SPACE, because(reason)))
            case _:
                return self._long(node)

    def _long(self, node: s.InputDecl | s.PublicDecl | s.OutputDecl | s.FunctionDecl | s.TestDecl) -> Doc:
        match node:
            case s.InputDecl():
                return self._input(node)
            case s.PublicDecl(name, type_, file):
                return cat(f"public {name.text} : ", self._printer.type(type_), f" = file {quote(file)}")
            case s.OutputDecl(name, fields):
                items = [Item(f.span, lambda f=f: self._field(f)) for f in fields]  # type: ignore[misc]
                return self._braced(f"output {name.text} ", items, Span(name.span.end, node.span.end))
            case s.FunctionDecl():
                return self._function(node)
            case s.TestDecl(title, lines):
                items = [Item(line.span, lambda line=line: self._line_of_test(line)) for line in lines]  # type: ignore[misc]
                return self._braced(f"test {quote(title)} ", items, node.span)
            case _:
                assert_never(node)

    def _braced(self, head: str, items: Sequence[Item], inside: Span) -> Doc:
        lines = self.lay_out(items, inside)
        return cat(head, "{", nest(HARD, lines), HARD, "}") if lines != cat() else cat(head, "{}")

    def _line_of_test(self, node: s.TestLine | s.PrincipalDecl | s.AdversaryDecl | s.AssumeDecl) -> Doc:
        match node:
            case s.Given(name, member, value):
                one = f"[{member.text}]" if member else ""
                return cat(f"{name.text}{one} = ", self._printer.expr(value))
            case s.Expect(condition):
                return cat("expect ", self._printer.expr(condition))
            case s.ExpectRefused(code):
                return cat(f"expect refused {code.text}")
            case s.ExpectBits(bits, sources, recipients):
                return cat("expect ", _limit(bits, sources, recipients))
            case s.PrincipalDecl() | s.AdversaryDecl() | s.AssumeDecl():
                return self.declaration(node)
            case _:
                assert_never(node)

    def _input(self, node: s.InputDecl) -> Doc:
        endorsed: list[Doc | str] = (
            [SPACE, "endorsed ", because(node.endorsed)] if node.endorsed is not None else []
        )
        head = cat(f"input {node.name.text} : ", self._printer.type(node.type))
        owner = f"from {'each ' if node.each else ''}{node.owner.text}"
        return group(head, nest(SPACE, owner, *endorsed))

    def _field(self, field: s.OutputField) -> Doc:
        steered: list[Doc | str] = [SPACE, "steered by ", names(field.steered_by)] if field.steered_by else []
        to = "to each " if field.each else "to "
        clauses: list[Doc | str] = [SPACE, "of ", names(field.sources), SPACE, to, names(field.recipients)]
        head = cat(f"{field.name.text} : ", self._printer.type(field.type))
        tail = nest(*clauses, SPACE, because(field.because), *steered)
        return cat(*_documentation(field.doc), group(head, tail))

    def _function(self, node: s.FunctionDecl) -> Doc:
        printer = self._printer
        generics = f"[{', '.join(name.text for name in node.generics)}]" if node.generics else ""
        parameters = bracketed("(", [printer.parameter(p) for p in node.parameters], ")")
        head = cat(f"fn {node.name.text}", generics, parameters, " -> ", printer.type(node.result))
        where = cat(nest(SPACE, "where ", printer.expr(node.where)), SPACE) if node.where else cat(" ")
        body = group(printer.block(node.body), BROKEN)
        return cat(*_documentation(node.doc), group(head, where), body)


def _limit(bits: int, sources: Sequence[s.Name], recipients: Sequence[s.Name]) -> Doc:
    unit = "bit" if bits == 1 else "bits"
    return group(f"at most {bits} {unit} of ", names(sources), nest(SPACE, "to ", names(recipients)))


def _documentation(doc: str | None) -> list[Doc]:
    if doc is None:
        return []
    return [cat(f"/// {line}".rstrip(), HARD) for line in doc.split("\n")]
