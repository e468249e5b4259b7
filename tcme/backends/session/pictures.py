"""Pixels of PNG files, with Pillow: the one place that imports it."""

from io import BytesIO
from typing import Final

from tcme.compiler.values import ValueFault
from tcme.dsl.ty import ImageTy, show

MODES: Final = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
"""What Pillow calls pictures of so many channels with eight bits each."""
ALIKE: Final = {("P", "RGB"), ("1", "L")}
"""Palettes and black-and-white are written out."""


def pixels(ty: ImageTy, name: str, data: bytes, path: str) -> object:
    """Nested lists by row, column and channel; raises ValueFault where the picture is another one."""
    from PIL import Image

    height, width = ty.sizes[:2]
    mode = MODES.get(ty.sizes[2] if len(ty.sizes) == 3 else 1)
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as picture:
            fits = picture.size == (width, height) and mode is not None
            if not fits or (picture.mode != mode and (picture.mode, mode) not in ALIKE):
                raise ValueFault(
                    path, "", said=f"{path}: `{name}` is no `{show(ty)}` with eight bits a channel"
                )
            raw = picture.convert(mode).tobytes()
    except ValueFault:
        raise
    except Exception:  # a hostile file ends Pillow in many ways, failed assertions among them
        raise ValueFault(path, "", said=f"{path}: `{name}` is no PNG picture") from None
    return _nested(ty.sizes, list(raw))


def _nested(sizes: tuple[int, ...], values: list[int]) -> list[object]:
    if len(sizes) == 1:
        return list(values)
    step = len(values) // sizes[0]
    rows = (values[i : i + step] for i in range(0, len(values), step))
    return [_nested(sizes[1:], row) for row in rows]
