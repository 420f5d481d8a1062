"""The list of what must pass: the gate, CI and the documents say the same."""

from __future__ import annotations

import json
import os
import re
import site
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import matrix, plan, required, results
from scripts.ci.__main__ import main
from scripts.matrix import ROOT
from scripts.required import Check, RequiredChecksError
from tests.scripts.house import House
from tests.scripts.nox_house import BORROW, LOAD

WORKFLOW = ".github/workflows/chaos-tests.yml"
RESULTS = ROOT / "docs" / "testing" / "RESULTS.md"
SECONDS = 240  # for eight jobs; 30 s where nothing else runs

# Sessions that only look for a file: it is the bug that nothing but this session notices.
FAKES = """

def look(session: nox.Session) -> None:
    session.run("test", "!", "-e", f"bug-of-{session.name}", external=True)

lint = nox.session(venv_backend="none", name="lint")(look)
tests = nox.session(venv_backend="none", name="tests")(look)

@nox.session(venv_backend="none", name="sql-tests")
@nox.parametrize("pg", [nox.param(pg, id=f"pg={pg}") for pg in matrix.majors()])
def sql_tests(session: nox.Session, pg: int) -> None:
    look(session)
"""


# A machine on which `python3 -m venv` makes programs that only note their calls.
PYTHON3 = """#!/bin/sh
mkdir -p .venv/bin
ln -s {python} .venv/bin/python
ln -s /bin/true .venv/bin/pip
cp "$0.nox" .venv/bin/nox
"""
NOX = """#!{python}
import json, os, pathlib, sys
words = sys.argv[1:]
with open("calls", "a") as calls:
    print(*words, file=calls)
if words == ["-s", "report"]:
    page = pathlib.Path(".results", os.environ["PGMATRIX_RUN_ID"], "summary", "summary.json")
    page.parent.mkdir(parents=True)
    counts = [{{"passed": 3, "skipped": 1}}, json.loads(os.environ["COUNTS"])]
    page.write_text(json.dumps({{"cells": [{{"counts": count}} for count in counts]}}))
sys.exit(os.environ["RED"] in words)
"""


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put other entries into the list."""

    def put(*entries: dict[str, Any]) -> None:
        every = [{"proves": "x", "minutes": 1, **entry} for entry in entries]
        monkeypatch.setitem(matrix.table(), "required-checks", every)

    return put


@pytest.fixture
def planned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The names of the jobs that the workflow's own plan makes, by output."""
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results")
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv(plan.RUN_ID, "the-run")
    text = (ROOT / WORKFLOW).read_text()
    (words,) = set(re.findall(r"nox -s ci -- (plan checks .*?) --category", text))
    assert main(words.split()) == 0
    lines = (tmp_path / "output").read_text().splitlines()
    outputs = {name: json.loads(jobs) for name, jobs in (line.split("=", 1) for line in lines)}
    return {name: [job["name"] for job in jobs] for name, jobs in outputs.items()}


def test_every_entry_is_a_session_that_says_what_it_proves() -> None:
    for check in required.checks():
        assert plan.selected(["-s", check.session])
        assert check.proves
        assert 0 < check.minutes <= 60
    calls = [(check.call, check.pythons) for check in required.checks()]
    assert len(set(calls)) == len(calls)


def test_the_gate_s_parts_are_in_the_list() -> None:
    sessions = {check.session for check in required.checks()}
    assert {"lint", "tests", "sql-tests", "smoke"} <= sessions
    assert "`nox -s tests`" in (ROOT / "README.md").read_text()


def test_smoke_runs_on_every_major_and_on_new_pythons() -> None:
    cells = [cell for check in required.checks() for cell in check.cells if cell.tier == "smoke"]
    oldest = matrix.oldest_python()
    assert [cell.pg for cell in cells if cell.python == oldest] == matrix.majors()
    assert [(c.python, c.pg) for c in cells if c.python != oldest] == [("3.13", 17), ("3.14", 17)]


def test_every_entry_is_a_job_of_the_pull_request_s_workflow(planned: dict[str, list[str]]) -> None:
    for check in required.checks():
        if check.cells:
            names = [cell.name for cell in check.cells]
            assert set(names) <= {*planned["smoke"], *planned["full"]}
        else:
            sessions = plan.selected(["-s", check.session])
            assert set(sessions) <= set(planned["checks"])
    assert [name for name in planned["checks"] if name.startswith("sql-tests")] == [
        f"sql-tests(pg={pg})" for pg in matrix.majors()
    ]


