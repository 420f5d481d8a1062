"""The report's verdict on single tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.report.outcomes import Test
from tests.scripts.test_report_builder import (
    FAILED,
    PASSED,
    Line,
    crash,
    fails,
    only_cell,
    passes,
    phase,
    skips,
    write_cell,
    write_plan,
)


def only_test(tmp_path: Path, lines: list[Line], **more: Any) -> Test:
    run = write_plan(tmp_path)
    write_cell(run, lines, **more)
    (test,) = only_cell(run).tests
    return test


def test_failed(tmp_path: Path) -> None:
    test = only_test(tmp_path, fails(message="AssertionError: lost a commit\nmore"))
    assert (test.outcome, test.line) == ("failed", "AssertionError: lost a commit")


@pytest.mark.parametrize("when", ["setup", "teardown"])
def test_error(tmp_path: Path, when: str) -> None:
    lines = [line for line in passes() if line["when"] != when]
    failed = phase(PASSED, when, "failed", longrepr="E   OSError: no socket")
    lines = [failed, *lines[1:]] if when == "setup" else [*lines, failed]
    test = only_test(tmp_path, lines)
    assert (test.outcome, test.line) == ("error", "OSError: no socket")


def test_failure_and_teardown_error_are_one_test_with_both_texts(tmp_path: Path) -> None:
    lines = [*fails()[:2], phase(FAILED, "teardown", "failed", longrepr=crash("cannot stop"))]
    test = only_test(tmp_path, lines)
    assert test.outcome == "failed"
    assert "assert 1 == 2" in test.text
    assert "cannot stop" in test.text


def test_skipped_has_its_reason(tmp_path: Path) -> None:
    test = only_test(tmp_path, skips(PASSED, "needs root"))
    assert (test.outcome, test.line) == ("skipped", "needs root")


def test_capability_missing_in_ci_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    test = only_test(tmp_path, skips(PASSED, "capability: tmpfs"))
    assert (test.outcome, test.line) == (
        "failed",
        "skipped where CI promises it: capability: tmpfs",
    )


def test_capability_missing_at_home_is_a_skip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert only_test(tmp_path, skips(PASSED, "capability: tmpfs")).outcome == "skipped"


def test_other_skip_in_ci_is_a_skip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert only_test(tmp_path, skips(PASSED, "only for PostgreSQL 18")).outcome == "skipped"


def test_xfailed(tmp_path: Path) -> None:
    lines = fails()
    lines[1] |= {"outcome": "skipped", "wasxfail": "known"}
    assert only_test(tmp_path, lines, exit_code=0).outcome == "xfailed"


def test_xpassed(tmp_path: Path) -> None:
    lines = passes()
    lines[1] |= {"wasxfail": "known"}
    assert only_test(tmp_path, lines).outcome == "xpassed"


def test_strict_xpass_is_a_failure(tmp_path: Path) -> None:
    lines = passes()
    lines[1] |= {"outcome": "failed", "longrepr": "[XPASS(strict)] known"}
    test = only_test(tmp_path, lines)
    assert (test.outcome, test.line) == ("failed", "[XPASS(strict)] known")


VOID = (("verdict", "void"), ("void", "the kill did not land"))


def test_void_property_outweighs_a_pass(tmp_path: Path) -> None:
    test = only_test(tmp_path, passes(PASSED, *VOID))
    assert (test.outcome, test.line) == ("void", "the kill did not land")


def test_failure_that_says_void_is_void(tmp_path: Path) -> None:
    test = only_test(tmp_path, fails(FAILED, "Failed: the kill did not land", *VOID))
    assert test.outcome == "void"


def test_failure_for_another_reason_stays_failed(tmp_path: Path) -> None:
    assert only_test(tmp_path, fails(FAILED, "assert 1 == 2", *VOID)).outcome == "failed"


def test_passed_and_failed_is_flaky(tmp_path: Path) -> None:
    assert only_test(tmp_path, [*fails(FAILED), *passes(FAILED)]).outcome == "flaky"


def test_rerun_that_passes_is_flaky(tmp_path: Path) -> None:
    first = [phase(PASSED, "setup"), phase(PASSED, "call", "rerun"), phase(PASSED, "teardown")]
    assert only_test(tmp_path, [*first, *passes()]).outcome == "flaky"


def test_failed_subtest_fails_its_parent(tmp_path: Path) -> None:
    lines = passes()
    sub = phase(PASSED, "call", "failed", longrepr="E   assert 0")
    lines.insert(1, sub | {"$report_type": "SubTestReport"})
    assert only_test(tmp_path, lines).outcome == "failed"


def test_xdist_worker_that_died_fails_its_test(tmp_path: Path) -> None:
    died = phase(PASSED, "???", "failed", longrepr="worker 'gw1' crashed", node="<gw1>")
    assert only_test(tmp_path, [phase(PASSED, "setup"), died]).outcome == "failed"


def test_missing(tmp_path: Path) -> None:
    test = only_test(tmp_path, [], collected=[PASSED])
    assert test.outcome == "missing"


def test_test_without_teardown_is_missing(tmp_path: Path) -> None:
    assert only_test(tmp_path, passes()[:2]).outcome == "missing"


def test_running_in_a_cell_that_died(tmp_path: Path) -> None:
    test = only_test(tmp_path, [], collected=[PASSED], running=[PASSED], finished=False)
    assert test.outcome == "running"


def test_module_that_cannot_be_collected_is_an_error(tmp_path: Path) -> None:
    line = phase("tests/x.py", "", "failed", longrepr="E   SyntaxError: invalid syntax")
    test = only_test(tmp_path, [line | {"$report_type": "CollectReport"}], collected=[])
    assert (test.id, test.outcome, test.line) == (
        "tests/x.py",
        "error",
        "SyntaxError: invalid syntax",
    )


def test_category_promises_and_faults_come_from_properties(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    properties = [("category", "load"), ("promise", "a.b"), ("promise", "c.d"), ("fault", "kill")]
    folder = write_cell(run, passes(PASSED, *properties))
    (folder / "progress.jsonl").unlink()
    (test,) = only_cell(run).tests
    assert (test.category, test.promises, test.faults) == ("load", ("a.b", "c.d"), ("kill",))


def test_captured_output_of_a_failure_is_kept_and_of_a_pass_is_not(tmp_path: Path) -> None:
    lines = [*fails(), *passes()]
    for line in lines:
        line["sections"] = [["Captured stdout call", "what it printed"]]
    run = write_plan(tmp_path)
    write_cell(run, lines)
    texts = {test.id: "what it printed" in test.text for test in only_cell(run).tests}
    assert texts == {FAILED: True, PASSED: False}
