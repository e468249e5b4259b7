"""Random syntax trees for laws about any program: each is the tree of some text, its spans are NOWHERE."""

from hypothesis import strategies as st

from tcme.dsl import syntax as s
from tcme.dsl.builder import clean_prompt
from tcme.dsl.lexer import HIDDEN
from tcme.dsl.source import NOWHERE, Span
from tcme.dsl.strength import NEGATION, NOT, POSTFIX, STRENGTH, SUM, operand_strengths, strength

AT: st.SearchStrategy[Span] = st.just(NOWHERE)
WORDS = [
    "a",
    "b",
    "x1",
    "_y",
    "YES",
    "NO",
    "alice",
    "salary_in_euro",
    "most",
    "bits",
    "passive",
    "Level",
    "file",
    "module",
    "learn",
]


def visible(alphabet: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return alphabet.filter(lambda text: not HIDDEN.search(text))


names = st.builds(s.Name, st.sampled_from(WORDS), AT)
dotted = names | st.builds(s.Name, st.sampled_from(["order.median", "a.steer", "_y.b"]), AT)
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
decimals = st.from_regex(r"[0-9]{1,9}\.[0-9]{1,9}", fullmatch=True, alphabet="0123456789.")
leaves = st.one_of(
    integers,
    st.builds(s.DecimalLiteral, decimals, AT),
    st.builds(s.TextLiteral, texts, AT),
    st.builds(s.BoolLiteral, st.booleans(), AT),
    st.builds(s.NoneLiteral, AT),
    st.builds(s.NameExpr, names, AT),
)
binders = names | st.builds(s.TupleBinder, st.lists(names, min_size=2, max_size=3).map(tuple), AT)
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
        st.builds(s.TupleType, st.lists(inner, min_size=2, max_size=3).map(tuple), AT),
        st.builds(s.ListType, inner, sums, sums, AT),
    )


sums = st.builds(binary, st.sampled_from(["+", "-", "*", "/", "%"]), leaves, leaves) | leaves
types: st.SearchStrategy[s.Type] = st.recursive(
    st.one_of(
        st.builds(s.NamedType, dotted, AT),
        st.builds(s.AnyInt, AT),
        st.builds(s.AnyFixed, AT),
        st.builds(s.IntType, sums, sums, AT),
        st.builds(s.FixedType, sums, sums, sums, AT),
        st.builds(s.BytesType, sums, sums, AT),
        st.builds(s.ImageType, st.lists(sums, min_size=2, max_size=3).map(tuple), AT),
        st.builds(s.TextType, sums, sums, AT),
        st.builds(s.EnumType, several, AT),
    ),
    extend_types,
    max_leaves=4,
)


claims = st.none() | st.one_of(
    st.builds(s.LabelClaim, several, st.none() | several, AT), st.builds(s.LabelClaim, st.none(), several, AT)
)


def arguments(exprs: st.SearchStrategy[s.Expr]) -> st.SearchStrategy[tuple[s.Argument, ...]]:
    return st.lists(st.builds(s.Argument, st.none() | names, exprs, AT), max_size=3).map(tuple)


def blocks(exprs: st.SearchStrategy[s.Expr]) -> st.SearchStrategy[s.Block]:
    lets = st.lists(st.builds(s.Let, binders, st.none() | types, claims, exprs, AT), max_size=2).map(tuple)
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
        st.builds(s.For, binders, over, block, AT),
        st.builds(s.Comprehension, exprs, binders, over, AT),
        st.builds(s.Fold, binders, st.none() | types, exprs, binders, over, block, AT),
        st.builds(s.Scan, binders, st.none() | types, exprs, binders, over, block, AT),
        st.builds(s.Pin, names, block, AT),
        st.builds(s.Lambda, st.lists(binders, max_size=3).map(tuple), exprs | block, AT),
        st.builds(
            s.Ask, names, several_exprs, st.none() | names, types, margin, st.none() | texts, prompts, AT
        ),
        st.builds(s.Endorse, exprs, texts, AT),
    )


