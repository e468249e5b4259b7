"""The table of expressions: one rule for each kind of node."""

from typing import assert_never

from tcme.compiler import core
from tcme.compiler.typecheck import fixed
from tcme.compiler.typecheck.access import field_access, index
from tcme.compiler.typecheck.asks import ask, endorse
from tcme.compiler.typecheck.atoms import name_expr, number, text_literal
from tcme.compiler.typecheck.branches import array_literal, if_expr
from tcme.compiler.typecheck.calls import call
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.folds import fold
from tcme.compiler.typecheck.loops import comprehension, for_expr
from tcme.compiler.typecheck.matches import match_expr
from tcme.compiler.typecheck.messages import functions as messages
from tcme.compiler.typecheck.operators import binary, unary
from tcme.compiler.typecheck.pins import pin
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.compiler.typecheck.tuples import tuple_access, tuple_expr
from tcme.dsl import syntax
from tcme.dsl.ty import BoolTy, NoneTy


def expression(ctx: Elaborator, node: syntax.Expr, scope: Scope, want: Want | None) -> Typed:
    """The core of one surface expression; `want` is a hint here, the elaborator fits the result to it."""
    match node:
        case syntax.IntLiteral(value, span):
            return number(value, span)
        case syntax.DecimalLiteral(text, span):
            return fixed.literal(text, span)
        case syntax.TextLiteral(text, span):
            return text_literal(text, span)
        case syntax.BoolLiteral(value, span):
            return core.Const(value, BoolTy(), span)
        case syntax.NoneLiteral(span):
            return core.Const(None, NoneTy(), span)
        case syntax.NameExpr(name, _):
            return name_expr(ctx, name, scope)
        case syntax.Paren(inner, _):
            return ctx.expr(inner, scope, want)
        case syntax.Unary():
            return unary(ctx, node, scope)
        case syntax.Binary():
            return binary(ctx, node, scope)
        case syntax.Call():
            return call(ctx, node, scope)
        case syntax.FieldAccess():
            return field_access(ctx, node, scope)
        case syntax.Index():
            return index(ctx, node, scope)
        case syntax.ArrayLiteral():
            return array_literal(ctx, node, scope, want)
        case syntax.If():
            return if_expr(ctx, node, scope, want)
        case syntax.Match():
            return match_expr(ctx, node, scope, want)
        case syntax.For():
            return for_expr(ctx, node, scope, want)
        case syntax.Comprehension():
            return comprehension(ctx, node, scope, want)
        case syntax.Fold() | syntax.Scan():
            return fold(ctx, node, scope)
        case syntax.TupleExpr():
            return tuple_expr(ctx, node, scope, want)
        case syntax.TupleAccess():
            return tuple_access(ctx, node, scope)
        case syntax.Lambda(span=span):
            ctx.refuse(messages.as_value(span))
            return None
        case syntax.Pin():
            return pin(ctx, node, scope, want)
        case syntax.Ask():
            return ask(ctx, node, scope)
        case syntax.Endorse():
            return endorse(ctx, node, scope, want)
        case _:
            assert_never(node)
