"""Write one JUnit file for the run: a cell is a suite, and a cell without a result is an error."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from scripts.report.outcomes import Outcome, Test
from scripts.report.summary import CellResult, Summary
from scripts.report.view import span

FAILURES = frozenset({Outcome.FAILED, Outcome.FLAKY})
ERRORS = frozenset({Outcome.ERROR, Outcome.VOID, Outcome.MISSING, Outcome.RUNNING})
SKIPS = frozenset({Outcome.SKIPPED, Outcome.XFAILED})


def junit(summary: Summary) -> bytes:
    """The whole run as UTF-8 XML. Suites carry wall time, which is not the sum of their tests."""
    _, seconds = span(summary)
    suites = Element("testsuites", name=f"run {summary.run_id}", time=_seconds(seconds))
    if summary.problems:
        _add_error(suites, "plan", list(summary.problems))
    for cell in summary.cells:
        _add_cell(suites, cell)
    document: bytes = tostring(suites, encoding="utf-8", xml_declaration=True)
    return document


def address(nodeid: str) -> tuple[str, str]:
    """Class name and name of a test as pytest's xunit1 writes them."""
    path, bracket, parameters = nodeid.partition("[")
    first, *names = path.split("::")
    names = [re.sub(r"\.py$", "", first.replace("/", ".")), *names]
    names[-1] += bracket + parameters
    return ".".join(names[:-1]), names[-1]


def _add_cell(suites: Element, cell: CellResult) -> None:
    if not cell.whole:
        suite = _add_error(suites, cell.name, list(cell.reasons))
    else:
        suite = SubElement(suites, "testsuite", name=cell.name, errors="0", tests="0")
    suite.set("time", _seconds(cell.seconds))
    if cell.records:
        suite.set("timestamp", cell.records[0].started_at)
    for test in cell.tests:
        _add_test(suite, test)
    kinds = {"failures": FAILURES, "errors": ERRORS, "skipped": SKIPS}
    for kind, outcomes in kinds.items():
        count = sum(cell.counts[outcome] for outcome in outcomes)
        suite.set(kind, str(count + (kind == "errors" and not cell.whole)))
    suite.set("tests", str(len(cell.tests) + (not cell.whole)))


def _add_error(suites: Element, name: str, reasons: list[str]) -> Element:
    suite = SubElement(suites, "testsuite", name=name, errors="1", failures="0", tests="1")
    case = SubElement(suite, "testcase", classname="", name=name, time="0.000")
    SubElement(case, "error", message=reasons[0]).text = "\n".join(reasons)
    return suite


def _add_test(suite: Element, test: Test) -> None:
    classname, name = address(test.id)
    case = SubElement(
        suite, "testcase", classname=classname, name=name, time=_seconds(test.seconds)
    )
    if test.outcome in FAILURES:
        SubElement(case, "failure", message=test.line).text = test.text
    elif test.outcome in ERRORS:
        message = f"{test.outcome}: {test.line}" if test.line else str(test.outcome)
        SubElement(case, "error", message=message).text = test.text
    elif test.outcome in SKIPS:
        SubElement(case, "skipped", type=f"pytest.{_kind(test)}", message=test.line)


def _kind(test: Test) -> str:
    return "xfail" if test.outcome is Outcome.XFAILED else "skip"


def _seconds(seconds: float | None) -> str:
    return f"{seconds or 0:.3f}"
