"""What the built-in functions that keep parts of labels apart do to them; all others join everything."""

from collections.abc import Callable

from tcme.checker.labels import COUNT, ELEMENT, EVERY, THERE, VALUE, Label, join


def scalar(*labels: Label) -> Label:
    """Everything together, as one value without parts."""
    return join(*(label.flat() for label in labels)) if labels else Label()


def length(of: Label) -> Label:
    """Of an array it is a constant."""
    if of.is_list():
        return (of.part(COUNT) or Label()).flat()
    return of.flat() if of.blurred else Label()


def zipped(*arrays: Label) -> Label:
    if any(array.is_list() or array.blurred for array in arrays):
        flat = scalar(*arrays)
        return Label(flat.sources, flat.influence, blurred=True)
    return Label(parts={EVERY: Label(parts={str(i): a.element() for i, a in enumerate(arrays)})})


def concatenated(*arrays: Label) -> Label:
    """Of lists each element's place depends on how many stand before it."""
    whole = join(*arrays).array()
    return compacted(whole) if whole.is_list() else whole


def compacted(whole: Label) -> Label:
    count = whole.part(COUNT) or Label()
    return Label(parts={COUNT: count, ELEMENT: (whole.part(ELEMENT) or Label()).under(count)})


def elements(of: Label) -> Label:
    """A list as an array of options."""
    whole = of.list()
    option = Label(whole.sources, whole.influence, {THERE: whole.parts[COUNT], VALUE: whole.parts[ELEMENT]})
    return Label(parts={EVERY: option})


def packed(of: Label) -> Label:
    """An array of options as the list of those that are there."""
    option = of.element().option()
    parts = {COUNT: option.part(THERE) or Label(), ELEMENT: option.part(VALUE) or Label()}
    return compacted(Label(parts=parts))


def utf8(text: Label) -> Label:
    return Label(parts={COUNT: text.flat(), ELEMENT: text.flat()})


STRUCTURED: dict[str, Callable[..., Label]] = {
    "len": length,
    "zip": zipped,
    "concat": concatenated,
    "elements": elements,
    "pack": packed,
    "utf8": utf8,
}
