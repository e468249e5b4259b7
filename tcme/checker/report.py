"""The answer: a verdict, every obligation, and how much is told to whom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """`verdict` is proved, refuted or refused; an obligation is (rule, subject, answer, why it fails)."""

    verdict: str
    reason: str = ""
    adversaries: int = 0
    assumed: tuple[str, ...] = ()
    obligations: tuple[tuple[str, str, str, str], ...] = ()
    fields: tuple[tuple[str, str, float], ...] = ()
    recipients: tuple[tuple[str, float], ...] = ()
    program: str = ""

    def text(self) -> str:
        lines = [self.program] if self.program else []
        for rule, subject, answer, why in self.obligations:
            lines.append(f"{answer}: {rule} of {subject}" + f": {why}" * bool(why))
        lines += [f"field {name} to {to}: {bits:.2f} bits" for name, to, bits in self.fields]
        lines += [f"in all to {name}: {bits:.2f} bits" for name, bits in self.recipients]
        assumed = "; ".join(self.assumed) or "nothing"
        if self.program:
            lines.append(f"{self.adversaries} adversaries covered; assumed: {assumed}")
        return "\n".join([*lines, self.verdict + f": {self.reason}" * bool(self.reason)])
