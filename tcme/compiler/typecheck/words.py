"""Types and constant expressions as people write them, for messages."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from tcme.dsl import syntax
from tcme.dsl.ty import Ty, decimal, show


def type_words(node: syntax.Type | syntax.FunctionType) -> str:
    match node:
        case syntax.NamedType(name, _):
            return name.text
        case syntax.AnyInt():
            return "Int"
        case syntax.AnyFixed():
            return "Fixed"
        case syntax.IntType(lo, hi, _):
            return f"Int[{words(lo)}..{words(hi)}]"
        case syntax.FixedType(lo, hi, step, _):
            return f"Fixed[{words(lo)}..{words(hi)} by {words(step)}]"
        case syntax.TextType(lo, hi, _):
            return f"Text[{words(lo)}..{words(hi)}]"
        case syntax.BytesType(lo, hi, _):
            return f"Bytes[{words(lo)}..{words(hi)}]"
        case syntax.ImageType(sizes, _):
            return f"Image[{_listed(map(words, sizes))}]"
        case syntax.EnumType(values, _):
            return "{" + _listed(value.text for value in values) + "}"
        case syntax.RecordType(fields, _):
            return "{" + _listed(f"{f.name.text} : {type_words(f.type)}" for f in fields) + "}"
        case syntax.TupleType(items, _):
            return f"({_listed(map(type_words, items))})"
        case syntax.OptionType(element, _):
            return f"{type_words(element)}?"
        case syntax.ArrayType(element, size, _):
            return f"[{type_words(element)}; {words(size)}]"
        case syntax.ListType(element, lo, hi, _):
            return f"List[{type_words(element)}; {words(lo)}..{words(hi)}]"
        case syntax.FunctionType(parameters, result, _):
            return f"fn({_listed(map(type_words, parameters))}) -> {type_words(result)}"


def words(node: syntax.Expr) -> str:
    """An expression of which the compiler knows the value; what cannot stand in one is left out."""
    match node:
        case syntax.IntLiteral(value, _):
            return str(value)
        case syntax.DecimalLiteral(text, _):
            return text
        case syntax.TextLiteral(text, _):
            return f'"{text}"'
        case syntax.BoolLiteral(value, _):
            return str(value).lower()
        case syntax.NameExpr(name, _):
            return name.text
        case syntax.Paren(inner, _):
            return f"({words(inner)})"
        case syntax.Unary(op, operand, _):
            return f"{op} {words(operand)}" if op == "not" else f"{op}{words(operand)}"
        case syntax.Binary(op, left, right, _):
            return f"{words(left)} {op} {words(right)}"
        case syntax.Call(function, arguments, _):
            return f"{function.text}({_listed(words(argument.value) for argument in arguments)})"
        case _:
            return "…"


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)


def stands_for(numbers: Mapping[str, int | Fraction], types: Mapping[str, Ty]) -> str:
    """`n = 3, T = Int[0..9]`."""
    shown = {name: decimal(Fraction(value)) for name, value in numbers.items()}
    shown |= {name: show(ty) for name, ty in types.items()}
    return ", ".join(f"{name} = {what}" for name, what in shown.items())
