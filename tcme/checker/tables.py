"""The classes of both trees, as data: what may stand in a certificate, and how a program is printed.

One entry is `class | fields | as printed`.  As printed, `<x>` is a field, `<x|, >` a list with what stands
between, `<x;>` a list with one item a line, `[[…]]` is there if its first field is, and `$` is a new line.
A field's kind is a class, a group (`@`) or a leaf; `?` may be absent, `*` is a list, `+` not an empty one.
A bar that parts an entry stands after a space.
"""

TREE = r"""
@Type
NamedType | name:Name | <name> ; IntType | lo:Expr hi:Expr | Int[<lo>..<hi>] ; TextType | lo:Expr hi:Expr | Text[<lo>..<hi>]
EnumType | values:Name+ | {<values|, >} ; RecordType | fields:RecordField+ | {<fields|, >}
OptionType | element:Type | <element>? ; ArrayType | element:Type size:Expr | [<element>; <size>]
AnyInt | | Int ; FixedType | lo:Expr hi:Expr step:Expr | Fixed[<lo>..<hi> by <step>] ; AnyFixed | | Fixed
BytesType | lo:Expr hi:Expr | Bytes[<lo>..<hi>] ; ImageType | sizes:Expr+ | Image[<sizes|, >]
TupleType | items:Type+ | (<items|, >) ; ListType | element:Type lo:Expr hi:Expr | List[<element>; <lo>..<hi>]
@Expr
IntLiteral | value:nat | <value> ; BoolLiteral | value:bool | <value> ; DecimalLiteral | value:decimal | <value> ; TextLiteral | value:str | <value> ; NoneLiteral | | none ; NameExpr | name:Name | <name>
Unary | op:=-,not operand:Expr | <op><operand> ; Binary | op:=+,-,*,/,%,==,!=,<,<=,>,>=,and,or,xor,&,|,^,<<,>> left:Expr right:Expr | <left> <op> <right>
Call | function:Name arguments:Argument* | <function>(<arguments|, >) ; FieldAccess | record:Expr name:Name | <record>.<name>
Index | array:Expr index:Expr | <array>[<index>] ; ArrayLiteral | items:Expr* | [<items|, >] ; Paren | inner:Expr | (<inner>)
TupleExpr | items:Expr+ | (<items|, >) ; TupleAccess | tuple:Expr position:nat | <tuple>.<position>
Lambda | parameters:Binder* body:Expr/Block | fn(<parameters|, >) => <body>
If | condition:Expr then:Block otherwise:Block/If | if <condition> <then> else <otherwise>
Match | subject:Expr arms:Arm+ | match <subject> {<arms;>$}
For | variable:Binder over:Expr/Range body:Block | for <variable> in <over> <body>
Comprehension | body:Expr variable:Binder over:Expr/Range | [<body> for <variable> in <over>]
Fold | accumulator:Binder type:Type? start:Expr variable:Binder over:Expr/Range body:Block | fold <accumulator>[[ : <type>]] = <start> for <variable> in <over> <body>
Scan | accumulator:Binder type:Type? start:Expr variable:Binder over:Expr/Range body:Block | scan <accumulator>[[ : <type>]] = <start> for <variable> in <over> <body>
Pin | place:Name body:Block | at <place> <body>
Ask | model:Name arguments:Expr+ place:Name? type:Type margin:Margin? examples:str? prompt:text | ask <model>(<arguments|, >)[[ at <place>]] as <type>[[ <margin>]][[ examples <examples>]] <prompt>
Endorse | value:Expr because:str | endorse <value> because <because>
@Pattern
NamePattern | name:Name | <name> ; IntPattern | value:int | <value> ; BoolPattern | value:bool | <value>
NonePattern | | none ; WildcardPattern | | _
@Declaration
PrincipalDecl | kind:=party,helper,environment,publisher names:Name+ | <kind> <names|, >
GroupDecl | name:Name members:Name+ | group <name> = <members|, >
PublicDecl | name:Name type:Type file:str | public <name> : <type> = file <file>
AdversaryDecl | limit:nat names:Name+ level:=honest,passive,crafting,active | adversary at most <limit> of <names|, > <level>
AssumeDecl | who:Name+ trusted:Name+ aspect:=secrecy,integrity? | assume <who|, > trust <trusted|, >[[ for <aspect>]]
ModelDecl | name:Name publisher:Name reference:str | model <name> by <publisher> = <reference>
TypeDecl | name:Name type:Type | type <name> = <type> ; ConstDecl | name:Name value:Expr | const <name> = <value>
InputDecl | name:Name type:Type owner:Name each:each endorsed:str? | input <name> : <type> from <each><owner>[[ endorsed because <endorsed>]]
RequireDecl | condition:Expr | require <condition> ; OutputDecl | name:Name fields:OutputField+ | output <name> {<fields;>$}
LeakDecl | bits:nat sources:Name+ recipients:Name+ | leak at most <bits> bits of <sources|, > to <recipients|, >
AcceptDecl | influencer:Name source:Name because:str | accept influence of <influencer> on <source> because <because>
FunctionDecl | doc:doc? name:Name generics:Name* parameters:Parameter* result:Type where:Expr? body:Block | [[<doc>]]fn <name><generics|, >(<parameters|, >) -> <result>[[ where <where>]] <body>
@Binder
Name | text:name | <text> ; TupleBinder | names:Name+ | (<names|, >)
@Part
RecordField | name:Name type:Type | <name> : <type> ; Parameter | name:Name type:Type/FunctionType | <name> : <type>
Argument | name:Name? value:Expr | [[<name> = ]]<value> ; Range | lo:Expr hi:Expr | <lo>..<hi>
Arm | pattern:Pattern body:Expr/Block | <pattern> => <body> ; Margin | threshold:number abstain:Name | margin <threshold> else <abstain>
FunctionType | parameters:Type* result:Type | fn(<parameters|, >) -> <result>
LabelClaim | learn:Name+? steer:Name+? | [[ learn <learn|, >]][[ steer <steer|, >]]
Let | name:Binder type:Type? claim:LabelClaim? value:Expr | let <name>[[ : <type>]][[<claim>]] = <value>
Release | output:Name arguments:Argument* | release <output>(<arguments|, >)
Block | lets:Let* result:Expr/Release | {<lets;><result;>$}
OutputField | doc:doc? name:Name type:Type sources:Name* recipients:Name+ each:each because:str steered_by:Name* | [[<doc>]]<name> : <type>[[ of <sources|, >]] to <each><recipients|, > because <because>[[ steered by <steered_by|, >]]
Program | kind:=program doc:doc? name:Name declarations:Declaration* | [[<doc>]]program <name>$<declarations|$>
"""  # noqa: E501
IR = """
@Op
Const | values:int* ; ConstText | values:text* ; Input | name:source path:str* ; Arith | op:=add,sub,mul,div,mod,min,max,band,bor,bxor ; Compare | op:=lt,le,eq,ne
Logic | op:=and,or,xor ; Reduce | op:=sum,min,max,any,all,argmin,argmax ; Recode | table:int* ; Repeat | axis:nat ; Stack | axis:nat
Neg | ; Abs | ; Not | ; Select | ; ToInt | ; Widen | ; Lookup | ; Take | axis:nat indices:nat* scalar:bool
Gather | positions:nat* ; Iota | start:int ; Encode | ; Measure | ; Claim | site:nat
Fold | region:Region accumulators:nat elements:nat axis:nat steps:nat result:nat history:bool
Ask | site:nat ; Endorse | site:nat because:str
@VType
IntV | lo:int hi:int shape:nat* ; BoolV | shape:nat* ; TextV | min_bytes:nat max_bytes:nat shape:nat*
@Ty
BoolTy | ; IntTy | lo:int hi:int ; EnumTy | values:id+ ; TextTy | lo:nat hi:nat ; NoneTy | ; OptionTy | element:Ty
FixedTy | lo:int hi:int over:nat ; KeyTy | ; BytesTy | lo:nat hi:nat ; ImageTy | sizes:nat+ ; TupleTy | items:Ty+ ; ListTy | element:Ty lo:nat hi:nat
RecordTy | fields:pair+ ; ArrayTy | element:Ty size:nat
@Where
Public | ; Local | party:id ; Mpc | ; Environment | name:id
@Part
Region | parameters:VType* nodes:Node* results:nat* ; Node | id:nat op:Op args:nat* ty:VType at:at pin:id?
AskSite | model:id reference:str publisher:id place:id prompt:text values:id+ max_bytes:nat* examples:str? margin:number? abstain:id?
InputDecl | name:source ty:Ty owner:id endorsed:str? ; Open | field:source ty:Ty leaves:nat+ recipients:id+ at:at
Graph | inputs:InputDecl* asks:AskSite* nodes:Node* opens:Open+ claims:ClaimSite*
ClaimSite | learn:id*? steer:id*?
Protocol | members:id+ threshold:nat modulus:nat bits:nat security:nat masked:nat
Placed | program:id graph:Graph places:Where* protocol:Protocol?
"""  # noqa: E501
