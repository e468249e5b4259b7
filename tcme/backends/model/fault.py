"""What can go wrong in the model back end, said without any input text."""

from tcme.dsl.diagnostics import Fault


class ModelFault(Fault):
    """A refusal of the model back end.

    code is stable (TC610 to TC619), message a lower-case sentence that never holds input text, help what to
    do. TC610 package not installed, TC611 digest differs, TC612 unknown model, TC613 cache missing or
    stale, TC614 text does not fit the shape, TC615 malformed examples, TC616 unusable ask, TC617 unusable
    checkpoint.
    """

    def __init__(self, code: str, message: str, help: str = "") -> None:
        super().__init__(code, message, help=help)

    def __str__(self) -> str:
        """The code and the message on one line."""
        return f"{self.code}: {self.message}"