def test_neighbours_are_one_call_of_the_gate(listed: Callable[..., None]) -> None:
    cell = "full-3.11(pg=16, category=corruption)"
    listed(
        {"call": "lint", "minutes": 2},
        {"call": "tests", "minutes": 3},
        {"call": "smoke -- --pg {majors}"},
        {"call": "smoke", "python": ["3.13"]},
        {"call": "smoke"},
        {"call": cell},
        {"call": "newcomer"},
    )
    assert list(required.gate_calls()) == [
        (5, "lint tests"),
        (1, f"smoke -- --pg {','.join(map(str, matrix.majors()))}"),
        (1, "smoke"),
        (1, f"'{cell}'"),
        (1, "newcomer"),
    ]


def test_arguments_that_ci_would_drop_are_refused(listed: Callable[..., None]) -> None:
    listed({"call": "sql-tests -- --pg 16"})
    with pytest.raises(RequiredChecksError, match="'sql-tests -- --pg 16': only cells take argum"):
        required.checks()


def test_the_gate_reads_the_list_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if not line.startswith("#")]
    called = [line.strip() for line in commands if re.search(r"nox\b.* -s ", line)]
    assert len(called) == 2
    assert "$words" in called[0]
    assert called[1].startswith(".venv/bin/nox -s report")


@pytest.mark.parametrize(
    ("red", "counts", "code", "last"),
    [
        ("", {"passed": 2}, 0, "5 passed, 0 failed, 1 skipped"),
        ("lint", {"passed": 2}, 1, "5 passed, 1 failed, 1 skipped"),
        ("smoke", {"passed": 2, "failed": 3, "void": 1}, 1, "5 passed, 4 failed, 1 skipped"),
    ],
)
def test_the_gate_makes_every_call_and_ends_with_the_counts(
    house: House, tmp_path: Path, *, red: str, counts: dict[str, int], code: int, last: str
) -> None:
    house.require("lint", "tests", "smoke -- --pg {majors}", LOAD)
    programs = tmp_path / "bin"
    programs.mkdir()
    texts = {"python3": PYTHON3, "python3.nox": NOX, "apt-get": "#!/bin/sh\n"}
    for name, text in texts.items():
        (programs / name).write_text(text.format(python=sys.executable))
        (programs / name).chmod(0o755)
    (house.root / ".ci").mkdir()
    (house.root / ".ci" / "run").write_bytes((ROOT / ".ci" / "run").read_bytes())
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", str(house.root / ".ci" / "run")],
        env=house.environment(PATH=path, RED=red, COUNTS=json.dumps(counts)),
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (code, last), done.stderr
    assert (house.root / "calls").read_text().splitlines() == [
        "-j 2 -s lint tests",
        "-j 2 -s smoke -- --pg 15,16,17,18",
        f"-j 2 -s {LOAD}",
        "-s report",
    ]


def test_the_table_of_the_documents_is_the_list() -> None:
    rows = [
        "| in the gate and in CI | minutes at most | what it proves |",
        "|---|---|---|",
        *(row(check) for check in required.checks()),
    ]
    table = "\n".join(rows)
    assert table in RESULTS.read_text(), f"put this into {RESULTS.name}:\n{table}"


def row(check: Check) -> str:
    """An entry as a row of the table."""
    where = f" with Python {' and '.join(check.pythons)}, in CI" if check.pythons else ""
    name = f'"{check.session}"' if "(" in check.session else check.session
    call = " -- ".join([name, *(" ".join(check.arguments),)]) if check.arguments else name
    return f"| `nox -s {call}`{where} | {check.minutes} | {check.proves} |"


@pytest.mark.timeout(SECONDS + 60)
def test_what_one_check_notices_makes_the_last_job_red(house: House) -> None:
    for name in (WORKFLOW, ".gitignore"):
        (house.root / name).parent.mkdir(parents=True, exist_ok=True)
        (house.root / name).write_bytes((ROOT / name).read_bytes())
    house.configure("pg = [15, 16, 17, 18]", "pg = [15, 16]")
    house.configure("default-pg = 17", "default-pg = 15")
    house.require("lint", "tests", "sql-tests")
    with (house.root / "noxfile.py").open("a") as noxfile:
        noxfile.write(BORROW.format(packages="\n".join(site.getsitepackages())) + FAKES)
    (house.root / "bug-of-lint").touch()
    (house.root / "bug-of-sql-tests(pg=16)").touch()
    jobs = ("--job", "check", "--job", "required")
    running = house.call("scripts.workflow", WORKFLOW, *jobs).process
    said, _ = running.communicate(timeout=SECONDS)
    assert running.returncode == 1, said
    ended = {name: word for word, name in re.findall(r"^(\w+) +(.+?), [\d.]+ ", said, re.M)}
    assert ended == {
        "plan": "passed",
        "lint": "failed",
        "tests": "passed",
        "sql-tests(pg=15)": "passed",
        "sql-tests(pg=16)": "failed",
        "required": "failed",
    }, said
    last = (house.run / "workflow" / "required.log").read_text()
    assert "::error title=required%3A check::failure\n" in last
