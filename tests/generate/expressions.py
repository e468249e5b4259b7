"""The table of productions, and the choice among them."""

from collections.abc import Callable

from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    EnumTy,
    FixedTy,
    IntTy,
    ListTy,
    OptionTy,
    RecordTy,
    TextTy,
    TupleTy,
    Ty,
)  # fmt: skip
from tests.generate import (
    branches,
    calls,
    closures,
    generics,
    logic,
    loops,
    numbers,
    sequences,
    steps,
    structures,
)  # fmt: skip
from tests.generate.leaves import leaf
from tests.generate.world import At, Typed, World

Production = Callable[[World, Ty, At], Typed | None]

ANYWHERE: tuple[Production, ...] = (
    branches.conditional, branches.matching, branches.parenthesised, branches.endorsed, branches.pinned,
    structures.place, calls.called, loops.fold, closures.local_call, generics.generic_call,
)  # fmt: skip
BY_KIND: dict[type, tuple[Production, ...]] = {
    IntTy: (
        numbers.calculation, numbers.calculation, numbers.negation, numbers.extremes, numbers.magnitude,
        numbers.reduction, numbers.counting, numbers.bits, numbers.lengths, numbers.named_constant,
        loops.drifting, steps.whole_number, sequences.reduction_of_list,
    ),
    BoolTy: (logic.order, logic.connective, logic.quantifier, logic.equality, logic.comparison_of_data,
             steps.order_of_steps, sequences.quantifier_of_list, logic.order_of_keys),
    EnumTy: (calls.asked, calls.asked),
    OptionTy: (branches.optional, branches.optional, structures.list_place),
    RecordTy: (structures.record, structures.record, structures.record),
    TupleTy: (structures.pair, structures.pair),
    ArrayTy: (
        loops.mapped, loops.mapped, structures.array, structures.column, structures.joined, structures.zipped,
        structures.elements, loops.scan, loops.applied, closures.mapped_lambda,
    ),
    ListTy: (
        structures.listed, loops.over_list, structures.elements, sequences.filtered, sequences.filtered,
        sequences.joined_lists, sequences.bytes_of_text,
    ),
    FixedTy: (steps.fixed_number, steps.fixed_number, steps.reduction_of_steps),
}  # fmt: skip


def expression(w: World, want: Ty, at: At) -> Typed:
    if at.depth <= 0 or w.fuel <= 0 or isinstance(want, TextTy):
        return leaf(w, want, at)
    w.fuel -= 1
    special = BY_KIND.get(type(want), ())
    options: tuple[Production, ...] = (leaf, *special, *special, *ANYWHERE)
    return w.choices.pick(options)(w, want, at) or leaf(w, want, at)
