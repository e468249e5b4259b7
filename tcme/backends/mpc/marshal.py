"""What stands in for `pickle` inside MPyC: arrays of field elements in a fixed width, and nothing else.

MPyC unpickles what peers send, so that a malicious peer would run code here. `Marshal` has pickle's two
functions; its `loads` yields an array of integers below the modulus or refuses (TC605). Messages also become
smaller, and their size depends on the number of elements only.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tcme.backends.mpc.shares import pack, unpack

Values = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Marshal:
    modulus: int

    def dumps(self, elements: Iterable[int]) -> bytes:
        """Elements of a flat array."""
        return pack([int(element) for element in elements], self.modulus)

    def loads(self, data: bytes) -> Values:
        """A flat array."""
        elements = unpack(data, self.modulus)
        return np.fromiter(elements, dtype=object, count=len(elements))
