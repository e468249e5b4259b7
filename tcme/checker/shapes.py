"""Labels in the shape of a type."""

from typing import Any

from tcme.checker.labels import COUNT, ELEMENT, EVERY, THERE, VALUE, Label
from tcme.checker.program import Program
from tcme.checker.schema import Node
from tcme.checker.sizes import count_values


def spread(p: Program, label: Label, ty: Node) -> Label:
    """A value of a type of which every part has this label."""
    p.step()
    match ty:
        case {"node": "NamedType", "name": name} if name in p.types:
            return spread(p, label, p.types[name]["type"])
        case {"node": "OptionType", "element": element}:
            return Label(parts={THERE: label, VALUE: spread(p, label, element)})
        case {"node": "ListType", "element": element}:
            return Label(parts={COUNT: label, ELEMENT: spread(p, label, element)})
        case {"node": "BytesType"}:
            return Label(parts={COUNT: label, ELEMENT: label})
        case {"node": "ArrayType", "element": element}:
            return Label(parts={EVERY: spread(p, label, element)})
        case {"node": "ImageType", "sizes": sizes}:
            for _ in sizes:
                label = Label(parts={EVERY: label})
            return label
        case {"node": "TupleType", "items": items}:
            return Label(parts={str(i): spread(p, label, t) for i, t in enumerate(items)})
        case {"node": "RecordType", "fields": fields}:
            return Label(parts={f["name"]: spread(p, label, f["type"]) for f in fields})
    return label


def shaped(p: Program, label: Label, ty: Node | None) -> Label:
    """As a value of a type: what is no option or list becomes one where one is wanted."""
    match ty:
        case {"node": "NamedType", "name": name} if name in p.types:
            p.step()
            return shaped(p, label, p.types[name]["type"])
        case {"node": "OptionType", "element": element}:
            label, wanted = label.option(), {VALUE: element}
        case {"node": "BytesType"}:
            return label.list()
        case {"node": "ListType", "element": element}:
            label, wanted = label.list(), {ELEMENT: element}
        case {"node": "ArrayType", "element": element}:
            wanted = dict.fromkeys(label.parts, element)
        case {"node": "TupleType", "items": types} if label.parts:
            wanted = {str(i): t for i, t in enumerate(types)}
        case {"node": "RecordType", "fields": fields} if label.parts:
            wanted = {f["name"]: f["type"] for f in fields}
        case _:
            return label
    inner = {k: shaped(p, v, wanted.get(k)) for k, v in label.parts.items()}
    return Label(label.sources, label.influence, inner, label.blurred)


def opened(label: Label, ty: Node) -> Label:
    """As a value of a type that is opened: a part that can have one value only tells nothing."""
    if count_values(ty) == 1:
        return Label()
    wanted: dict[str, Any] = {}
    match ty:
        case {"node": "OptionTy", "element": element}:
            label, wanted = label.option(), {VALUE: element}
        case {"node": "ListTy", "element": element}:
            label, wanted = label.list(), {ELEMENT: element}
        case {"node": "ArrayTy", "element": element}:
            wanted = dict.fromkeys(label.parts, element)
        case {"node": "TupleTy", "items": types}:
            wanted = {str(i): t for i, t in enumerate(types)}
        case {"node": "RecordTy", "fields": fields}:
            wanted = dict(fields)
    inner = {k: opened(v, wanted[k]) if k in wanted else v for k, v in label.parts.items()}
    return Label(label.sources, label.influence, inner, label.blurred)
