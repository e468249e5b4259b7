"""What each rule of the grammar makes of its children: the table from rule to syntax node.

An action takes the span of everything that the rule covers, then the values of its children.
"""

import textwrap
from collections.abc import Callable
from typing import Any, Literal

from tcme.dsl import syntax as s
from tcme.dsl.frozen import frozen
from tcme.dsl.lexer import unescape
from tcme.dsl.source import Span
from tcme.dsl.token_kinds import Token


@frozen
class Header:
    """`/// doc` and `program NAME`, or `module NAME`."""

    kind: Literal["program", "module"]
    doc: str | None
    name: s.Name
    span: Span


def clean_prompt(raw: str) -> str:
    """The text between triple quotes without the indentation that its lines share and outer blanks."""
    first, newline, rest = raw.replace("\r\n", "\n").partition("\n")
    return (first.strip() + newline + textwrap.dedent(rest)).strip()


def clean_doc(raw: str) -> str:
    """The text of `///` lines: one space after the slashes is not part of it."""
    return "\n".join(line.removeprefix("///").removeprefix(" ").rstrip() for line in raw.split("\n"))


def _all(at: Span, *children: Any) -> tuple[Any, ...]:
    return children


def _optional(at: Span, *children: Any) -> Any:
    return children[0] if children else None


def _text(at: Span, token: Token) -> str:
    return token.text


def _doc(at: Span, *token: Token) -> str | None:
    return clean_doc(token[0].text) if token else None


def _integer_value(token: Token) -> int:
    return int(token.text)


def _adversary(at: Span, limit: Token, names: tuple[s.Name, ...], level: s.Level) -> s.AdversaryDecl:
    return s.AdversaryDecl(_integer_value(limit), names, level, at)


def _leak(at: Span, bits: Token, sources: tuple[s.Name, ...], recipients: tuple[s.Name, ...]) -> s.LeakDecl:
    return s.LeakDecl(_integer_value(bits), sources, recipients, at)


def _output(at: Span, name: s.Name, *fields: s.OutputField) -> s.OutputDecl:
    return s.OutputDecl(name, fields, at)


def _input(at: Span, name: s.Name, type_: s.Type, owner: tuple[s.Name, bool], endorsed: Any) -> s.InputDecl:
    return s.InputDecl(name, type_, *owner, endorsed, at)


def _field(
    at: Span,
    doc: str | None,
    name: s.Name,
    type_: s.Type,
    sources: tuple[s.Name, ...],
    recipients: tuple[tuple[s.Name, ...], bool],
    because: str,
    steered_by: tuple[s.Name, ...],
) -> s.OutputField:
    return s.OutputField(doc, name, type_, sources, *recipients, because, steered_by, at)


def _claim(at: Span, learn: Any, steer: Any) -> s.LabelClaim | None:
    return None if learn is None and steer is None else s.LabelClaim(learn, steer, at)


def _expect_bits(at: Span, bits: Token, sources: Any, recipients: Any) -> s.ExpectBits:
    return s.ExpectBits(_integer_value(bits), sources, recipients, at)


def _test(at: Span, name: str, *lines: Any) -> s.TestDecl:
    return s.TestDecl(name, lines, at)


def _qualified(at: Span, *names: s.Name) -> s.Name:
    return s.Name(".".join(name.text for name in names), at)


def _qualified_call(at: Span, module: s.Expr, name: s.Name, arguments: tuple[s.Argument, ...]) -> s.Call:
    """`order.median(xs)`; `e.f(xs)` calls `.f`, which no module has."""
    owner = module.name.text if isinstance(module, s.NameExpr) else ""
    return s.Call(s.Name(f"{owner}.{name.text}", module.span.cover(name.span)), arguments, at)


def _listed(at: Span, *names: tuple[s.Name, ...]) -> tuple[s.Name, ...]:
    return names[0] if names else ()


def _block(at: Span, *parts: Any) -> s.Block:
    return s.Block(parts[:-1], parts[-1], at)


def _operator(at: Span, left: s.Expr, operator: Token, right: s.Expr) -> s.Binary:
    return s.Binary(operator.text, left, right, at)  # type: ignore[arg-type]


def _comparison(at: Span, left: s.Expr, operator: s.BinaryOp, right: s.Expr) -> s.Binary:
    return s.Binary(operator, left, right, at)


def _unary(at: Span, operator: Token, operand: s.Expr) -> s.Unary:
    return s.Unary("-" if operator.kind == "MINUS" else "not", operand, at)


def _argument(at: Span, *parts: Any) -> s.Argument:
    return s.Argument(parts[0] if len(parts) == 2 else None, parts[-1], at)


def _call(at: Span, function: s.Name, arguments: tuple[s.Argument, ...]) -> s.Call:
    return s.Call(function, arguments, at)


def _int_pattern(at: Span, *tokens: Token) -> s.IntPattern:
    value = _integer_value(tokens[-1])
    return s.IntPattern(-value if len(tokens) == 2 else value, at)


def _match(at: Span, subject: s.Expr, *arms: s.Arm) -> s.Match:
    return s.Match(subject, arms, at)


def _margin(at: Span, *parts: Any) -> s.Margin | None:
    return s.Margin(parts[0], parts[1], at) if parts else None


