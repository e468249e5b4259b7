"""Programs that are changed in the tests, and their descriptions."""

import json
from collections.abc import Mapping
from functools import cache

from tcme.compiler.diff import Description, described
from tcme.compiler.pipeline import check
from tcme.dsl.source import Source
from tests.book.fences import Beside

BAND = """program survey

party ann, ben, cleo
helper clerk
adversary at most 1 of ann, ben, cleo, clerk passive

input pay : Int[0..100] from ann
input age : Int[18..81] from ben
require pay > 0
leak at most 12 bits of pay to ben, cleo

output Out {
    band : {LOW, MID, HIGH} of pay to ben because "both agreed"
    old : Bool of age to ann because "asked for"
}

fn main() -> Out {
    let old learn ben = age > 60
    release Out(if pay < 30 { LOW } else if pay < 60 { MID } else { HIGH }, old)
}
"""
MEAN = """program mean

party ann, ben, cleo
helper clerk, usher
adversary at most 1 of ann, ben, cleo, clerk, usher passive

input a : Int[0..9] from ann
input b : Int[0..9] from ben
input c : Int[0..9] from cleo

output Mean {
    mean : Int[0..9] of a, b, c to ann, ben, cleo because "all want the mean"
}

fn main() -> Mean {
    release Mean((a + b + c) / 3)
}
"""
DAMAGE = """program damage

party landlord, tenant
environment enclave, cloud
publisher google, meta
assume landlord, tenant trust enclave, cloud, google, meta

model inspector by google = "gemma3-270m"

input scene : Text[1..600] from tenant

output Alarm {
    alarm : {YES}? of scene to landlord because "lease, clause 7"
}

fn main() -> Alarm {
    let seen = ask inspector(scene) at enclave as {YES, NO} \"\"\"
        Does this scene show significant damage to the property?
    \"\"\"
    release Alarm(if seen == YES { YES } else { none })
}
"""
TENDER = """program tender

party acme, bolt, core
environment enclave
publisher google
adversary at most 1 of acme, bolt, core crafting
assume acme, bolt, core trust enclave, google

model judge by google = "gemma3-270m"

input bid_a : Int[1..100] from acme endorsed because "a bid is what its bidder says"
input bid_b : Int[1..100] from bolt endorsed because "a bid is what its bidder says"
input text_a : Text[1..40] from acme

accept influence of acme on bid_b because "we know"

output Tender {
    first : {ACME, BOLT} of bid_a, bid_b to acme, bolt, core because "all learn who won"
    grade : {GOOD, BAD} of text_a to bolt because "for the record"
}

fn main() -> Tender {
    let grade = ask judge(text_a) as {GOOD, BAD} \"\"\"
        Is this good?
    \"\"\"
    release Tender(if bid_a < bid_b { ACME } else { BOLT }, endorse grade because "all can read the offer")
}
"""
FIRMS = """program firms

group firms = acme, bolt, core
party acme, bolt, core, dent
helper registry
adversary at most 1 of acme, bolt, core, dent, registry passive

use prices

public floor : Int[0..9] = file "floor.json"
input pay : Int[0..9] from each firms

output Out {
    rank : Int[0..3] of pay to each firms because "each learns its own place"
}

fn main() -> Out {
    release Out([count([prices.raised(q, floor) > pay[f] for q in pay]) for f in firms])
}
"""
PRICES = """module prices

fn raised(x : Int[0..9], floor : Int[0..9]) -> Int[0..9] {
    max(x, floor)
}
"""
GAP = """program gap

party alice, bob
environment enclave
adversary at most 1 of alice, bob passive
assume alice, bob trust enclave

input a : Int[0..9] from alice
input b : Int[0..9] from bob

output Verdict {
    more : Bool of a, b to alice, bob because "both agreed"
}

fn main() -> Verdict {
    release Verdict(a > b)
}
"""
SECRET = """program secret

party ann, ben, cleo, dora
adversary at most 2 of ann, ben, cleo, dora passive

input key : Int[0..99] from ann

output Out {
    one : Int[0..3] of key to ben, cleo because "agreed"
    two : Bool of key to dora because "agreed"
}

fn main() -> Out {
    release Out(key % 4, key > 50)
}
"""
BIT = """program bit

party alice, bob
environment enclave
adversary at most 1 of alice, bob passive
assume alice, bob trust enclave

input x : Int[0..99] from alice
leak at most 3 bits of x to bob

output Out {
    o : {A, B} of x to bob because "agreed"
}

fn main() -> Out {
    release Out(if x % 2 == 0 { A } else { B })
}
"""
HIGH = BIT.replace(
    "leak at",
    """const limit = 3

fn high(y : Int[0..99]) -> Bool {
    y > limit
}

require high(x)
leak at""",
)
FILES: Mapping[str, str] = {"floor.json": "3", "prices.tcme": PRICES}


@cache
def certificate(text: str, files: tuple[tuple[str, str], ...] = tuple(FILES.items())) -> bytes:
    """The certificate of a program, which must be proved."""
    checked = check(Source("main.tcme", text), files=Beside(dict(files)))
    assert checked.certificate is not None, [d.message for d in checked.diagnostics]
    return checked.certificate


def description(text: str, files: Mapping[str, str] = FILES) -> Description:
    return described(json.loads(certificate(text, tuple(files.items()))))
