"""Values of the language: validation, JSON, and values worth trying.

A fault names the place inside the value and the type it needs, never the value, which may be secret."""

from tcme.compiler.values.checking import check
from tcme.compiler.values.edges import boundary, least, sample
from tcme.compiler.values.fault import WHOLE, ValueFault
from tcme.compiler.values.files import from_file
from tcme.compiler.values.keys import key_of
from tcme.compiler.values.reading import decoded, from_json, parse
from tcme.compiler.values.references import FileReader
from tcme.compiler.values.tables import rows
from tcme.compiler.values.writing import json_text, to_json

__all__ = [
    "WHOLE",
    "FileReader",
    "ValueFault",
    "boundary",
    "check",
    "decoded",
    "from_file",
    "from_json",
    "json_text",
    "key_of",
    "least",
    "parse",
    "rows",
    "sample",
    "to_json",
]
