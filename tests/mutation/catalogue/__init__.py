"""Every mutant, in the order of the pipeline; one file of them for each part of the source.

A catalogue file is lines of text:

    side compiler
    file tcme/compiler/flow/labels.py
    rule data
    try tests/flow/test_placed.py

    # join_meets_sources
    says a join keeps only the sources that both have
    - self.sources | other.sources
    + self.sources & other.sources

`side`, `file`, `rule` and `try` hold for all mutants below; behind a heading `rule` and `try` hold for that
mutant alone.  What stands behind `- ` becomes what stands behind `+ `, both as they are, often a part of a
line; `after` names a text behind which to look.  `try` is a test that should fail.
"""

from pathlib import Path

from tests.mutation.catalogue.parsing import parsed
from tests.mutation.mutant import Mutant

FILES = (
    "formula",
    "bitsets",
    "diagrams",
    "axioms",
    "adversaries",
    "labels",
    "infer",
    "placement",
    "acceptance",
    "rules",
    "fields",
    "robust",
    "steer",
    "transparent",
    "claim",
    "ask",
    "accept",
    "place",
    "budget",
    "covered",
    "opening",
    "typed",
    "analysis",
    "decide",
    "spare",
    "stage",
    "report",
    "facts",
    "shown",
    "farkas",
    "sums",
    "runs",
    "loops",
    "observe",
    "settle",
    "remarks",
    "witness",
    "answer",
    "shares",
    "protocol",
    "masking",
    "pipeline",
    "certificate",
    "smt_world",
    "smt_graph",
    "smt_emit",
    "smt_confirm",
    "smt_solver",
    "checker_sets",
    "checker_adversaries",
    "checker_labels",
    "checker_builtins",
    "checker_evaluator",
    "checker_rules",
    "checker_tree",
    "checker_placed",
    "checker_protocol",
    "checker_masks",
    "checker_sizes",
    "checker_shapes",
    "checker_certificate",
    "checker_lists",
    "checker_decision",
    "checker_semantic",
    "checker_sums",
    "checker_runs",
    "checker_truths",
    "checker_schema",
    "checker_printing",
    "checker_closures",
)
WIDE = (
    "tests/flow",
    "tests/checker",
    "tests/smt",
    "tests/reject",
    "tests/accept",
    "tests/witness",
    "tests/semantic",
    "tests/place",
    "tests/laws",
    "tests/passes",
    "tests/lower",
    "tests/plan",
    "tests/cli/test_recheck.py",
)
"""The tests for a mutant that its own killers miss."""

WARM = (
    "z3",
    "rich.console",
    "tcme.compiler.lower",
    "tcme.compiler.passes",
    "tcme.compiler.link",
    "tcme.compiler.typecheck",
    "tcme.compiler.interpreter",
    "tcme.compiler.values",
)
"""What is imported once for all mutants; nothing here, nor what it imports, is mutated."""

MUTANTS: tuple[Mutant, ...] = tuple(
    mutant
    for name in FILES
    for mutant in parsed((Path(__file__).parent / f"{name}.mutants").read_text("utf-8"), name)
)
