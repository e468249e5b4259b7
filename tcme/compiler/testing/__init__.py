"""Tests in the language (`test "name" { … }`): the pure part of `tcme test`."""

from tcme.compiler.testing.suite import Backend, Inputs, Interpreted, Suite, mistakes, variation

__all__ = ["Backend", "Inputs", "Interpreted", "Suite", "mistakes", "variation"]
