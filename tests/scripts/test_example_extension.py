"""The machinery runs the chaos suite of an extension that is not pggit, wherever that is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.matrix import ROOT
from scripts.report.failures import repeat_test
from scripts.report.judge import judge_run
from scripts.report.outcomes import BAD, Outcome
from scripts.report.promises import State, promises
from scripts.report.summary import CellResult, Verdict

EXAMPLE = ROOT / "tests" / "example_extension"
CELL = "smoke-3.11(pg=15)"
RUN = "the-run"
RACE = "test_no_order_of_two_transactions_loses_an_addition"

pytestmark = pytest.mark.timeout(180)


def cell(
    extension: Path, results: Path, *arguments: str, name: str = CELL
) -> subprocess.CompletedProcess[str]:
    """Run the suite of an extension, as docs/testing/EXTENDING.md says."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("PGMATRIX_", "PYTEST_"))}
    own = {
        "PGGIT_SQL": str(extension / "sql"),
        "PGMATRIX_RUN_ID": RUN,
        "PGMATRIX_RESULTS": str(results),
        "PGMATRIX_HISTORY": str(results / "history.jsonl"),
    }
    command = [sys.executable, "-m", "scripts.cell", name, "--", str(extension), *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=ours | own, capture_output=True, text=True, timeout=150, check=False
    )


def judged(results: Path) -> CellResult:
    """The only cell."""
    (found,) = judge_run(results / RUN).cells
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The example, somewhere else, to change it."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "tally"))


def test_its_tests_pass_and_defend_its_own_promises(tmp_path: Path) -> None:
    done = cell(EXAMPLE, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    found = judged(tmp_path)
    assert found.verdict is Verdict.PARTIAL  # it does not speak for pggit's matrix
    assert found.counts == {Outcome.PASSED: 3}
    states = {promise.id: promise.state(15) for promise in promises([found])}
    assert states == dict.fromkeys(
        ["tally.exact", "tally.durable", "tally.transactional"], State.PASSED
    )
    assert found.records[0].pggit == "tests/example_extension/sql/install.sql, which is no pggit"


def test_a_lost_update_in_it_is_found_and_the_repeat_command_leads_there(
    copy: Path, tmp_path: Path
) -> None:
    add = copy / "sql" / "add.sql"
    stale = "(select o.value from tally.counters as o where o.name = p_name) + p_change"
    sound = "c.value + p_change"
    assert add.read_text().count(sound) == 1
    add.write_text(add.read_text().replace(sound, stale))
    done = cell(copy, tmp_path)
    assert done.returncode == 1
    found = judged(tmp_path)
    (failed,) = [test for test in found.tests if test.outcome in BAD]
    assert failed.id.endswith(f"::{RACE}")
    repeat = repeat_test(failed, found)
    assert repeat.startswith(f"PGGIT_SQL={copy / 'sql'} nox -s smoke -P 3.11 -- --pg 15 --seed")
    assert repeat.endswith(f" {copy}/test_tally.py::{RACE}")


def test_a_test_of_it_that_measures_nothing_is_void(copy: Path, tmp_path: Path) -> None:
    (copy / "test_idle.py").write_text(
        "import pytest\n"
        "@pytest.mark.chaos\n@pytest.mark.load\n@pytest.mark.promise('tally.exact')\n"
        "def test_idle(database):\n    pass\n"
    )
    assert cell(copy, tmp_path, "-k", "idle").returncode == 1
    assert judged(tmp_path).counts == {Outcome.VOID: 1}


def test_its_own_oracle_judges_after_each_test(copy: Path, tmp_path: Path) -> None:
    (copy / "test_cheat.py").write_text(
        "import pytest\n"
        "from tests.chaos.faults import tamper\n"
        "@pytest.mark.chaos\n@pytest.mark.load\n@pytest.mark.promise('tally.exact')\n"
        "def test_cheat(database):\n"
        "    database.sql(\"select tally.add('hits', 1)\")\n"
        "    tamper.edit(database, 'update tally.counters set value = 7')\n"
    )
    done = cell(copy, tmp_path, "-k", "cheat")
    assert "counters that are not the sum of their entries: [('hits', 7, 1)]" in done.stdout
    assert judged(tmp_path).counts == {Outcome.ERROR: 1}


def test_a_promise_that_it_does_not_make_is_refused(copy: Path, tmp_path: Path) -> None:
    test = copy / "test_tally.py"
    test.write_text(test.read_text().replace('"tally.exact"', '"commits.log"'))
    done = cell(copy, tmp_path)
    assert done.returncode == 1
    assert "defends ['commits.log']" in done.stdout
    assert "promises.json beside another product's install.sql" in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "holds a list, not an object"),
        ('{"tally.exact": 1}', "tally.exact: expected one sentence as a string"),
        ("{", "promises.json: Expecting"),
    ],
)
def test_promises_that_cannot_be_read_are_told_before_anything_runs(
    copy: Path, tmp_path: Path, text: str, said: str
) -> None:
    (copy / "sql" / "promises.json").write_text(text)
    done = cell(copy, tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / RUN).exists()