def extend_expressions(exprs: st.SearchStrategy[s.Expr]) -> st.SearchStrategy[s.Expr]:
    postfix = exprs.map(lambda e: bound(e, POSTFIX))
    operators = st.sampled_from(sorted(STRENGTH))
    tuples = postfix.map(lambda e: s.Paren(e, NOWHERE) if isinstance(e, s.IntLiteral) else e)
    simple = st.one_of(
        st.builds(binary, operators, exprs, exprs),
        st.builds(unary, st.sampled_from(["-", "not"]), exprs),
        st.builds(s.Call, dotted, arguments(exprs), AT),
        st.builds(s.FieldAccess, postfix, names, AT),
        st.builds(s.TupleAccess, tuples, st.integers(0, 20), AT),
        st.builds(s.TupleExpr, st.lists(exprs, min_size=2, max_size=3).map(tuple), AT),
        st.builds(s.Index, postfix, exprs, AT),
        st.builds(s.ArrayLiteral, st.lists(exprs, max_size=3).map(tuple), AT),
        st.builds(s.Paren, exprs, AT),
    )
    return simple | compounds(exprs)


expressions: st.SearchStrategy[s.Expr] = st.recursive(leaves, extend_expressions, max_leaves=8)

_fields = st.builds(
    s.OutputField, docs, names, types, several, several, st.just(False), texts, st.just(()) | several, AT
) | st.builds(
    s.OutputField, docs, names, types, several, st.tuples(names), st.just(True), texts, st.just(()), AT
)
_function_types = st.builds(s.FunctionType, st.lists(types, max_size=3).map(tuple), types, AT)
_parameters = st.lists(st.builds(s.Parameter, names, types | _function_types, AT), max_size=3).map(tuple)
_any_names = st.lists(names, max_size=3).map(tuple)
_variations = st.one_of(
    st.builds(s.PrincipalDecl, st.sampled_from(["party", "helper", "environment", "publisher"]), several, AT),
    st.builds(
        s.AdversaryDecl, st.integers(0, 9), several, st.sampled_from(["passive", "crafting", "active"]), AT
    ),
    st.builds(s.AssumeDecl, several, several, st.sampled_from([None, "secrecy", "integrity"]), AT),
)
_test_lines = st.one_of(
    _variations,
    st.builds(s.Given, names, st.none() | names, expressions, AT),
    st.builds(s.Expect, expressions, AT),
    st.builds(s.ExpectRefused, st.builds(s.Name, st.sampled_from(["TC302", "x"]), AT), AT),
    st.builds(s.ExpectBits, st.integers(0, 9), several, several, AT),
)
declarations: st.SearchStrategy[s.Declaration] = st.one_of(
    _variations,
    st.builds(s.GroupDecl, names, several, AT),
    st.builds(s.UseDecl, several, _any_names, AT),
    st.builds(s.ModelDecl, names, names, texts, AT),
    st.builds(s.TypeDecl, names, types, AT),
    st.builds(s.ConstDecl, names, expressions, AT),
    st.builds(s.InputDecl, names, types, names, st.booleans(), st.none() | texts, AT),
    st.builds(s.PublicDecl, names, types, texts, AT),
    st.builds(s.RequireDecl, expressions, AT),
    st.builds(s.OutputDecl, names, st.lists(_fields, min_size=1, max_size=3).map(tuple), AT),
    st.builds(s.LeakDecl, st.integers(0, 99), several, several, AT),
    st.builds(s.AcceptDecl, names, names, texts, AT),
    st.builds(
        s.FunctionDecl,
        docs,
        names,
        _any_names,
        _parameters,
        types,
        st.none() | expressions,
        blocks(expressions),
        AT,
    ),
    st.builds(s.TestDecl, texts, st.lists(_test_lines, max_size=4).map(tuple), AT),
)
programs = st.builds(
    s.Program,
    st.sampled_from(["program", "module"]),
    docs,
    names,
    st.lists(declarations, max_size=4).map(tuple),
    AT,
)
