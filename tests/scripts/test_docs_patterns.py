"""Every pattern of docs/testing/PATTERNS.md is a chaos test that passes on a real server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.matrix import ROOT
from scripts.report.judge import judge_run
from scripts.report.outcomes import Outcome
from scripts.report.summary import CellResult
from tests.pggit.docs import blocks, sections

PAGE = ROOT / "docs" / "testing" / "PATTERNS.md"
NUMBERED = re.compile(r"\d+\. ")
FILE = re.compile(r"# (test_\w+\.py)\n")
RUN = "the-run"

pytestmark = pytest.mark.timeout(300)


def patterns() -> dict[str, str]:
    """The example of each pattern, by the name of its file."""
    found = {}
    for section in sections(PAGE.read_text("utf-8")):
        if NUMBERED.match(section.title):
            (example,) = (block.body for block in blocks(section.text))
            name = FILE.match(example)
            assert name, f"the example of {section.title!r} does not begin with its file's name"
            found[name[1]] = example
    return found


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples as a suite of its own."""
    folder = tmp_path_factory.mktemp("patterns")
    (folder / "conftest.py").write_text('pytest_plugins = ["tests.chaos.conftest"]\n')
    for name, example in patterns().items():
        (folder / name).write_text(example)
    return folder


@pytest.fixture(scope="module")
def judged(suite: Path, tmp_path_factory: pytest.TempPathFactory) -> CellResult:
    """All of them, run as a cell."""
    results = tmp_path_factory.mktemp("results")
    ours = {
        k: v for k, v in os.environ.items() if not k.startswith(("PGMATRIX_", "PGGIT_", "PYTEST_"))
    }
    own = {
        "PGMATRIX_RUN_ID": RUN,
        "PGMATRIX_RESULTS": str(results),
        "PGMATRIX_HISTORY": str(results / "history.jsonl"),
    }
    command = [sys.executable, "-m", "scripts.cell", "smoke-3.11(pg=15)", "--", str(suite)]
    done = subprocess.run(
        command, cwd=ROOT, env=ours | own, capture_output=True, text=True, timeout=250, check=False
    )
    (cell,) = judge_run(results / RUN).cells
    assert cell.tests, done.stdout + done.stderr
    return cell


def test_there_are_at_least_ten() -> None:
    assert len(patterns()) >= 10


def test_every_example_passes(judged: CellResult) -> None:
    # A skip has its reason in the page: pattern 13 is about it.
    wrong = [
        f"{test.id}: {test.line}\n{test.text}"
        for test in judged.tests
        if test.outcome not in (Outcome.PASSED, Outcome.SKIPPED)
    ]
    assert wrong == [], "\n".join(wrong)
    assert {test.id.partition("::")[0] for test in judged.tests} == patterns().keys()


def test_every_example_is_listed_in_the_table_by_its_number() -> None:
    text = PAGE.read_text("utf-8")
    titles = [s.title for s in sections(text) if NUMBERED.match(s.title)]
    listed = re.findall(r"^\| \[(\d+)\]\(", text, re.MULTILINE)
    assert listed == [title.partition(".")[0] for title in titles]
