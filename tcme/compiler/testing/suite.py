"""The tests of one file: what each gives, what it expects, and whether that holds.

Who runs a program with inputs is a parameter."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from tcme.compiler import core
from tcme.compiler.core import CoreProgram, Value
from tcme.compiler.interpreter import Violation, evaluate, evaluate_requires
from tcme.compiler.link import Linked
from tcme.compiler.pipeline import Checked, check_linked
from tcme.compiler.testing import bench, messages
from tcme.compiler.testing.bench import BOOL, Asked, key_of
from tcme.compiler.testing.expectations import declared_bits, fields_of, nobody, truth, value_of
from tcme.compiler.testing.inputs import asked, core_name, faults, givens, written
from tcme.compiler.typecheck.walk import walk
from tcme.compiler.values import ValueFault, from_json
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Diagnostic, Fault, Sink
from tcme.dsl.source import NOWHERE, Span
from tcme.dsl.syntax import Expect, ExpectBits, ExpectRefused, Expr, Given, Program, TestDecl, TextLiteral
from tcme.dsl.ty import Ty

UNMET = "TC714"
"""The code of a run whose inputs do not meet a `require`."""
Elaborated: TypeAlias = tuple[CoreProgram | None, tuple[Diagnostic, ...]]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a test gives, by the names of core inputs: values, and the JSON that owners would write."""

    values: Mapping[str, Value]
    objects: Mapping[str, object]


class Backend(Protocol):
    """Who runs a proved program; `answers` where it has models."""

    @property
    def answers(self) -> bool: ...

    def run(self, checked: Checked, inputs: Inputs) -> Mapping[str, Value]:
        """The released fields by name; raises Fault."""


class Interpreted:
    """The reference interpreter."""

    answers = False

    def run(self, checked: Checked, inputs: Inputs) -> Mapping[str, Value]:
        assert checked.core is not None
        return evaluate(checked.core, inputs.values, nobody)


@dataclass(slots=True)
class Bench:
    """Elaborated expressions of several tests; `broken` says what is wrong with those that have none."""

    program: CoreProgram | None
    fields: Mapping[str, core.Expr]
    broken: Mapping[Span, tuple[Diagnostic, ...]]


