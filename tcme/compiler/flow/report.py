"""What the flow stage hands on: everything that the plan, the certificate and the messages need."""

from typing import Literal, TypeAlias

from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.decide import Decided
from tcme.compiler.flow.infer import Labels
from tcme.compiler.flow.labels import Label
from tcme.compiler.flow.obligations import Failure
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.frozen import frozen

ObligationAnswer: TypeAlias = Literal["proved", "refuted", "not proved"]


@frozen
class Verdict:
    """One obligation with its answer."""

    rule: str
    subject: str
    answer: ObligationAnswer


@frozen
class FlowReport:
    """`adversaries` is the size of K; `steerers` and `fields` are by field name; `verdicts` are of all
    obligations but those that only warn; `warnings` and `errors` are what went into the sink; `smt` is the
    text of the SMT file."""

    analysis: Analysis
    decided: tuple[Decided, ...]
    verdicts: tuple[Verdict, ...]
    failures: tuple[Failure, ...]
    errors: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...]
    steerers: dict[str, tuple[str, ...]]
    covered: tuple[str, ...]
    assumed_away: tuple[str, ...]
    smt: str

    @property
    def proved(self) -> bool:
        return not self.errors and all(v.answer == "proved" for v in self.verdicts)

    @property
    def space(self) -> Space:
        return self.analysis.space

    @property
    def adversaries(self) -> int:
        return self.analysis.space.count

    @property
    def labels(self) -> Labels:
        return self.analysis.labels

    @property
    def fields(self) -> dict[str, Label]:
        return self.analysis.fields
