"""How tightly operators bind: where the printer needs parentheses."""

from tcme.dsl import syntax as s

(
    LAMBDA, OR, XOR, AND, NOT, COMPARISON, BIT_OR, BIT_XOR, BIT_AND, SHIFT, SUM, PRODUCT, NEGATION,
    POSTFIX, ATOM,
) = range(15)  # fmt: skip
STRENGTH: dict[str, int] = {
    "or": OR,
    "xor": XOR,
    "and": AND,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), COMPARISON),
    "|": BIT_OR,
    "^": BIT_XOR,
    "&": BIT_AND,
    **dict.fromkeys(("<<", ">>"), SHIFT),
    **dict.fromkeys("+-", SUM),
    **dict.fromkeys("*/%", PRODUCT),
}


def strength(expr: s.Expr) -> int:
    """How tightly the outermost operator binds."""
    match expr:
        case s.Binary(op=op):
            return STRENGTH[op]
        case s.Unary(op="not"):
            return NOT
        case s.Unary():
            return NEGATION
        case s.Lambda():
            return LAMBDA
        case s.FieldAccess() | s.TupleAccess() | s.Index():
            return POSTFIX
        case _:
            return ATOM


def operand_strengths(op: s.BinaryOp) -> tuple[int, int]:
    """The least strengths of the operands: operators group to the left, comparisons not at all."""
    level = STRENGTH[op]
    return (level + (level == COMPARISON), level + 1)
