"""Random syntax trees for laws about any program: each is the tree of some text, its spans are NOWHERE."""

from hypothesis import strategies as st

from tcme.dsl import syntax as s
from tcme.dsl.builder import clean_prompt
from tcme.dsl.lexer import HIDDEN
from tcme.dsl.printing import NEGATION, NOT, POSTFIX, SUM, operand_strengths, strength
from tcme.dsl.source import NOWHERE, Span

AT: st.SearchStrategy[Span] = st.just(NOWHERE)
WORDS = ["a", "b", "x1", "_y", "YES", "NO", "alice", "salary_in_euro", "most", "bits", "passive", "Level"]
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def visible(alphabet: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return alphabet.filter(lambda text: not HIDDEN.search(text))


names = st.builds(s.Name, st.sampled_from(WORDS), AT)
several = st.lists(names, min_size=1, max_size=4).map(tuple)
texts = visible(st.text(st.sampled_from('ab "\\\n\té€…{}/'), max_size=12) | st.text(max_size=8))
lines = visible(st.text(st.sampled_from("ab /\t'é"), max_size=12)).map(str.rstrip)
docs = st.none() | st.lists(lines, min_size=1, max_size=3).map("\n".join)
prompts = (
    visible(st.text(st.sampled_from('ab  \n\n\t"é\\'), max_size=40))
    .filter(lambda text: '"""' not in text)
    .map(clean_prompt)
)
integers = st.builds(s.IntLiteral, st.integers(0, 10**12), AT)
leaves = st.one_of(
    integers,
    st.builds(s.BoolLiteral, st.booleans(), AT),
    st.builds(s.NoneLiteral, AT),
    st.builds(s.NameExpr, names, AT),
)
patterns = st.one_of(
    st.builds(s.NamePattern, names, AT),
    st.builds(s.IntPattern, st.integers(-9, 9), AT),
    st.builds(s.BoolPattern, st.booleans(), AT),
    st.builds(s.NonePattern, AT),
    st.builds(s.WildcardPattern, AT),
)


def bound(expr: s.Expr, least: int) -> s.Expr:
    """The expression, in parentheses where an operator would take it apart."""
    return expr if strength(expr) >= least else s.Paren(expr, NOWHERE)


def binary(op: s.BinaryOp, left: s.Expr, right: s.Expr) -> s.Expr:
    first, second = operand_strengths(op)
    return s.Binary(op, bound(left, first), bound(right, second), NOWHERE)


def unary(op: s.UnaryOp, operand: s.Expr) -> s.Expr:
    return s.Unary(op, bound(operand, NOT if op == "not" else NEGATION), NOWHERE)


def ranges(exprs: st.SearchStrategy[s.Expr]) -> st.SearchStrategy[s.Range]:
    ends = exprs.map(lambda e: bound(e, SUM))
    return st.builds(s.Range, ends, ends, AT)


def extend_types(inner: st.SearchStrategy[s.Type]) -> st.SearchStrategy[s.Type]:
    fields = st.lists(st.builds(s.RecordField, names, inner, AT), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(s.OptionType, inner, AT),
        st.builds(s.ArrayType, inner, sums, AT),
        st.builds(s.RecordType, fields, AT),
    )


sums = st.builds(binary, st.sampled_from("+-*/%"), leaves, leaves) | leaves
types: st.SearchStrategy[s.Type] = st.recursive(
    st.one_of(
        st.builds(s.NamedType, names, AT),
        st.builds(s.IntType, sums, sums, AT),
        st.builds(s.TextType, sums, sums, AT),
        st.builds(s.EnumType, several, AT),
    ),
    extend_types,
    max_leaves=4,
)


def arguments(exprs: st.SearchStrategy[s.Expr]) -> st.SearchStrategy[tuple[s.Argument, ...]]:
    return st.lists(st.builds(s.Argument, st.none() | names, exprs, AT), max_size=3).map(tuple)


def blocks(exprs: st.SearchStrategy[s.Expr]) -> st.SearchStrategy[s.Block]:
    lets = st.lists(st.builds(s.Let, names, st.none() | types, exprs, AT), max_size=2).map(tuple)
    releases = st.builds(s.Release, names, arguments(exprs), AT)
    return st.builds(s.Block, lets, st.one_of(exprs, exprs, releases), AT)


def compounds(exprs: st.SearchStrategy[s.Expr]) -> st.SearchStrategy[s.Expr]:
    block = blocks(exprs)
    conditional = st.builds(s.If, exprs, block, block, AT)
    arms = st.lists(st.builds(s.Arm, patterns, exprs | block, AT), min_size=1, max_size=3).map(tuple)
    over = exprs | ranges(exprs)
    margin = st.none() | st.builds(s.Margin, st.sampled_from(["0.5", "1", "12.25"]), names, AT)
    several_exprs = st.lists(exprs, max_size=3).map(tuple)
    return st.one_of(
        st.builds(s.If, exprs, block, block | conditional, AT),
        st.builds(s.Match, exprs, arms, AT),
        st.builds(s.For, names, over, block, AT),
        st.builds(s.Comprehension, exprs, names, over, AT),
        st.builds(s.Fold, names, st.none() | types, exprs, names, over, block, AT),
        st.builds(
            s.Ask, names, several_exprs, st.none() | names, types, margin, st.none() | texts, prompts, AT
        ),
        st.builds(s.Endorse, exprs, texts, AT),
    )


def extend_expressions(exprs: st.SearchStrategy[s.Expr]) -> st.SearchStrategy[s.Expr]:
    postfix = exprs.map(lambda e: bound(e, POSTFIX))
    operators = st.sampled_from(["+", "-", "*", "/", "%", "and", "or", "xor", *COMPARISONS])
    simple = st.one_of(
        st.builds(binary, operators, exprs, exprs),
        st.builds(unary, st.sampled_from(["-", "not"]), exprs),
        st.builds(s.Call, names, arguments(exprs), AT),
        st.builds(s.FieldAccess, postfix, names, AT),
        st.builds(s.Index, postfix, exprs, AT),
        st.builds(s.ArrayLiteral, st.lists(exprs, max_size=3).map(tuple), AT),
        st.builds(s.Paren, exprs, AT),
    )
    return simple | compounds(exprs)


expressions: st.SearchStrategy[s.Expr] = st.recursive(leaves, extend_expressions, max_leaves=8)

_fields = st.builds(s.OutputField, docs, names, types, several, several, texts, st.just(()) | several, AT)
_parameters = st.lists(st.builds(s.Parameter, names, types, AT), max_size=3).map(tuple)
declarations: st.SearchStrategy[s.Declaration] = st.one_of(
    st.builds(s.PrincipalDecl, st.sampled_from(["party", "helper", "environment", "publisher"]), several, AT),
    st.builds(
        s.AdversaryDecl, st.integers(0, 9), several, st.sampled_from(["passive", "crafting", "active"]), AT
    ),
    st.builds(s.AssumeDecl, several, several, st.sampled_from([None, "secrecy", "integrity"]), AT),
    st.builds(s.ModelDecl, names, names, texts, AT),
    st.builds(s.TypeDecl, names, types, AT),
    st.builds(s.ConstDecl, names, expressions, AT),
    st.builds(s.InputDecl, names, types, names, st.none() | texts, AT),
    st.builds(s.RequireDecl, expressions, AT),
    st.builds(s.OutputDecl, names, st.lists(_fields, min_size=1, max_size=3).map(tuple), AT),
    st.builds(s.LeakDecl, st.integers(0, 99), several, several, AT),
    st.builds(s.AcceptDecl, names, names, texts, AT),
    st.builds(s.FunctionDecl, docs, names, _parameters, types, blocks(expressions), AT),
)
programs = st.builds(s.Program, docs, names, st.lists(declarations, max_size=4).map(tuple), AT)