def _ask(
    at: Span,
    model: s.Name,
    arguments: tuple[s.Expr, ...],
    place: s.Name | None,
    type_: s.Type,
    margin: s.Margin | None,
    examples: str | None,
    prompt: Token,
) -> s.Ask:
    return s.Ask(model, arguments, place, type_, margin, examples, clean_prompt(prompt.text[3:-3]), at)


def _node(make: Callable[..., object]) -> Callable[..., object]:
    """The children are the fields, in order; the span comes last."""
    return lambda at, *children: make(*children, at)


ACTIONS: dict[str, Callable[..., object]] = {
    "header": lambda at, doc, name: Header("program", doc, name, at),
    "module_header": lambda at, doc, name: Header("module", doc, name, at),
    "group": _node(s.GroupDecl),
    "use": _node(s.UseDecl),
    "path": _all,
    "imported": _all,
    "principals": _node(s.PrincipalDecl),
    "kind": _text,
    "adversary": _adversary,
    "level": _text,
    "assume": _node(s.AssumeDecl),
    "aspect": _optional,
    "secrecy_or_integrity": _text,
    "model": _node(s.ModelDecl),
    "type_declaration": _node(s.TypeDecl),
    "const": _node(s.ConstDecl),
    "input": _input,
    "owner": lambda at, name: (name, False),
    "each_owner": lambda at, name: (name, True),
    "public": _node(s.PublicDecl),
    "endorsed": _optional,
    "require": _node(s.RequireDecl),
    "output": _output,
    "field": _field,
    "recipients": lambda at, names: (names, False),
    "each_recipient": lambda at, name: ((name,), True),
    "steered_by": _listed,
    "leak": _leak,
    "accept": _node(s.AcceptDecl),
    "function": _node(s.FunctionDecl),
    "parameters": _all,
    "parameter": _node(s.Parameter),
    "generics": _all,
    "where": _optional,
    "function_type": _node(s.FunctionType),
    "types": _all,
    "claim": _claim,
    "learn": _optional,
    "steer": _optional,
    "test": _test,
    "given": _node(s.Given),
    "member": _optional,
    "expect_true": _node(s.Expect),
    "expect_refused": lambda at, code: s.ExpectRefused(s.Name(code.text, code.span), at),
    "expect_bits": _expect_bits,
    "doc": _doc,
    "because": _optional,
    "string": lambda at, token: unescape(token.text),
    "names": _all,
    "name": lambda at, token: s.Name(token.text, at),
    "qualified": _qualified,
    "named_type": _node(s.NamedType),
    "any_int": _node(s.AnyInt),
    "any_fixed": _node(s.AnyFixed),
    "fixed_type": _node(s.FixedType),
    "bytes_type": _node(s.BytesType),
    "image_type": lambda at, *sizes: s.ImageType(sizes, at),
    "list_type": _node(s.ListType),
    "tuple_type": lambda at, *items: s.TupleType(items, at),
    "int_type": _node(s.IntType),
    "text_type": _node(s.TextType),
    "enum_type": lambda at, *names: s.EnumType(names, at),
    "record_type": lambda at, *fields: s.RecordType(fields, at),
    "record_field": _node(s.RecordField),
    "array_type": _node(s.ArrayType),
    "option_type": _node(s.OptionType),
    "block": _block,
    "let": _node(s.Let),
    "annotation": _optional,
    "tuple_binder": lambda at, *names: s.TupleBinder(names, at),
    "lambda": _node(s.Lambda),
    "binders": _all,
    "release": _node(s.Release),
    "binary": _operator,
    "unary": _unary,
    "comparison": _comparison,
    "comparator": _text,
    "field_access": _node(s.FieldAccess),
    "tuple_access": lambda at, value, position: s.TupleAccess(value, _integer_value(position), at),
    "qualified_call": _qualified_call,
    "index": _node(s.Index),
    "integer": lambda at, token: s.IntLiteral(_integer_value(token), at),
    "decimal": lambda at, token: s.DecimalLiteral(token.text.replace("_", ""), at),
    "text": lambda at, token: s.TextLiteral(unescape(token.text), at),
    "true": lambda at: s.BoolLiteral(True, at),
    "false": lambda at: s.BoolLiteral(False, at),
    "none": _node(s.NoneLiteral),
    "name_expr": _node(s.NameExpr),
    "call": _call,
    "paren": _node(s.Paren),
    "tuple": lambda at, *items: s.TupleExpr(items, at),
    "array": _node(s.ArrayLiteral),
    "comprehension": _node(s.Comprehension),
    "range": _node(s.Range),
    "if": _node(s.If),
    "match": _match,
    "arm": _node(s.Arm),
    "for": _node(s.For),
    "fold": _node(s.Fold),
    "scan": _node(s.Scan),
    "pin": _node(s.Pin),
    "ask": _ask,
    "endorse": _node(s.Endorse),
    "arguments": _all,
    "argument": _argument,
    "items": _all,
    "name_pattern": _node(s.NamePattern),
    "int_pattern": _int_pattern,
    "true_pattern": lambda at: s.BoolPattern(True, at),
    "false_pattern": lambda at: s.BoolPattern(False, at),
    "none_pattern": _node(s.NonePattern),
    "wildcard": _node(s.WildcardPattern),
    "place": _optional,
    "margin": _margin,
    "threshold": _text,
    "examples": _optional,
}