@dataclass
class Suite:
    """The tests of one file, whose program is linked without errors; `prove` decides a variation of it."""

    linked: Linked
    prove: Callable[[Linked], Checked] = lambda linked: check_linked(linked, Sink())
    _proved: dict[Program, Checked] = field(default_factory=dict)
    _benches: dict[str, Bench] = field(default_factory=dict)

    @property
    def tests(self) -> tuple[TestDecl, ...]:
        return self.linked.tests

    @property
    def program(self) -> Program:
        assert self.linked.program is not None
        return self.linked.program

    def run(self, test: TestDecl, backend: Backend) -> tuple[Diagnostic, ...]:
        """What is wrong; nothing where the test passes."""
        lines = [line for line in test.lines if isinstance(line, Expect | ExpectRefused | ExpectBits)]
        if not lines:
            return (messages.expects_nothing(test),)
        if self.program.kind == "module":
            return tuple(self._in_module(test))
        checked = self._checked(test)
        found = [d for line in lines for d in self._of_program(line, test, checked)]
        if any(isinstance(line, Expect) for line in lines):
            found += self._run(test, checked, backend)
        return tuple(sorted(dict.fromkeys(found), key=lambda d: (d.span, d.code)))

    def _in_module(self, test: TestDecl) -> Iterator[Diagnostic]:
        foreign = [line for line in test.lines if not isinstance(line, Expect)]
        yield from (messages.only_expectations(line.span) for line in foreign)
        if not foreign:
            yield from self._true(test, {})

    # --- the program ---------------------------------------------------------------------------------

    def _checked(self, test: TestDecl) -> Checked:
        varied = variation(self.program, test)
        if varied not in self._proved:
            self._proved[varied] = self.prove(replace(self.linked, program=varied))
        return self._proved[varied]

    def _of_program(
        self, line: Expect | ExpectRefused | ExpectBits, test: TestDecl, checked: Checked
    ) -> Iterator[Diagnostic]:
        match line:
            case ExpectRefused():
                errors = _errors(checked)
                unmet = checked.ok and line.code.text == UNMET and self._unmet(test, checked)
                if line.code.text not in {d.code for d in errors} and not unmet:
                    yield messages.not_refused(line, errors)
            case ExpectBits() if checked.core is None:
                yield messages.program_refused(test, _errors(checked))
            case ExpectBits():
                assert checked.core is not None
                yield from declared_bits(line, checked.core)
            case Expect():
                pass

    def _unmet(self, test: TestDecl, checked: Checked) -> bool:
        assert checked.core is not None
        inputs = self._inputs(test, checked.core)
        return isinstance(inputs, Inputs) and bool(evaluate_requires(checked.core, inputs.values))

    # --- runs ----------------------------------------------------------------------------------------

    def _run(self, test: TestDecl, checked: Checked, backend: Backend) -> tuple[Diagnostic, ...]:
        program = checked.core
        if program is None or not checked.ok:
            return (messages.program_refused(test, _errors(checked)),)
        if not backend.answers and any(isinstance(node, core.Ask) for node in walk(program.result)):
            return (messages.asks(test),)
        inputs = self._inputs(test, program)
        if isinstance(inputs, tuple):
            return inputs
        unmet = evaluate_requires(program, inputs.values)
        if unmet:
            return tuple(messages.requirement(test, each.text, each.span) for each in unmet)
        try:
            released = backend.run(checked, inputs)
        except Fault as fault:
            return (messages.run_failed(test, fault),)
        named = {bench.RELEASED + name: value for name, value in released.items()}
        return tuple(self._true(test, {**inputs.values, **named}))

    def _inputs(self, test: TestDecl, program: CoreProgram) -> Inputs | tuple[Diagnostic, ...]:
        """All inputs, or what is wrong with them."""
        wrong = faults(test, program)
        if wrong:
            return wrong
        given = self._bench("given")
        if test.span in given.broken:
            return given.broken[test.span]
        objects: dict[str, object] = {}
        for line in givens(test):
            wanted = program.input(core_name(line)).ty
            match line.value:
                case TextLiteral(text):
                    found: object = text
                case value:
                    found = self._written(given, value, line, wanted)
            if isinstance(found, Diagnostic):
                return (found,)
            objects[core_name(line)] = found
        try:
            values = {i.name: from_json(i.ty, objects[i.name], path=i.name) for i in program.inputs}
        except ValueFault as fault:
            return (messages.outside(messages.head(test), str(fault)),)
        return Inputs(values, objects)

    def _written(self, given: Bench, value: Expr, line: Given, ty: Ty) -> object:
        """The value of an expression as its owner would write it, or what is wrong with it."""
        assert given.program is not None
        expr = given.fields[key_of(line.span)]
        if any(isinstance(node, core.InputRef | core.Ask) for node in walk(expr)):
            return messages.not_constant(value.span)
        try:
            return written(ty, value_of(given.program, expr, {}))
        except Violation as violation:
            return messages.outside(violation.span, "a number leaves its range")

    def _true(self, test: TestDecl, inputs: Mapping[str, Value]) -> Iterator[Diagnostic]:
        expected = self._bench("expected")
        if test.span in expected.broken:
            yield from expected.broken[test.span]
            return
        for line in (line for line in test.lines if isinstance(line, Expect)):
            assert expected.program is not None
            yield from truth(line, expected.program, expected.fields[key_of(line.span)], inputs)

    def _bench(self, which: str) -> Bench:
        if which not in self._benches:
            self._benches[which] = self._made(self._given if which == "given" else self._expected)
        return self._benches[which]

    def _made(self, elaborate: Callable[[tuple[TestDecl, ...]], Elaborated]) -> Bench:
        """A bench for all tests but those whose own text has mistakes."""
        broken: dict[Span, tuple[Diagnostic, ...]] = {}
        while rest := tuple(test for test in self.tests if test.span not in broken):
            found, errors = elaborate(rest)
            if found is not None:
                return Bench(found, fields_of(found), broken)
            own = {t.span: tuple(d for d in errors if t.span.contains(d.span)) for t in rest}
            mistaken = {span: said for span, said in own.items() if said}
            broken |= mistaken or {test.span: errors for test in rest}
        return Bench(None, {}, broken)

    def _given(self, tests: tuple[TestDecl, ...]) -> Elaborated:
        program = bench.writable(self.program)
        return bench.elaborated(self.linked, program, asked(tests, program))

    def _expected(self, tests: tuple[TestDecl, ...]) -> Elaborated:
        outputs = [d for d in self.program.declarations if isinstance(d, syntax.OutputDecl)]
        fields = frozenset(f.name.text for output in outputs for f in output.fields)
        lines = [line for test in tests for line in test.lines if isinstance(line, Expect)]
        wanted = [bench.condition(line, fields) for line in lines]
        released = tuple(i for output in outputs for i in bench.as_inputs(output))
        return bench.elaborated(self.linked, self.program, wanted, released=released)


def variation(program: Program, test: TestDecl) -> Program:
    """The program with the test's declarations: they stand for those of their kind, principals are added."""
    own = tuple(
        line
        for line in test.lines
        if isinstance(line, syntax.PrincipalDecl | syntax.AdversaryDecl | syntax.AssumeDecl)
    )
    replaced = {type(line) for line in own} - {syntax.PrincipalDecl}
    kept = tuple(d for d in program.declarations if type(d) not in replaced)
    return replace(program, declarations=(*kept, *own)) if own else program


def mistakes(linked: Linked) -> tuple[Diagnostic, ...]:
    """What is wrong with the functions of a module, which has no `main` from which they would be reached."""
    assert linked.program is not None
    anything = Asked("ok", BOOL, syntax.BoolLiteral(True, NOWHERE), "nothing")
    return bench.elaborated(linked, linked.program, (anything,))[1]


def _errors(checked: Checked) -> tuple[Diagnostic, ...]:
    return tuple(d for d in checked.diagnostics if d.is_error)
