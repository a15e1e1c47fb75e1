"""Results as JUnit XML, as CI systems read it (the schema of Jenkins' xUnit plugin, ``junit-10.xsd``)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

from nexus.flowtests.report import told
from nexus.flowtests.running import CaseResult, FileResult

_FORBIDDEN: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write."""


def junit(results: Sequence[FileResult]) -> bytes:
    """Return an XML document: a suite for each file, an error for what could not be played."""
    suites = ET.Element("testsuites", _counts(results) | {"name": "nexus"})
    for result in results:
        suites.append(_suite(result))
    ET.indent(suites)
    written: bytes = ET.tostring(suites, encoding="utf-8", xml_declaration=True)
    return written


def _counts(results: Sequence[FileResult]) -> dict[str, str]:
    cases = [case for result in results for case in result.cases]
    broken = sum(bool(result.faults) for result in results)
    return {
        "tests": str(len(cases) + broken),
        "failures": str(sum(bool(case.differences) for case in cases)),
        "errors": str(sum(bool(case.fault) for case in cases) + broken),
        "time": f"{sum(case.seconds for case in cases):.3f}",
    }


def _suite(result: FileResult) -> ET.Element:
    now = datetime.now(UTC).isoformat(timespec="seconds").removesuffix("+00:00")
    about = {"name": str(result.path), "timestamp": now, "hostname": "localhost", "skipped": "0"}
    suite = ET.Element("testsuite", about | _counts([result]))
    if result.faults:
        case = ET.SubElement(suite, "testcase", {"name": "the file", "classname": str(result.path), "time": "0.000"})
        _problem(case, "error", "the file cannot be used", "\n".join(map(str, result.faults)))
    for one in result.cases:
        _case(suite, one, str(result.path))
    return suite


def _case(suite: ET.Element, one: CaseResult, file: str) -> None:
    case = ET.SubElement(suite, "testcase", {"name": _clean(one.name), "classname": file, "time": f"{one.seconds:.3f}"})
    if one.fault:
        _problem(case, "error", one.fault, one.fault)
    elif one.differences:
        count = len(one.differences)
        _problem(case, "failure", f"{count} difference{'s' if count > 1 else ''}", "\n".join(told(one)))


def _problem(case: ET.Element, kind: str, message: str, text: str) -> None:
    problem = ET.SubElement(case, kind, {"message": _clean(message), "type": kind})
    problem.text = _clean(text)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
