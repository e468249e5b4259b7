"""The prompt around an `ask`: a constant prefix with worked examples, the arguments as data, a constant tail.

The parts are tokenised apart, so the constant ones are the same ids for every argument, and the rows that
an argument takes depend only on its declared size.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tcme.backends.model.examples import Example
from tcme.backends.model.fault import ModelFault
from tcme.backends.model.spec import AskSpec, canonical_digest
from tcme.backends.model.tokenizer import Tokenizer

# A text of at most this many bytes has a row for every byte, which is the most tokens it can have.
SHORT = 64


@dataclass(frozen=True, slots=True)
class Template:
    """The fixed words around prompt, texts and answer; part of what the parties sign."""

    after_prompt: str = "\n\n"
    text: str = "Text:"
    numbered_text: str = "Text {}:"
    after_text: str = "\n"
    answer: str = "Answer:"
    after_answer: str = "\n\n"
    shots_per_value: int = 2
    short: int = SHORT
    bytes_per_row: int = 2

    def digest(self) -> str:
        """SHA-256 (hex) of the template."""
        return canonical_digest(asdict(self))


TEMPLATE = Template()


@dataclass(frozen=True, slots=True)
class Layout:
    """An ask in tokens: prefix, rows set aside for each argument, what stands between these, tail."""

    prefix: tuple[int, ...]
    rows: tuple[int, ...]
    between: tuple[tuple[int, ...], ...]
    tail: tuple[int, ...]

    @property
    def size(self) -> int:
        """Rows set aside for all arguments and what stands between them."""
        return sum(self.rows) + sum(map(len, self.between))


def rows_for(max_bytes: int) -> int:
    """Rows set aside for a text of at most max_bytes, with one for the space before it.

    A token is at least one byte. Running text in any of the large scripts has well over two bytes a token,
    so long bounds get a row for every two bytes; denser text is read up to that row, which is no failure
    and shows nowhere.
    """
    return 1 + max(min(max_bytes, TEMPLATE.short), -(-max_bytes // TEMPLATE.bytes_per_row))


def labels(count: int) -> tuple[str, ...]:
    """What stands before each of count arguments."""
    if count == 1:
        return (TEMPLATE.text,)
    return tuple(TEMPLATE.numbered_text.format(number + 1) for number in range(count))


def prefix_tokens(spec: AskSpec, shots: Sequence[Example], tokenizer: Tokenizer) -> tuple[int, ...]:
    """Tokens from the start of the prompt to the first argument, with shots as worked examples."""
    head = spec.prompt + TEMPLATE.after_prompt + "".join(map(worked, shots)) + labels(len(spec.max_bytes))[0]
    return (tokenizer.begin, *tokenizer.encode(head))


def lay_out(spec: AskSpec, prefix: tuple[int, ...], tokenizer: Tokenizer) -> Layout:
    """The layout of the ask after the tokens of its prefix."""
    _, *others = labels(len(spec.max_bytes))
    return Layout(
        prefix=prefix,
        rows=tuple(map(rows_for, spec.max_bytes)),
        between=tuple(tokenizer.encode(TEMPLATE.after_text + label) for label in others),
        tail=tokenizer.encode(TEMPLATE.after_text + TEMPLATE.answer),
    )


def worked(example: Example) -> str:
    """An example as it stands in the prompt."""
    texts = (
        f"{label} {flat(text)}{TEMPLATE.after_text}"
        for label, text in zip(labels(len(example.texts)), example.texts, strict=True)
    )
    return f"{''.join(texts)}{TEMPLATE.answer} {example.value}{TEMPLATE.after_answer}"


def flat(text: str) -> str:
    """Text on one line with single spaces: it cannot imitate the prompt's lines, and no text grows by it."""
    return " ".join(text.split())


def argument_tokens(
    spec: AskSpec, layout: Layout, arguments: Sequence[str], tokenizer: Tokenizer
) -> list[int]:
    """Tokens of the arguments and what stands between them, at most layout.size. Raises TC614."""
    check_size(spec, arguments)
    tokens: list[int] = []
    for text, rows, after in zip(arguments, layout.rows, (*layout.between, ()), strict=True):
        tokens += argument_row(text, tokenizer)[:rows]
        tokens += after
    return tokens


def argument_row(text: str, tokenizer: Tokenizer) -> tuple[int, ...]:
    """Tokens of a text as it follows its label."""
    return tokenizer.encode(" " + flat(text))


def utf8_size(text: str) -> int:
    """Bytes of text in UTF-8; TC614 when it holds half of a surrogate pair and so has no such form."""
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise ModelFault("TC614", "a text is not valid Unicode") from None


def check_size(spec: AskSpec, arguments: Sequence[str]) -> None:
    """TC614 unless there are as many arguments as declared, each within its declared bytes."""
    if len(arguments) != len(spec.max_bytes):
        raise ModelFault("TC614", "the number of texts differs from what the ask declares")
    for text, limit in zip(arguments, spec.max_bytes, strict=True):
        if utf8_size(text) > limit:
            raise ModelFault("TC614", f"a text is longer than the {limit} bytes that the ask declares")
