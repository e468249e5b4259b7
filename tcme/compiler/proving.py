"""How a program is to be proved: what a user can choose, and nothing that changes what a proof means."""

from typing import Literal, TypeAlias

from tcme.dsl.frozen import frozen

EngineName: TypeAlias = Literal["z3", "cvc5"]
SolverName: TypeAlias = EngineName | Literal["both"]


@frozen
class Proving:
    """`solver` confirms the rules; `semantic` asks also whether a field really depends on what its label
    names."""

    solver: SolverName = "z3"
    semantic: bool = False


USUAL = Proving()
