"""Values of a witness as people write them: numbers with their decimals, keys apart from numbers."""

from collections.abc import Mapping
from fractions import Fraction

from tcme.compiler.core import Value
from tcme.dsl.ty import ArrayTy, FixedTy, KeyTy, ListTy, OptionTy, RecordTy, TupleTy, Ty, decimal, plain


def written(ty: Ty, value: Value) -> Value:
    """The value with texts in place of what is computed with."""
    match plain(ty), value:
        case FixedTy(_, _, over), int():
            return decimal(Fraction(value, over))
        case KeyTy(), int():
            return f"key#{value}"
        case OptionTy(element), _ if value is not None:
            return written(element, value)
        case RecordTy(fields), dict():
            return {name: written(t, value[name]) for name, t in fields}
        case TupleTy(items), tuple():
            return tuple(map(written, items, value))
        case ((ArrayTy(element, _) | ListTy(element, _, _)), tuple()):
            return tuple(written(element, item) for item in value)
        case _:
            return value


def all_written(types: Mapping[str, Ty], values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: written(types[name], value) for name, value in values.items()}
