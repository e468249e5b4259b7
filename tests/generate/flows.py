"""Small programs about flows: values come from inputs, and the policy is right but for a mistake or two."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial, reduce
from typing import Any

from tcme.dsl import syntax as s
from tcme.dsl.formatter import format_tree
from tcme.dsl.source import NOWHERE
from tcme.dsl.syntax import Level
from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    EnumTy,
    FixedTy,
    IntTy,
    ListTy,
    OptionTy,
    TextTy,
    TupleTy,
    Ty,
)  # fmt: skip
from tests.generate import generics, recipes
from tests.generate import trees as t
from tests.generate.calls import PROMPTS, declared
from tests.generate.choices import Choices, seeded
from tests.generate.closures import local_function
from tests.generate.expressions import expression
from tests.generate.leaves import parts
from tests.generate.program import Generated, values_of
from tests.generate.quotients import quotient
from tests.generate.recipes import SETTINGS, Setting, Slips
from tests.generate.types import every, near, written
from tests.generate.world import ENUMS, At, Size, Typed, World

FLOWS = Size(2, 8, tiny=True)
ROOM = 220
"""As many combinations of inputs as an oracle goes through quickly."""
RESULTS: tuple[Ty, ...] = (
    BoolTy(), EnumTy(("NO", "YES")), IntTy(0, 3), OptionTy(BoolTy()), ArrayTy(BoolTy(), 2),
    TupleTy((BoolTy(), IntTy(0, 1))), OptionTy(EnumTy(("NO", "YES"))), ListTy(BoolTy(), 0, 2),
)  # fmt: skip
SMALL_TYPES: tuple[Ty, ...] = (
    BoolTy(), IntTy(0, 2), IntTy(0, 3), EnumTy(("NO", "YES")), EnumTy(("LOW", "MID", "HIGH")),
    OptionTy(BoolTy()), ArrayTy(BoolTy(), 2), TupleTy((BoolTy(), IntTy(0, 1))), ListTy(BoolTy(), 0, 1),
    IntTy(-2, 1), FixedTy(0, 2, 2), OptionTy(IntTy(0, 1)), ListTy(BoolTy(), 0, 2),
)  # fmt: skip


WIDEST = 10**30
WIDE = IntTy(0, WIDEST**5)
"""Wider than any field of the MPC part."""


class Flow:
    """One program in the making."""

    def __init__(self, choices: Choices) -> None:
        self.w = World(choices, FLOWS, rule=expression, local_function=local_function)
        self.choices = choices
        self.setting: Setting = choices.pick(SETTINGS)
        self.level: Level = choices.pick(self.setting.levels)
        self.slips = Slips(choices, self.setting)
        self.room = ROOM
        self.answers: list[Typed] = []

    def made(self) -> s.Program:
        w = self.w
        head = tuple(recipes.people(w, self.setting, self.level, self.slips))
        inputs = tuple(self.inputs())
        functions = tuple(self.functions())
        output, main = self.main()
        limits = (*self.leaks(output), *recipes.acceptances(w, self.setting, self.slips))
        everything = (*head, *inputs, *self.requires(), *functions, output, *limits, main)
        everything = (*generics.used(w), *values_of(everything), *everything)
        return s.Program("program", None, t.name("generated"), everything, NOWHERE)

    # --- inputs ----------------------------------------------------------------------------------

    def inputs(self) -> Iterator[s.Declaration]:
        w, choices = self.w, self.choices
        for position in range(choices.pick((2, 3, 2, 3, 4))):
            name, owner = w.fresh("i"), w.parties[position % len(w.parties)]
            each = bool(w.groups) and choices.maybe(1, 3)
            words = self.setting.asks and (position == 0 or choices.maybe(1, 2))
            ty: Ty = TextTy(1, 4) if words and not each else self.small(len(w.groups.get("firms", "1")), each)
            vouched = self.setting.influence == "endorsed" and (
                self.level != "passive" or choices.maybe(1, 3)
            )
            endorsed = "it is what it is" if vouched and not isinstance(ty, TextTy) else None
            if endorsed is not None and self.slips.has("endorsement"):
                endorsed = None
            whose = "firms" if each else owner
            yield s.InputDecl(t.name(name), self.written(ty), t.name(whose), each, endorsed, NOWHERE)
            w.add_input(name, owner, ty, each=each)

    def small(self, times: int, each: bool) -> Ty:
        """A type whose values leave room for those of the other inputs."""
        ty = self.choices.pick(SMALL_TYPES)
        if self.slips.has("too wide"):
            return WIDE
        count = len(every(ty)) ** (times if each else 1)
        if count * 4 > self.room:
            ty, count = BoolTy(), 2 ** (times if each else 1)
        self.room = max(1, self.room // count)
        return ty

    def written(self, ty: Ty) -> s.Type:
        """No literal is as long as the widest number."""
        if ty != WIDE:
            return written(self.w, ty)
        factors = [t.number(WIDEST)] * 5
        return s.IntType(t.number(0), reduce(partial(t.binary, "*"), factors), NOWHERE)

    def functions(self) -> Iterator[s.Declaration]:
        if self.choices.maybe(1, 4):
            self.w.fuel = 4
            yield declared(self.w, ())

    def requires(self) -> Iterator[s.Declaration]:
        """What its owner can check; or, by mistake, what nobody can alone."""
        w = self.w
        known = [v for v in w.own if not isinstance(v.ty, TextTy)]
        if not known or not (self.slips.waits("require") or self.choices.maybe(1, 6)):
            return
        first = self.choices.pick(known)
        owners, second = w.owners(first.inputs), self.choices.pick(known)
        made = self.truth(first)
        if self.slips.has("require") or w.owners(second.inputs) == owners:
            made = Typed(t.binary("or", made.node, self.truth(second).node), BoolTy())
        yield s.RequireDecl(made.node, NOWHERE)

    # --- values ----------------------------------------------------------------------------------

    def truth(self, value: Typed) -> Typed:
        """Something true or false about a value."""
        scalars = [
            p for p in parts(value) if isinstance(p.ty, BoolTy | IntTy | FixedTy | EnumTy | OptionTy | ListTy)
        ]
        part = self.choices.pick(scalars)
        made = part.node
        match part.ty:
            case IntTy() if part.ty == WIDE:
                made = t.binary(">", part.node, t.number(WIDEST))
            case IntTy(lo, hi):
                made = t.binary(">", part.node, t.number(near(self.w, lo, max(lo, hi - 1))))
            case FixedTy():
                made = t.binary(">", part.node, t.number(0))
            case EnumTy(values):
                made = t.binary("==", part.node, t.ref(self.choices.pick(values)))
            case OptionTy():
                made = t.binary("==", part.node, t.none())
            case ListTy():
                made = t.binary(">", t.call("len", part.node), t.number(0))
            case _:
                pass
        return Typed(made, BoolTy(), value.inputs)

    def about(self, want: Ty, sources: tuple[Typed, ...], scope: tuple[Typed, ...]) -> Typed:
        """A value that mentions all the sources, and mostly depends on them."""
        if self.choices.maybe(1, 2):
            return self.plainly(want, sources)
        self.w.fuel = 5
        at = At(tuple(v for v in scope if v.ty != WIDE), depth=2, wanted=True, functions=())
        value = self.w.expr(want, at)
        for source in sources:
            if source.inputs <= value.inputs:
                continue
            other = self.w.expr(want, replace(at, depth=1))
            test = self.truth(source)
            node = t.when(test.node, t.block(value.node), t.block(other.node))
            value = Typed(node, want, value.inputs | other.inputs | test.inputs)
        return value

    def plainly(self, want: Ty, sources: tuple[Typed, ...]) -> Typed:
        """One value or another, by something about each source: it surely depends on all of them."""
        known = every(want)
        inputs = frozenset().union(*(v.inputs for v in sources))
        if isinstance(want, BoolTy) and self.choices.maybe(1, 2):
            op: s.BinaryOp = self.choices.pick(("and", "or", "xor", "=="))
            tests = (t.paren(self.truth(v).node) for v in sources)
            return Typed(reduce(partial(t.binary, op), tests), want, inputs)
        first = self.choices.below(len(known))
        node = stated(known[first], want)
        for position, source in enumerate(sources, 1):
            other = stated(known[(first + position) % len(known)], want)
            test = self.divided(source)
            inputs |= test.inputs
            node = t.when(test.node, t.block(other), t.block(node))
        return Typed(node, want, inputs)

    def divided(self, source: Typed) -> Typed:
        """Something about a source, now and then only where a quotient of its owner's numbers allows it."""
        w, test = self.w, self.truth(source)
        owners = w.owners(source.inputs)
        mine = [v for v in w.inputs if w.owners(v.inputs) == owners or self.setting.joint]
        numbers = [p for v in mine for p in parts(v) if isinstance(p.ty, IntTy) and p.ty != WIDE]
        if not numbers or not self.choices.maybe(2 if self.slips.waits("source") else 1, 3):
            return test
        where = quotient(w, numbers)
        node = t.binary("and", where.node, t.paren(test.node))
        return Typed(node, BoolTy(), test.inputs | where.inputs)

    def chosen(self) -> tuple[Typed, ...]:
        """What a value is about: of one owner where the setting wants that."""
        w = self.w
        known = [v for v in w.inputs if not isinstance(v.ty, TextTy)] + self.answers
        if not known:
            return ()
        if self.setting.joint and not (self.setting.own and not self.slips.many):
            return self.choices.some(known, most=3)
        owners = w.owners(self.choices.pick(known).inputs)
        return self.choices.some([v for v in known if w.owners(v.inputs) == owners], most=2)

    def asked(self) -> Iterator[s.Let]:
        """Answers about texts, one text each mostly; endorsed where that is what makes the flows hold."""
        w, choices = self.w, self.choices
        texts = [v for v in w.inputs if isinstance(v.ty, TextTy)]
        for text in texts if w.model else ():
            ty = choices.pick((ENUMS[0], ENUMS[0], ENUMS[3]))
            several = len(texts) > 1 and self.setting.joint and choices.maybe(1, 4)
            args = tuple(texts[:2]) if several else (self.picked(text, texts),)
            place, several_places = w.environment, self.slips.waits("elsewhere")
            if place and self.slips.has("elsewhere"):
                place = "vault"
            margin = s.Margin("0.5", t.name("UNSURE"), NOWHERE) if len(ty.values) > 2 else None
            plain = place is None or not (several_places or choices.maybe(1, 2))
            named = None if plain else t.name(place or "")
            nodes = tuple(a.node for a in args)
            node: s.Expr = s.Ask(
                t.name("judge"), nodes, named, written(w, ty), margin, None, choices.pick(PROMPTS), NOWHERE
            )
            if self.setting.influence == "endorsed" and not self.slips.has("endorsement"):
                node = s.Endorse(node, "an answer is what it is", NOWHERE)
            inputs = frozenset().union(*(a.inputs for a in args))
            name = w.fresh("v")
            claim = self.claim(inputs)
            yield s.Let(t.name(name), written(w, ty) if claim else None, claim, node, NOWHERE)
            self.answers.append(Typed(t.ref(name), ty, inputs))

    def picked(self, text: Typed, texts: list[Typed]) -> Typed:
        """The text, or one of two by something that is known; by mistake that is looked at in MPC, which
        nothing leaves for a model."""
        owners, mistake = self.w.owners(text.inputs), self.slips.waits("picked in mpc")
        joint = self.setting.joint and self.setting.influence != "endorsed"
        known = [v for v in (*self.w.inputs, *self.answers) if joint or self.w.owners(v.inputs) == owners]
        facts = [v for v in known if not isinstance(v.ty, TextTy)]
        if not facts or not (mistake or self.choices.maybe(1, 6)):
            return text
        fact, other = self.choices.pick(facts), self.choices.pick([v for v in texts if v in known])
        which: s.Expr = t.when(self.truth(fact).node, t.block(t.number(0)), t.block(t.number(1)))
        if self.slips.has("picked in mpc"):
            which = s.Pin(t.name("mpc"), t.block(which), NOWHERE)
        both = t.array([text.node, other.node])
        return Typed(t.index(both, which), text.ty, text.inputs | other.inputs | fact.inputs)

    def value(self, want: Ty, *, most: int = 3) -> Typed:
        sources = self.chosen()[:most] or tuple(self.w.inputs[:1])
        owners = set(self.w.owners(frozenset().union(*(v.inputs for v in sources))))
        local = [v for v in self.answers if set(self.w.owners(v.inputs)) <= owners]
        return self.about(want, sources, (*sources, *local))

    def step(self) -> s.Let:
        """A value on the way, sometimes endorsed, sometimes with a claim."""
        want, name = self.choices.pick(RESULTS[:6]), self.w.fresh("v")
        value = self.value(want, most=2)
        node, inputs = value.node, value.inputs
        single = len(self.w.owners(inputs)) == 1
        if self.slips.has("endorse") or (single and self.choices.maybe(1, 4)):
            node = s.Endorse(node, "agreed", NOWHERE)
        self.answers.append(Typed(t.ref(name), want, inputs, exact=True))
        claim = self.claim(inputs)
        return s.Let(t.name(name), written(self.w, want), claim, node, NOWHERE)

    def claim(self, inputs: frozenset[str]) -> s.LabelClaim | None:
        """What holds by construction, or a name too few."""
        waits = self.slips.waits("learn") or self.slips.waits("steer")
        if not inputs or not (waits or self.choices.maybe(1, 5)):
            return None
        learn = list(self.w.owners(inputs))
        steer = [
            *learn,
            *(("maker",) if self.w.model else ()),
            *((self.w.environment,) if self.w.environment else ()),
        ]
        if self.slips.has("learn"):
            learn = [p for p in self.w.parties if p not in learn[:1]][: len(learn)]
        if self.slips.has("steer"):
            steer = [p for p in self.w.parties if p not in learn[:1]][:1]
        both = self.choices.below(3)
        return s.LabelClaim(
            t.names(learn) if both != 1 or waits else None,
            t.names(steer) if both != 0 or waits else None,
            NOWHERE,
        )

    # --- the output ------------------------------------------------------------------------------

    def main(self) -> tuple[s.OutputDecl, s.FunctionDecl]:
        w, choices = self.w, self.choices
        lets = [*self.asked()]
        count = choices.pick((0, 1, 1, 2)) or any(map(self.slips.waits, ("endorse", "learn", "steer")))
        lets += [self.step() for _ in range(int(count))]
        fields: list[s.OutputField] = []
        given: list[tuple[str | None, s.Expr]] = []
        for _ in range(choices.pick((1, 2, 1, 3))):
            each = bool(w.groups) and choices.maybe(1, 5) and not self.setting.own
            ty = choices.pick(RESULTS)
            wanted: Ty = ArrayTy(BoolTy(), len(w.groups["firms"])) if each else ty
            value = self.value(wanted)
            name = w.fresh("o")
            fields.append(self.field(name, written(w, BoolTy() if each else ty), value, each=each))
            given.append((None, self.pinned(value)))
        output = w.fresh("Out")
        release = s.Release(t.name(output), t.arguments(given), NOWHERE)
        result = s.NamedType(t.name(output), NOWHERE)
        main = s.FunctionDecl(None, t.name("main"), (), (), result, None, t.block(release, lets), NOWHERE)
        return s.OutputDecl(t.name(output), tuple(fields), NOWHERE), main

    def pinned(self, value: Typed) -> s.Expr:
        w, choices = self.w, self.choices
        owners = w.owners(value.inputs)
        waits = self.slips.waits("pin")
        if not (waits or choices.maybe(1, 6)) or not owners:
            return value.node
        places = [*(owners if len(owners) == 1 else ("mpc",)), *([w.environment] if w.environment else ())]
        if self.slips.has("pin"):
            places = [*(p for p in w.parties if (p,) != owners), "mpc"]
        return s.Pin(t.name(choices.pick(places)), t.block(value.node), NOWHERE)

    def field(self, name: str, ty: s.Type, value: Typed, *, each: bool) -> s.OutputField:
        w, choices = self.w, self.choices
        sources = [i for i in w.input_names() if i in value.inputs] or [choices.pick(w.input_names())]
        owners = w.owners(sources)
        if len(sources) > 1 and self.slips.has("source"):
            sources.pop(choices.below(len(sources)))
        anybody = (*w.parties, *w.helpers)
        own = self.setting.own and not self.slips.has("to others")
        to = list(owners[:1] if own else choices.some(anybody, most=2))
        if self.slips.has("recipient"):
            to = list(dict.fromkeys((*to, choices.pick(anybody))))
        if each or (w.groups and not own and choices.maybe(1, 5)):
            to = ["firms"]
        return s.OutputField(
            None,
            t.name(name),
            ty,
            t.names(sources),
            t.names(to),
            each,
            "agreed",
            t.names(self.steerers()),
            NOWHERE,
        )

    def steerers(self) -> tuple[str, ...]:
        """The maker of a model that nobody trusts, and now and then somebody who need not be there."""
        w, setting = self.w, self.setting
        names = ["maker"] if setting.asks and setting.trusted == "host" else []
        if setting.trusted != "nobody" and w.environment and self.choices.maybe(1, 6):
            names.append(w.environment)
        if names and self.slips.has("steered"):
            names.pop()
        if self.choices.maybe(1, 12):
            names.append(self.choices.pick((*w.parties, *w.helpers)))
        return tuple(names)

    def leaks(self, output: s.OutputDecl) -> Iterator[s.Declaration]:
        """As much as the fields tell, or a little less."""
        w = self.w
        if not (self.slips.waits("leak") or self.choices.maybe(1, 5)):
            return
        source = self.choices.pick(w.input_names())
        fields = [f for f in output.fields if any(n.text == source for n in f.sources)]
        to = w.choices.some((*w.parties, *w.helpers), most=2)
        if fields and self.slips.waits("leak"):
            to = tuple(m for n in fields[0].recipients for m in w.groups.get(n.text, (n.text,)))[:1]
        bits = sum(3 for _ in fields)
        if self.slips.has("leak"):
            bits = max(0, self.choices.number(0, 2))
        yield s.LeakDecl(bits, t.names((source,)), t.names(to), NOWHERE)


def stated(value: Any, ty: Ty) -> s.Expr:
    """A constant of one of the types of results."""
    match ty, value:
        case _, None:
            return t.none()
        case OptionTy(element), _:
            return stated(value, element)
        case BoolTy(), bool():
            return t.truth(value)
        case IntTy(), int():
            return t.number(value)
        case EnumTy(), str():
            return t.ref(value)
        case TupleTy(items), tuple():
            return t.pair(stated(v, i) for v, i in zip(value, items, strict=True))
        case ArrayTy(element, _) | ListTy(element, _, _), tuple():
            return t.array(stated(v, element) for v in value)
        case _:
            raise AssertionError(ty)


def flows(choices: Choices) -> Generated:
    made = Flow(choices)
    tree = made.made()
    return Generated(tree, format_tree(tree), False, True, tuple(made.w.files), tuple(choices.made))


def flow_from_seed(seed: int) -> Generated:
    return flows(seeded(seed))
