"""The proof on a true server, with a suite of two tests and a pggit of two functions."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.scripts.house import PG, House

PGGIT = """\
begin;
create schema if not exists pggit;
create or replace function pggit.log() returns integer language plpgsql as $$ begin return 1; end $$;
create or replace function pggit.show() returns integer language plpgsql as $$ begin return 2; end $$;

commit;
"""
# The clone's own check, fsck, is not there; so a test takes the clone.
SUITE = """
def test_log(clone):
    assert clone.value("select pggit.log()") == 1

def test_show(clone):
    assert clone.value("select pggit.show()") > 1
"""
HEADER = "-- promise: commits.log\n-- why: it is a bug\n"
MUTANTS = {
    "canary": "-- why: nothing works\nselect pg_temp.answer_null('log');",
    "commits/killed": f"{HEADER}select pg_temp.edit('pggit.log', 'return 1', 'return 3');",
    "commits/misfit": f"{HEADER}select pg_temp.edit('pggit.log', 'return 9', 'return 3');",
    "commits/survives": f"{HEADER}select pg_temp.edit('pggit.show', 'return 2', 'return 3');",
    "commits/twin": f"{HEADER}-- equivalent: it is the same\nselect 1;",
    "harmless/comment": "-- why: says it\ncomment on function pggit.log() is 'the log';",
}


@pytest.fixture
def proof(house: House) -> House:
    (house.root / "sql" / "install.sql").write_text(PGGIT)
    house.suite(SUITE)
    for name, text in MUTANTS.items():
        path = house.root / "tests" / "mutants" / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return house


def run(house: House, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "scripts.mutants", f"--pg={PG}", *arguments]
    ended = subprocess.run(
        command,
        cwd=house.root,
        env=house.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=170,
        check=False,
    )
    return ended.returncode, ended.stdout


def verdicts(house: House) -> dict[str, dict[str, Any]]:
    path: Path = house.run / "mutants" / "mutants.json"
    return {each["name"]: each for each in json.loads(path.read_text())["mutants"]}


@pytest.mark.timeout(180)  # some twenty starts of pytest, on a machine that has other things to do
def test_every_verdict(proof: House) -> None:
    code, said = run(proof)
    assert code == 1, said
    found = verdicts(proof)
    assert {name: each["verdict"] for name, each in found.items()} == {
        "commits/killed": "killed",
        "commits/misfit": "void",
        "commits/survives": "survived",
        "commits/twin": "equivalent",
        "null/log": "killed",
        "null/show": "killed",
    }
    assert found["commits/killed"]["test"] == "tests/chaos/test_tiny.py::test_log"
    assert "pggit.log holds 0 times what the mutant replaces: return 9" in said
    assert "baseline: 2 tests passed, 0 did not" in said
    assert "empty: 2 tests, 0 passed" in said
    assert "harmless: 1 rewrites, noticed: none" in said
    killers = json.loads((proof.root / "tests" / "mutants" / "killers.json").read_text())
    assert killers == {
        "commits/killed": "tests/chaos/test_tiny.py::test_log",
        "null/log": "tests/chaos/test_tiny.py::test_log",
        "null/show": "tests/chaos/test_tiny.py::test_show",
    }


@pytest.mark.timeout(60)
def test_a_suite_that_cannot_fail_is_red_at_once(proof: House) -> None:
    proof.suite("def test_nothing(clone):\n    pass\n")
    code, said = run(proof)
    assert code == 1
    assert "the canary is survived: nothing works" in said
    assert "baseline" not in said
