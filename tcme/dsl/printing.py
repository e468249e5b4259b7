"""Types and expressions as documents. The formatter lends them the layout of lists of statements."""

import re
from collections.abc import Callable, Sequence
from typing import assert_never

from tcme.dsl import syntax as s
from tcme.dsl.frozen import frozen
from tcme.dsl.lexer import HIDDEN
from tcme.dsl.pretty import BROKEN, HARD, SOFT, SPACE, Doc, Text, cat, group, join, nest
from tcme.dsl.source import Source, Span
from tcme.dsl.strength import LAMBDA, NEGATION, NOT, POSTFIX, SUM, operand_strengths, strength


def quote(text: str) -> str:
    """A string literal."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(plain, escaped)
    return '"' + HIDDEN.sub(_unicode_escape, text) + '"'


def _unicode_escape(found: re.Match[str]) -> str:
    return f"\\u{{{ord(found[0]):X}}}"


def names(items: Sequence[s.Name]) -> Doc:
    return group(nest(join(cat(",", SPACE), (Text(name.text) for name in items))))


def because(reason: str) -> Doc:
    return Text(f"because {quote(reason)}")


def bracketed(opener: str, items: Sequence[Doc], closer: str) -> Doc:
    if not items:
        return Text(opener + closer)
    return group(opener, nest(SOFT, join(cat(",", SPACE), items)), SOFT, closer)


@frozen
class Item:
    """One statement, field or arm: where it stands in the source, and how to print it."""

    span: Span
    doc: Callable[[], Doc]


@frozen
class Printer:
    """`lay_out` gives the lines of the items that stand inside a span, with the comments that are there."""

    source: Source
    lay_out: Callable[[Sequence[Item], Span], Doc]

    # --- types

    def type(self, type_: s.Type) -> Doc:
        match type_:
            case s.NamedType(name):
                return Text(name.text)
            case s.AnyInt():
                return Text("Int")
            case s.AnyFixed():
                return Text("Fixed")
            case s.EnumType(values):
                return bracketed("{", [Text(value.text) for value in values], "}")
            case s.RecordType(fields):
                return bracketed("{", [cat(f.name.text, " : ", self.type(f.type)) for f in fields], "}")
            case s.TupleType(items):
                return bracketed("(", [self.type(item) for item in items], ")")
            case s.OptionType(element):
                return cat(self.type(element), "?")
            case _:
                return self._sized(type_)

    def _sized(
        self,
        type_: s.IntType | s.FixedType | s.TextType | s.BytesType | s.ImageType | s.ArrayType | s.ListType,
    ) -> Doc:
        match type_:
            case s.IntType(lo, hi):
                return cat("Int[", self._range(lo, hi), "]")
            case s.FixedType(lo, hi, step):
                return cat("Fixed[", self._range(lo, hi), " by ", self.expr(step, SUM), "]")
            case s.TextType(lo, hi):
                return cat("Text[", self._range(lo, hi), "]")
            case s.BytesType(lo, hi):
                return cat("Bytes[", self._range(lo, hi), "]")
            case s.ImageType(sizes):
                return bracketed("Image[", [self.expr(size, SUM) for size in sizes], "]")
            case s.ArrayType(element, size):
                return cat("[", self.type(element), "; ", self.expr(size, SUM), "]")
            case s.ListType(element, lo, hi):
                return cat("List[", self.type(element), "; ", self._range(lo, hi), "]")
            case _:
                assert_never(type_)

    def parameter(self, parameter: s.Parameter) -> Doc:
        """`name : type`, where the type may be that of a function."""
        match parameter.type:
            case s.FunctionType(parameters, result):
                types = bracketed("fn(", [self.type(p) for p in parameters], ")")
                return cat(f"{parameter.name.text} : ", types, " -> ", self.type(result))
            case type_:
                return cat(f"{parameter.name.text} : ", self.type(type_))

    def _range(self, lo: s.Expr, hi: s.Expr) -> Doc:
        return cat(self.expr(lo, SUM), "..", self.expr(hi, SUM))

    def annotation(self, type_: s.Type | None) -> Doc:
        return cat(" : ", self.type(type_)) if type_ else cat()

    # --- blocks

    def block(self, block: s.Block) -> Doc:
        """Not a group: where the blocks of one `if` break, all of them do."""
        items = [*(Item(let.span, self._let(let)) for let in block.lets), self._result(block.result)]
        return cat("{", nest(SPACE, self.lay_out(items, block.span)), SPACE, "}")

    def _let(self, let: s.Let) -> Callable[[], Doc]:
        def doc() -> Doc:
            head = cat(f"let {binder(let.name)}", self.annotation(let.type), claim(let.claim))
            return cat(head, " = ", self.expr(let.value))

        return doc

    def _result(self, result: s.Expr | s.Release) -> Item:
        if isinstance(result, s.Release):
            return Item(result.span, lambda: cat("release ", self._call(result.output, result.arguments)))
        return Item(result.span, lambda: self.expr(result))

    # --- expressions

    def expr(self, expr: s.Expr, least: int = LAMBDA) -> Doc:
        """The expression; in parentheses where its operator binds less tightly than `least`."""
        doc = self._bare(expr)
        return doc if strength(expr) >= least else cat("(", doc, ")")

    def _bare(self, expr: s.Expr) -> Doc:
        match expr:
            case s.IntLiteral():
                return Text(self._integer(expr))
            case s.DecimalLiteral():
                return Text(self._decimal(expr))
            case s.TextLiteral(value):
                return Text(quote(value))
            case s.BoolLiteral(value):
                return Text("true" if value else "false")
            case s.NoneLiteral():
                return Text("none")
            case s.NameExpr(name):
                return Text(name.text)
            case s.Unary("not", operand):
                return cat("not ", self.expr(operand, NOT))
            case s.Unary(_, operand):
                return cat("-", self.expr(operand, NEGATION))
            case s.Binary():
                return self._binary(expr)
            case s.Call(function, arguments):
                return self._call(function, arguments)
            case s.FieldAccess(record, name):
                return cat(self.expr(record, POSTFIX), ".", name.text)
            case s.TupleAccess(value, position):
                return cat(self._digitless(value), f".{position}")
            case s.Index(array, index):
                return cat(self.expr(array, POSTFIX), group("[", nest(SOFT, self.expr(index)), SOFT, "]"))
            case s.ArrayLiteral(items):
                return bracketed("[", [self.expr(item) for item in items], "]")
            case s.Paren(inner):
                return group("(", nest(SOFT, self.expr(inner)), SOFT, ")")
            case s.TupleExpr(items):
                return bracketed("(", [self.expr(item) for item in items], ")")
            case s.Lambda(parameters, body):
                variables = bracketed("fn(", [Text(binder(p)) for p in parameters], ")")
                return cat(variables, " => ", self._body(body))
            case _:
                return self._compound(expr)

    def _compound(
        self,
        expr: s.If | s.Match | s.For | s.Comprehension | s.Fold | s.Scan | s.Pin | s.Ask | s.Endorse,
    ) -> Doc:
        match expr:
            case s.If():
                return group(self._if(expr))
            case s.Match(subject, arms):
                lines = self.lay_out([Item(arm.span, self._arm(arm)) for arm in arms], _arms(expr, subject))
                return cat("match ", self.expr(subject), " {", nest(HARD, lines), HARD, "}")
            case s.For(variable, over, body):
                return group(self._walk(variable, over), " ", self.block(body))
            case s.Comprehension(value, variable, over):
                return group("[", nest(SOFT, self.expr(value), SPACE, self._walk(variable, over)), SOFT, "]")
            case s.Fold() | s.Scan():
                return self._accumulation(expr)
            case s.Pin(place, body):
                return group(f"at {place.text} ", self.block(body))
            case s.Ask():
                return self._ask(expr)
            case s.Endorse(value, reason):
                return group("endorse ", self.expr(value), nest(SPACE, because(reason)))
            case _:
                assert_never(expr)

    def _integer(self, literal: s.IntLiteral) -> str:
        """As the user grouped its digits, if the tree comes from this source."""
        written = self.source.snippet(literal.span)
        same = re.fullmatch(r"[0-9]+(_[0-9]+)*", written) and int(written) == literal.value
        return written if same else f"{literal.value:_}" if literal.value >= 10_000 else str(literal.value)

    def _decimal(self, literal: s.DecimalLiteral) -> str:
        """As the user grouped its digits, if the tree comes from this source."""
        written = self.source.snippet(literal.span)
        return written if written.replace("_", "") == literal.value else literal.value

    def _digitless(self, value: s.Expr) -> Doc:
        """What stands before `.0`: a number in parentheses, as `5.0` is a decimal."""
        doc = self.expr(value, POSTFIX)
        return cat("(", doc, ")") if isinstance(value, s.IntLiteral) else doc

    def _binary(self, expr: s.Binary) -> Doc:
        left, right = operand_strengths(expr.op)
        return group(self.expr(expr.left, left), f" {expr.op}", nest(SPACE, self.expr(expr.right, right)))

    def _call(self, function: s.Name, arguments: Sequence[s.Argument]) -> Doc:
        return cat(function.text, bracketed("(", [self._argument(a) for a in arguments], ")"))

    def _argument(self, argument: s.Argument) -> Doc:
        prefix = f"{argument.name.text} = " if argument.name else ""
        return cat(prefix, self.expr(argument.value))

    def _if(self, expr: s.If) -> Doc:
        """A chain of `else if` in a loop: long chains are not deep."""
        parts: list[Doc | str] = []
        rest: s.If | s.Block = expr
        while isinstance(rest, s.If):
            parts += ["if ", self.expr(rest.condition), " ", self.block(rest.then), " else "]
            rest = rest.otherwise
        return cat(*parts, self.block(rest))

    def _arm(self, arm: s.Arm) -> Callable[[], Doc]:
        def doc() -> Doc:
            broken = BROKEN if isinstance(arm.body, s.Block) else ""
            return cat(pattern(arm.pattern), " => ", self._body(arm.body), broken)

        return doc

    def _body(self, body: s.Expr | s.Block) -> Doc:
        return group(self.block(body)) if isinstance(body, s.Block) else self.expr(body)

    def _walk(self, variable: s.Binder, over: s.Expr | s.Range) -> Doc:
        walked = self._range(over.lo, over.hi) if isinstance(over, s.Range) else self.expr(over)
        return cat(f"for {binder(variable)} in ", walked)

    def _accumulation(self, expr: s.Fold | s.Scan) -> Doc:
        word = "fold" if isinstance(expr, s.Fold) else "scan"
        accumulator = cat(f"{word} {binder(expr.accumulator)}", self.annotation(expr.type), " = ")
        walk = cat(" ", self._walk(expr.variable, expr.over), " ")
        return group(accumulator, self.expr(expr.start), walk, self.block(expr.body))

    def _ask(self, expr: s.Ask) -> Doc:
        head = cat(expr.model.text, bracketed("(", [self.expr(a) for a in expr.arguments], ")"))
        parts = [
            cat(f"at {expr.place.text}") if expr.place else None,
            cat("as ", self.type(expr.type)),
            cat(f"margin {expr.margin.threshold} else {expr.margin.abstain.text}") if expr.margin else None,
            cat(f"examples {quote(expr.examples)}") if expr.examples is not None else None,
        ]
        clauses = [cat(SPACE, part) for part in parts if part]
        lines = [cat(HARD, line) for line in expr.prompt.split("\n")] if expr.prompt else []
        return cat(group("ask ", head, nest(*clauses), ' """'), nest(*lines), HARD, '"""')


def _arms(expr: s.Match, subject: s.Expr) -> Span:
    return Span(subject.span.end, expr.span.end)


def binder(binder_: s.Binder) -> str:
    match binder_:
        case s.Name(text):
            return text
        case s.TupleBinder(parts):
            return f"({', '.join(name.text for name in parts)})"
        case _:
            assert_never(binder_)


def claim(claim_: s.LabelClaim | None) -> Doc:
    """` learn a, b steer c`, or nothing."""
    parts: list[Doc | str] = []
    for word, principals in (("learn", claim_.learn), ("steer", claim_.steer)) if claim_ else ():
        parts += [f" {word} ", names(principals)] if principals is not None else []
    return cat(*parts)


def pattern(pattern_: s.Pattern) -> str:
    match pattern_:
        case s.NamePattern(name):
            return name.text
        case s.IntPattern(value):
            return str(value)
        case s.BoolPattern(value):
            return "true" if value else "false"
        case s.NonePattern():
            return "none"
        case s.WildcardPattern():
            return "_"
        case _:
            assert_never(pattern_)
