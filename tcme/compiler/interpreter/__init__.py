"""The reference interpreter: what a program means, and what every back end is tested against."""

from tcme.compiler.interpreter.code import Answer
from tcme.compiler.interpreter.fault import Violation
from tcme.compiler.interpreter.run import Interpreter, evaluate, evaluate_requires

__all__ = ["Answer", "Interpreter", "Violation", "evaluate", "evaluate_requires"]
