"""The flow rules, in one table: code, docs, tests and certificate share their ids and statements."""

from collections.abc import Callable, Iterator
from textwrap import fill

from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.obligations import Obligation
from tcme.compiler.flow.rules.accept import accept
from tcme.compiler.flow.rules.ask import ask
from tcme.compiler.flow.rules.budget import budget
from tcme.compiler.flow.rules.claim import claim
from tcme.compiler.flow.rules.covered import covered
from tcme.compiler.flow.rules.opening import opening
from tcme.compiler.flow.rules.place import place
from tcme.compiler.flow.rules.robust import robust
from tcme.compiler.flow.rules.sources import sources
from tcme.compiler.flow.rules.steer import steer
from tcme.compiler.flow.rules.transparent import transparent
from tcme.compiler.flow.rules.typed import ranges, require, shape
from tcme.dsl.frozen import frozen

__all__ = ["RULES", "Rule", "described", "obligations_of"]


@frozen
class Rule:
    """One rule: what it says, the codes that refuse in its name, and the function that gives its
    obligations."""

    id: str
    title: str
    statement: str
    codes: tuple[str, ...]
    obligations: Callable[[Analysis], Iterator[Obligation]]


def _inference(analysis: Analysis) -> Iterator[Obligation]:
    """Rule data is how labels are made; it leaves nothing to prove."""
    return iter(())


RULES: tuple[Rule, ...] = (
    Rule(
        "data",
        "data",
        "A result tells about the sources of all its operands, conditions and indices, and is influenced by "
        "whoever influenced any of them.",
        (),
        _inference,
    ),
    Rule(
        "sources",
        "sources",
        "A field depends only on the inputs that it names after `of`.",
        ("TC301",),
        sources,
    ),
    Rule(
        "robust",
        "robust release",
        "No admitted adversary that newly reads a field, because a recipient is at least passive in it and "
        "the owner of a source is not, holds an influence on the field that is not accepted.",
        ("TC302",),
        robust,
    ),
    Rule(
        "steer",
        "steer",
        "Whoever influences a field has in it an owner of a source that the field names, or somebody listed "
        "after `steered by`, at least crafting.",
        ("TC303",),
        steer,
    ),
    Rule(
        "transparent",
        "transparent endorsement",
        "An endorsement clears the influence on a finite value, and only where every admitted adversary that"
        " holds the influence may read the value.",
        ("TC304",),
        transparent,
    ),
    Rule(
        "ask",
        "model call",
        "Whoever is at least passive where a model runs may read every argument; the answer is influenced by"
        " the arguments' influence, by every owner of an argument that crafts, endorsed or not, by the "
        "publisher that crafts, and by the host that is active.",
        ("TC305",),
        ask,
    ),
    Rule(
        "accept",
        "accepted influence",
        "`accept influence of q on x` names a party or publisher other than the owner of x; it takes the "
        "crafting of q out of rule robust where every source that the adversary newly reads has accepted q.",
        ("TC306",),
        accept,
    ),
    Rule(
        "place",
        "place",
        "Whoever can look into a place may read what is computed there, whoever can bend it influences the "
        "result, shares need 2t < n, and nothing leaves MPC but outputs.",
        ("TC506",),
        place,
    ),
    Rule(
        "budget",
        "budget",
        "For every admitted adversary and input that it may not read, the product of the numbers of values "
        "of the fields that tell about the input and reach the adversary, each once, is within what `leak` "
        "allows, else within what the fields declare.",
        ("TC307",),
        budget,
    ),
    Rule(
        "covered",
        "covered",
        "For every input some admitted adversary is corrupt and may not read it.",
        ("TC308", "TC309"),
        covered,
    ),
    Rule(
        "open",
        "open",
        "The placed program opens each declared field once, at its type, to exactly its recipients, and "
        "nothing else; masked openings inside MPC are 2^-40 close to nothing in all.",
        ("TC310",),
        opening,
    ),
    Rule(
        "claim",
        "claim",
        "A value of which `learn` is claimed depends only on inputs of those who are named; whoever "
        "influences a value of which `steer` is claimed has in it somebody named, at least crafting.",
        ("TC312", "TC313"),
        claim,
    ),
    Rule("range", "range", "Every value fits its type and no divisor is zero.", (), ranges),
    Rule(
        "require", "require", "A requirement reads inputs of one owner, who checks it.", ("TC311",), require
    ),
    Rule("shape", "shape", "Every index lies in its array.", (), shape),
)


def obligations_of(analysis: Analysis, *, rules: tuple[Rule, ...] = RULES) -> tuple[Obligation, ...]:
    return tuple(o for rule in rules for o in rule.obligations(analysis))


def described() -> str:
    """The table as the page `docs/rules.md`."""
    return "\n".join((INTRODUCTION, *map(_section, RULES)))


def _section(rule: Rule) -> str:
    statement = fill(rule.statement, 100, break_on_hyphens=False)
    return f"## {rule.id}: {rule.title}\n\n{statement}\n{_refused_by(rule)}"


def _refused_by(rule: Rule) -> str:
    return f"\nRefused with {', '.join(rule.codes)}.\n" if rule.codes else ""


INTRODUCTION = """# The flow rules

Every rule is decided for every adversary that a program admits. Code, messages, tests and certificates
use these ids; the digest of ids and statements stands in every certificate. This page is made from the
table in `tcme/compiler/flow/rules`.
"""
