"""The answer: a verdict, every obligation, and how much is told to whom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """`verdict` is proved, refuted or refused; an obligation is (rule, subject, answer, why it fails);
    `shown` are fields with inputs that only a proof shows them not to depend on."""

    verdict: str
    reason: str = ""
    adversaries: int = 0
    assumed: tuple[str, ...] = ()
    obligations: tuple[tuple[str, str, str, str], ...] = ()
    fields: tuple[tuple[str, str, float], ...] = ()
    recipients: tuple[tuple[str, float], ...] = ()
    program: str = ""
    shown: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        return "\n".join([*self.lines(), self.answer()])

    def lines(self) -> list[str]:
        """What was decided, against whom, and how much each field tells; nothing if it was refused."""
        if not self.program:
            return []
        lines = [self.program]
        for rule, subject, answer, why in self.obligations:
            lines.append(f"{answer}: {rule} of {subject}" + f": {why}" * bool(why))
        lines += [f"shown by self-composition: `{f}` does not depend on `{x}`" for f, x in self.shown]
        lines += [f"field {name} to {to}: {bits:.2f} bits" for name, to, bits in self.fields]
        lines += [f"in all to {name}: {bits:.2f} bits" for name, bits in self.recipients]
        assumed = "; ".join(self.assumed) or "nothing"
        return [*lines, f"{self.adversaries} adversaries covered; assumed: {assumed}"]

    def answer(self) -> str:
        return self.verdict + f": {self.reason}" * bool(self.reason)
