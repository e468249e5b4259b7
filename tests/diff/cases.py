"""Changes to programs, with the verdicts there and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tcme.compiler.diff import Verdict
from tests.diff.programs import BAND, BIT, DAMAGE, FILES, FIRMS, GAP, HIGH, MEAN, PRICES, SECRET, TENDER

Edits = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """`edits` are made to the program, one after the other; `files` are beside the new one only."""

    name: str
    program: str
    edits: Edits
    there: Verdict
    back: Verdict
    files: Mapping[str, str] = field(default_factory=lambda: FILES)

    @property
    def changed(self) -> str:
        text = self.program
        for old, new in self.edits:
            assert text.count(old) == 1, f"{self.name}: `{old}` is there {text.count(old)} times"
            text = text.replace(old, new)
        return text


def case(
    name: str, program: str, *edits: tuple[str, str], there: Verdict = "more", back: Verdict = "less"
) -> Case:
    return Case(name, program, edits, there, back)


BODY = "if x % 2 == 0 { A } else { B }"
USES_AGE = ("pay < 30 {", "pay < 30 and age > 20 {")
NAMES_AGE = ("of pay to ben because", "of pay, age to ben, cleo because")
CASES = (
    # --- what is told
    case("recipient", BAND, ("of pay to ben because", "of pay to ben, cleo because")),
    case(
        "source",
        MEAN,
        ("of a, b, c to", "of a, b to"),
        ("(a + b + c) / 3", "(a + b) / 2"),
        there="changed",
        back="more",
    ),
    case("source named only", BAND, NAMES_AGE),
    case("recipient of no source", BAND, ("of age to ann", "of age to ann, ben")),
    case("dependence", BAND.replace(*NAMES_AGE), USES_AGE, back="changed"),
    case(
        "bigger type",
        BAND,
        ("{LOW, MID, HIGH} of", "{LOW, MID, HIGH, TOP} of"),
        ("pay < 60 { MID }", "pay < 60 { MID } else if pay < 90 { TOP }"),
        back="changed",
    ),
    case(
        "smaller type of another calculation",
        BIT.replace("{A, B} of", "{A, B, C} of").replace(
            "x % 2 == 0 { A }", "x < 30 { A } else if x < 60 { C }"
        ),
        ("{A, B, C} of", "{A, B} of"),
        ("x < 30 { A } else if x < 60 { C }", "x % 2 == 0 { A }"),
        there="changed",
        back="more",
    ),
    case(
        "smaller range",
        BIT.replace("{A, B} of", "Int[0..7] of").replace(BODY, "x % 5"),
        ("7] of", "4] of"),
        there="less",
        back="more",
    ),
    case(
        "as many values",
        BAND,
        ("old : Bool", "old : {NO, YES}"),
        ("age > 60", "if age > 60 { YES } else { NO }"),
        there="changed",
        back="changed",
    ),
    case(
        "same bits on display",
        BAND.replace("old : Bool", "old : Int[0..1_000_000_000]").replace("{ HIGH }, old", "{ HIGH }, 0"),
        ("1_000_000_000", "1_000_000_001"),
    ),
    case(
        "field added",
        BAND,
        ("    old :", '    top : Bool of pay to cleo because "asked for"\n    old :'),
        ("{ HIGH }, old", "{ HIGH }, pay > 90, old"),
    ),
    case(
        "field to its owner",
        BAND,
        ("    old :", '    own : Int[0..100] of pay to ann because "her own"\n    old :'),
        ("{ HIGH }, old", "{ HIGH }, pay, old"),
    ),
    case("field renamed", BAND, ("    band :", "    level :"), there="changed", back="changed"),
    case(
        "field renamed and wider",
        BAND,
        ("    band :", "    level :"),
        ("to ben because", "to ben, cleo because"),
        there="more",
        back="more",
    ),
    case("reason", BAND, ("both agreed", "clause 3"), there="changed", back="changed"),
    case("calculation", BAND, ("pay < 30", "pay < 40"), there="changed", back="changed"),
    case(
        "layout",
        BAND,
        ("pay < 30", "(pay < 30)"),
        ("helper clerk\n", "helper clerk // computes\n\n"),
        there="same",
        back="same",
    ),
    case(
        "name inside",
        BAND,
        ("let old learn", "let aged learn"),
        ("{ HIGH }, old", "{ HIGH }, aged"),
        there="changed",
        back="changed",
    ),
    case(
        "one field to two as two fields",
        SECRET,
        ("of key to ben, cleo because", "of key to ben because"),
        ("    two :", '    same : Int[0..3] of key to cleo because "agreed"\n    two :'),
        ("key % 4, key > 50", "key % 4, key / 25, key > 50"),
        back="more",
    ),
    case(
        "traded",
        SECRET,
        ("one : Int[0..3] of key to ben, cleo", "one : Int[0..1] of key to ben, cleo"),
        ("two : Bool", "two : Int[0..99]"),
        ("key % 4, key > 50", "key % 2, key"),
        there="more",
        back="more",
    ),
    case(
        "nobody together",
        MEAN,
        ("of a, b, c to ann, ben, cleo because", "of a, b, c to ann because"),
        ("    mean :", '    also : Int[0..9] of a, b, c to ben, cleo because "all want it"\n    mean :'),
        ("release Mean(", "release Mean((a + b + c) / 3, "),
        back="more",
    ),
    # --- who steers
    case("steered by", DAMAGE, ('"lease, clause 7"', '"lease, clause 7" steered by meta')),
    case(
        "asks no model",
        DAMAGE,
        ("if seen == YES { YES } else { none }", "none"),
        there="changed",
        back="more",
    ),
    case("publisher", DAMAGE, ("by google =", "by meta ="), back="more"),
    case("model", DAMAGE, ("gemma3-270m", "gemma3-1b"), there="changed", back="changed"),
    case("prompt", DAMAGE, ("significant damage", "any damage"), there="changed", back="changed"),
    # --- inputs and what is forgiven
    case("wider input", BAND, ("pay : Int[0..100]", "pay : Int[0..500]"), there="changed", back="more"),
    case(
        "input added",
        BAND,
        ("require pay", "input shoe : Int[20..50] from cleo\nrequire pay"),
        there="changed",
        back="changed",
    ),
    case("owner", MEAN, ("Int[0..9] from cleo", "Int[0..9] from ann"), there="more", back="more"),
    case("endorsed input", BAND, ("from ann\n", 'from ann endorsed because "her word"\n')),
    case(
        "endorsed for another reason",
        TENDER,
        (
            'from acme endorsed because "a bid is what its bidder says"',
            'from acme endorsed because "we trust it"',
        ),
        there="changed",
        back="changed",
    ),
    case("endorsement", BAND, ("age > 60", 'endorse age > 60 because "his word"')),
    case(
        "acceptance",
        TENDER,
        ('accept influence of acme on bid_b because "we know"\n', ""),
        there="less",
        back="more",
    ),
    case(
        "acceptance of another",
        TENDER,
        ("influence of acme on bid_b", "influence of core on bid_b"),
        there="more",
        back="more",
    ),
    # --- promises
    case("leak raised", BAND, ("leak at most 12 bits", "leak at most 13 bits")),
    case("leak removed", BAND, ("leak at most 12 bits of pay to ben, cleo\n", "")),
    case("leak for one", BAND, ("of pay to ben, cleo\n", "of pay to ben\n")),
    case("require removed", BAND, ("require pay > 0\n", ""), there="changed", back="more"),
    case("require", BAND, ("require pay > 0\n", "require pay > 1\n"), there="more", back="more"),
    case("require of one value", BIT, ("leak at", "require x == 42\nleak at"), back="changed"),
    case("require of no value", BIT, ("leak at", "require x > 42 and x < 42\nleak at"), back="changed"),
    case(
        "require of all values", BIT, ("leak at", "require x < 100\nleak at"), there="changed", back="changed"
    ),
    case(
        "require by a constant",
        BIT.replace("leak at", "const K = 3\nrequire x > K\nleak at"),
        ("const K = 3", "const K = 97"),
        back="more",
    ),
    case("input of fewer values", BIT, ("x : Int[0..99]", "x : Int[40..42]"), back="changed"),
    case("require by a function", HIGH, ("y > limit", "y < limit"), back="more"),
    case("require by a function of a constant", HIGH, ("const limit = 3", "const limit = 4"), back="more"),
    case(
        "require laid out in another way",
        HIGH,
        ("y > limit", "(y > limit)"),
        ("require high(x)", "require (high(x)) // or not"),
        there="same",
        back="same",
    ),
    case(
        "require of too many values",
        BIT.replace("Int[0..99]", "Int[0..99_999]"),
        ("leak at", "require x == 42\nleak at"),
        back="changed",
    ),
    case(
        "require of each",
        FIRMS,
        ("output Out", "require pay > 2\n\noutput Out"),
        back="changed",
    ),
    Case(
        "require by a public file and a module",
        FIRMS.replace("output Out", "require prices.raised(pay, floor) > 2\n\noutput Out"),
        (),
        "more",
        "more",
        {**FILES, "floor.json": "4"},
    ),
    case("claim removed", BAND, ("old learn ben =", "old ="), there="more", back="less"),
    case("claim weaker", BAND, ("learn ben =", "learn ann, ben ="), there="more", back="more"),
    # --- adversaries
    case("more may be corrupt", SECRET, ("at most 2 of", "at most 3 of"), there="less", back="more"),
    case(
        "level",
        BAND,
        ("clerk passive", "clerk crafting"),
        ("input pay : Int[0..100] from ann", 'input pay : Int[0..100] from ann endorsed because "her word"'),
        ("input age : Int[18..81] from ben", 'input age : Int[18..81] from ben endorsed because "his word"'),
        there="more",
        back="more",
    ),
    case("trust", SECRET, ("input key", "assume dora trusts cleo\n\ninput key")),
    case(
        "trust that changes nothing",
        SECRET,
        ("input key", "assume ann trusts ann\n\ninput key"),
        there="changed",
        back="changed",
    ),
    case("helper", BAND, ("helper clerk\n", "helper clerk, usher\n"), there="changed", back="changed"),
    case(
        "helper within the bound",
        BAND,
        ("helper clerk\n", "helper clerk, usher\n"),
        ("clerk passive", "clerk, usher passive"),
        there="changed",
        back="changed",
    ),
    case(
        "kind",
        BAND,
        ("party ann, ben, cleo\nhelper clerk", "party ann, ben, cleo, clerk"),
        there="more",
        back="more",
    ),
    # --- places
    case("place", DAMAGE, ("at enclave as", "at cloud as"), there="more", back="more"),
    case(
        "environment in place of mpc",
        MEAN,
        ("helper clerk, usher\n", "helper clerk, usher\nenvironment enclave\n"),
        ("\ninput a", "assume ann, ben, cleo trust enclave\n\ninput a"),
        (
            "release Mean((a + b + c) / 3)",
            "let mean = at enclave { (a + b + c) / 3 }\n    release Mean(mean)",
        ),
        there="more",
        back="more",
    ),
    case(
        "members",
        MEAN,
        ("helper clerk, usher\n", "helper clerk, usher, page\n"),
        ("clerk, usher passive", "clerk, usher, page passive"),
        back="changed",
    ),
    case(
        "more members corrupt",
        MEAN,
        ("adversary at most 1 of", "adversary at most 2 of"),
        there="less",
        back="more",
    ),
    case(
        "threshold",
        MEAN,
        ("helper clerk, usher\n", ""),
        ("cleo, clerk, usher passive", "cleo passive"),
        there="more",
        back="more",
    ),
    # --- files and groups
    Case("public file", FIRMS, (), "changed", "changed", {**FILES, "floor.json": "4"}),
    Case(
        "module",
        FIRMS,
        (),
        "changed",
        "changed",
        {**FILES, "prices.tcme": PRICES.replace("max(x, floor)", "min(x, floor)")},
    ),
    case(
        "member of a group",
        FIRMS,
        ("group firms = acme, bolt, core\n", "group firms = acme, bolt, core, dent\n"),
        ("Int[0..3] of pay", "Int[0..4] of pay"),
        back="changed",
    ),
    # --- all
    case("name", BAND, ("program survey", "program census"), there="changed", back="changed"),
    Case("another program", BAND, ((BAND, GAP),), "more", "more"),
)
