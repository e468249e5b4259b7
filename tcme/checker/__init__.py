"""The independent checker of flow certificates (`*.flow.json`): the part that has to be trusted.

It imports nothing but itself and Python's standard library: the folder can be copied away and read alone.
From the program tree and the placed program in a certificate it derives every obligation itself, decides it
for every admissible adversary, and prints the program back, because that is what people sign.  Lists in the
file are only compared with what it derives.

Checked: the file's bytes, its seal, digests and structure; `sources`, `robust` (with `accept`), `steer`,
`transparent`, `ask`, `require`, `budget` and `covered` on the tree; the flow rules again on the placed
program, with `place` (who sees and steers what runs where, what may move) and `open` (what is opened, to
whom, as what type, with what error).
Not checked: that the tree is the parse of the source (read the printed program); that the placed program
computes what the tree says (only that it leaks no more and is steered by no more); its ranges and its count
of masked openings; the digest `smt`; models; cryptography; the truth of inputs.

Read it from the leaves up: `tables` and `schema` (the form), `sections` (the file), `printing`, `program`,
`sizes`, `sets` and `adversaries`, `labels`, `rules`, then `tree` and `placed` (the rules on both programs),
`lists`, `decision`.
"""

from tcme.checker.adversaries import Adversaries
from tcme.checker.decision import check, check_bytes
from tcme.checker.lists import derive
from tcme.checker.placed import Placed
from tcme.checker.printing import print_program
from tcme.checker.program import Program
from tcme.checker.refusal import Refused
from tcme.checker.report import Report
from tcme.checker.traversal import classes, simple
from tcme.checker.tree import Tree

__all__ = [
    "Adversaries",
    "Placed",
    "Program",
    "Refused",
    "Report",
    "Tree",
    "check",
    "check_bytes",
    "classes",
    "derive",
    "print_program",
    "simple",
]
