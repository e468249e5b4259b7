"""The core tree: names resolved, types and ranges inferred, functions inlined at each use.

It is what the reference interpreter gives a meaning to and what lowering reads.  `match` has become
`If` over comparisons; record construction, enum values and options are explicit; every conversion
between types is a `Convert`.  Variables have unique numbers.  Every node has its type and its span.
"""

from tcme.compiler.core.expressions import Ask as Ask
from tcme.compiler.core.expressions import AskSite as AskSite
from tcme.compiler.core.expressions import Binary as Binary
from tcme.compiler.core.expressions import BinaryKind as BinaryKind
from tcme.compiler.core.expressions import Binding as Binding
from tcme.compiler.core.expressions import Builtin as Builtin
from tcme.compiler.core.expressions import BuiltinKind as BuiltinKind
from tcme.compiler.core.expressions import Claim as Claim
from tcme.compiler.core.expressions import Const as Const
from tcme.compiler.core.expressions import Convert as Convert
from tcme.compiler.core.expressions import Elements as Elements
from tcme.compiler.core.expressions import Endorse as Endorse
from tcme.compiler.core.expressions import Expr as Expr
from tcme.compiler.core.expressions import Fold as Fold
from tcme.compiler.core.expressions import GetField as GetField
from tcme.compiler.core.expressions import GetItem as GetItem
from tcme.compiler.core.expressions import If as If
from tcme.compiler.core.expressions import Index as Index
from tcme.compiler.core.expressions import InputRef as InputRef
from tcme.compiler.core.expressions import Iota as Iota
from tcme.compiler.core.expressions import IsSome as IsSome
from tcme.compiler.core.expressions import Let as Let
from tcme.compiler.core.expressions import MakeArray as MakeArray
from tcme.compiler.core.expressions import MakeRecord as MakeRecord
from tcme.compiler.core.expressions import MakeTuple as MakeTuple
from tcme.compiler.core.expressions import Map as Map
from tcme.compiler.core.expressions import Narrow as Narrow
from tcme.compiler.core.expressions import Pack as Pack
from tcme.compiler.core.expressions import Pin as Pin
from tcme.compiler.core.expressions import Scan as Scan
from tcme.compiler.core.expressions import Unary as Unary
from tcme.compiler.core.expressions import UnaryKind as UnaryKind
from tcme.compiler.core.expressions import Unwrap as Unwrap
from tcme.compiler.core.expressions import Value as Value
from tcme.compiler.core.expressions import Var as Var
from tcme.compiler.core.expressions import Within as Within
from tcme.compiler.core.program import Accept as Accept
from tcme.compiler.core.program import CoreProgram as CoreProgram
from tcme.compiler.core.program import Field as Field
from tcme.compiler.core.program import Goal as Goal
from tcme.compiler.core.program import Input as Input
from tcme.compiler.core.program import Leak as Leak
from tcme.compiler.core.program import Model as Model
from tcme.compiler.core.program import Module as Module
from tcme.compiler.core.program import Principal as Principal
from tcme.compiler.core.program import PublicFile as PublicFile
from tcme.compiler.core.program import Require as Require
from tcme.compiler.core.program import Threshold as Threshold
from tcme.compiler.core.program import Trust as Trust
from tcme.compiler.core.program import file_key as file_key
