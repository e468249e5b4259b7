"""Types and expressions as documents. The formatter lends them the layout of lists of statements."""

import re
from collections.abc import Callable, Sequence
from typing import assert_never

from tcme.dsl import syntax as s
from tcme.dsl.frozen import frozen
from tcme.dsl.lexer import HIDDEN
from tcme.dsl.pretty import BROKEN, HARD, SOFT, SPACE, Doc, Text, cat, group, join, nest
from tcme.dsl.source import Source, Span

OR, XOR, AND, NOT, COMPARISON, SUM, PRODUCT, NEGATION, POSTFIX, ATOM = range(1, 11)
STRENGTH: dict[str, int] = {
    "or": OR,
    "xor": XOR,
    "and": AND,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), COMPARISON),
    **dict.fromkeys("+-", SUM),
    **dict.fromkeys("*/%", PRODUCT),
}


def strength(expr: s.Expr) -> int:
    """How tightly the outermost operator binds."""
    match expr:
        case s.Binary(op=op):
            return STRENGTH[op]
        case s.Unary(op="not"):
            return NOT
        case s.Unary():
            return NEGATION
        case s.FieldAccess() | s.Index():
            return POSTFIX
        case _:
            return ATOM


def operand_strengths(op: s.BinaryOp) -> tuple[int, int]:
    """The least strengths of the operands: operators group to the left, comparisons not at all."""
    level = STRENGTH[op]
    return (level + (level == COMPARISON), level + 1)


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
            case s.IntType(lo, hi):
                return cat("Int[", self._range(lo, hi), "]")
            case s.TextType(lo, hi):
                return cat("Text[", self._range(lo, hi), "]")
            case s.EnumType(values):
                return bracketed("{", [Text(value.text) for value in values], "}")
            case s.RecordType(fields):
                return bracketed("{", [cat(f.name.text, " : ", self.type(f.type)) for f in fields], "}")
            case s.OptionType(element):
                return cat(self.type(element), "?")
            case s.ArrayType(element, size):
                return cat("[", self.type(element), "; ", self.expr(size, SUM), "]")
            case _:
                assert_never(type_)

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
        return lambda: cat(f"let {let.name.text}", self.annotation(let.type), " = ", self.expr(let.value))

    def _result(self, result: s.Expr | s.Release) -> Item:
        if isinstance(result, s.Release):
            return Item(result.span, lambda: cat("release ", self._call(result.output, result.arguments)))
        return Item(result.span, lambda: self.expr(result))

    # --- expressions

    def expr(self, expr: s.Expr, least: int = OR) -> Doc:
        """The expression; in parentheses where its operator binds less tightly than `least`."""
        doc = self._bare(expr)
        return doc if strength(expr) >= least else cat("(", doc, ")")

    def _bare(self, expr: s.Expr) -> Doc:
        match expr:
            case s.IntLiteral():
                return Text(self._integer(expr))
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
            case s.Index(array, index):
                return cat(self.expr(array, POSTFIX), group("[", nest(SOFT, self.expr(index)), SOFT, "]"))
            case s.ArrayLiteral(items):
                return bracketed("[", [self.expr(item) for item in items], "]")
            case s.Paren(inner):
                return group("(", nest(SOFT, self.expr(inner)), SOFT, ")")
            case _:
                return self._compound(expr)

    def _compound(self, expr: s.If | s.Match | s.For | s.Comprehension | s.Fold | s.Ask | s.Endorse) -> Doc:
        match expr:
            case s.If():
                return group(self._if(expr))
            case s.Match(subject, arms):
                lines = self.lay_out([Item(arm.span, self._arm(arm)) for arm in arms], _body(expr, subject))
                return cat("match ", self.expr(subject), " {", nest(HARD, lines), HARD, "}")
            case s.For(variable, over, body):
                return group(f"for {variable.text} in ", self._over(over), " ", self.block(body))
            case s.Comprehension(body, variable, over):
                walk = cat(f"for {variable.text} in ", self._over(over))
                return group("[", nest(SOFT, self.expr(body), SPACE, walk), SOFT, "]")
            case s.Fold():
                return self._fold(expr)
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
            block = isinstance(arm.body, s.Block)
            body = group(self.block(arm.body)) if isinstance(arm.body, s.Block) else self.expr(arm.body)
            return cat(pattern(arm.pattern), " => ", body, BROKEN if block else "")

        return doc

    def _over(self, over: s.Expr | s.Range) -> Doc:
        return self._range(over.lo, over.hi) if isinstance(over, s.Range) else self.expr(over)

    def _fold(self, expr: s.Fold) -> Doc:
        accumulator = cat(f"fold {expr.accumulator.text}", self.annotation(expr.type), " = ")
        walk = cat(f" for {expr.variable.text} in ", self._over(expr.over), " ")
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


def _body(expr: s.Match, subject: s.Expr) -> Span:
    return Span(subject.span.end, expr.span.end)


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
