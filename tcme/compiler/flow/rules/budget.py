"""Rule budget: what an adversary hears about an input stays within what `leak` allows.

Fields that depend on the input and reach the adversary multiply, each once; a joint field charges each of
its sources in full.  Without a `leak` line the allowance is what the fields declare.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from tcme.compiler.core import Field, Leak
from tcme.compiler.flow.adversaries import Adversary
from tcme.compiler.flow.analysis import Analysis, receives
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import Exceeds, Formula, conj, evaluate
from tcme.compiler.flow.obligations import Fact, Never, Obligation
from tcme.compiler.flow.wording import bits, described, plural
from tcme.dsl.diagnostics import Answer, Diagnostic, Note
from tcme.dsl.ty import cardinality


def budget(analysis: Analysis) -> Iterator[Obligation]:
    for field in analysis.core.fields:
        claim = Fact(cardinality(field.ty) is not None, _endless(field))
        yield Obligation("budget", f"{field.name} finite", claim, field.span, field=field.name)
    for number, leak in enumerate(analysis.core.leaks):
        for source in leak.sources:
            claims = Never(_violation(analysis, leak, source), partial(_refusal, analysis, leak, source))
            subject = f"leak {number} {source}"
            yield Obligation("budget", subject, claims, leak.span, sources=frozenset((source,)))


def charged(analysis: Analysis, source: str) -> tuple[Field, ...]:
    """The fields that tell about an input, or say that they do."""
    return tuple(f for f in analysis.core.fields if source in analysis.field(f.name).sources.union(f.sources))


def factors(analysis: Analysis, source: str) -> tuple[tuple[Formula, int], ...]:
    """For each such field: who receives it, and how many values it has."""
    return tuple((receives(f.recipients), cardinality(f.ty) or 1) for f in charged(analysis, source))


def product(analysis: Analysis, source: str, adversary: Adversary) -> int:
    """How many answers about an input an adversary can tell apart."""
    total = 1
    for condition, weight in factors(analysis, source):
        total *= weight if evaluate(condition, adversary.mapping) else 1
    return total


def _violation(analysis: Analysis, leak: Leak, source: str) -> Formula:
    weights = factors(analysis, source)
    most = sum(weight.bit_length() for _, weight in weights)
    over = Exceeds(weights, 1 << min(leak.bits, most))
    return conj(receives(leak.recipients), analysis.may_not_read((source,)), over)


def _refusal(analysis: Analysis, leak: Leak, source: str, adversary: Adversary) -> Diagnostic:
    heard = [f for f in charged(analysis, source) if evaluate(receives(f.recipients), adversary.mapping)]
    enough = _enough(analysis, leak)
    learned = plural(bits(product(analysis, source, adversary)), "bit")
    return Diagnostic(
        code="TC307",
        message=f"an adversary that is {described(adversary)} learns up to {learned} about `{source}`, "
        f"more than {plural(leak.bits, 'bit')}",
        span=leak.span,
        label=f"allows {plural(leak.bits, 'bit')} of {listed(leak.sources)}",
        notes=tuple(
            Note(f"`{f.name}` carries {plural(bits(cardinality(f.ty) or 1), 'bit')}", f.span) for f in heard
        ),
        help=f"raise the bound to {plural(enough, 'bit')}; or give the fields fewer values or recipients",
        answer=Answer.NOT_PROVED,
        rule="budget",
    )


def _enough(analysis: Analysis, leak: Leak) -> int:
    """The fewest bits that would do for all inputs of a line and all adversaries."""
    counts = [[weight for _, weight in factors(analysis, source)] for source in leak.sources]
    low, high = leak.bits, max(sum(weight.bit_length() for weight in weights) for weights in counts)
    while high - low > 1:
        middle = (low + high) // 2
        tried = replace(leak, bits=middle)
        fails = any(analysis.space.holds_somewhere(_violation(analysis, tried, x)) for x in leak.sources)
        low, high = (middle, high) if fails else (low, middle)
    return high


def _endless(field: Field) -> Diagnostic:
    return Diagnostic(
        code="TC307",
        message=f"`{field.name}` has no finite number of values, so nothing bounds what it tells",
        span=field.span,
        help="give it a finite type",
        answer=Answer.NOT_PROVED,
        rule="budget",
    )
