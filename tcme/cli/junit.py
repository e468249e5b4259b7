"""Results of tests as JUnit XML, which build servers read."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree import ElementTree

from tcme.cli.render import render_all
from tcme.cli.tested import Tested

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(results: Iterable[Tested]) -> bytes:
    """The document, in UTF-8."""
    found = list(results)
    root = ElementTree.Element("testsuites", _counts(found))
    for file, same in groupby(found, lambda tested: tested.file):
        tests = list(same)
        suite = ElementTree.SubElement(root, "testsuite", {"name": _xml(file), **_counts(tests)})
        for tested in tests:
            _case(suite, tested)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _counts(tests: Sequence[Tested]) -> dict[str, str]:
    failed = sum(1 for tested in tests if tested.wrong)
    seconds = sum(tested.seconds for tested in tests)
    return {"tests": str(len(tests)), "failures": str(failed), "errors": "0", "time": f"{seconds:.3f}"}


def _case(suite: ElementTree.Element, tested: Tested) -> None:
    words = {"classname": _xml(tested.file), "name": _xml(tested.name) or "the file"}
    words |= {"line": str(tested.line), "time": f"{tested.seconds:.3f}"}
    case = ElementTree.SubElement(suite, "testcase", words)
    if tested.wrong:
        first = tested.wrong[0]
        said = {"type": first.code, "message": _xml(first.message)}
        failure = ElementTree.SubElement(case, "failure", said)
        failure.text = _xml(render_all(tested.wrong, tested.source))


def _xml(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return NOT_XML.sub("\ufffd", text)
