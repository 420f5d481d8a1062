"""No setting of the user reaches a run: libpq's variables and pytest's are taken out where it starts."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import environment
from scripts.environment import SERVER, clean_environment, without_server
from scripts.matrix import ROOT
from tests.scripts.house import PG, House, until

pytestmark = pytest.mark.timeout(180)  # a cell takes 3 s, on a busy machine ten times that

# Port 1 of this machine answers nobody: what is led there fails, and reaches no other host.
HOSTILE = {
    "PGHOST": "127.0.0.1",
    "PGHOSTADDR": "127.0.0.1",
    "PGPORT": "1",
    "PGDATABASE": "nowhere",
    "PGUSER": "nobody_here",
    "PGPASSWORD": "wrong",
    "PGPASSFILE": "/nowhere/pgpass",
    "PGSERVICE": "nowhere",
    "PGSERVICEFILE": "/nowhere/pg_service.conf",
    "PGSYSCONFDIR": "/nowhere",
    "PGOPTIONS": "-c default_transaction_read_only=on",
    "PGTZ": "Pacific/Kiritimati",
    "PGDATESTYLE": "German",
    "PGCLIENTENCODING": "LATIN1",
    "PGTARGETSESSIONATTRS": "standby",
    "PGSSLMODE": "verify-full",
    "PGREQUIREAUTH": "scram-sha-256",
    "PGGSSENCMODE": "require",
    "PGCONNECT_TIMEOUT": "1",
    "PGAPPNAME": "theirs",
    "PGDATA": "/nowhere/data",
    "PYTEST_ADDOPTS": "-k nothing_like_this",
}
ASKS = """
import psycopg

SHOWN = ("timezone", "datestyle", "client_encoding", "application_name", "transaction_read_only")

def test_asks():
    with psycopg.connect("") as connection:
        shown = [connection.execute(f"show {name}").fetchone() for name in SHOWN]
        connection.execute("create table written ()")
        connection.rollback()
    Path("seen").write_text(str(shown))
    found = {name for name in os.environ if name.startswith(("PG", "PYTEST_ADD"))}
    assert found <= {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGMATRIX_RUN_ID", "PGMATRIX_HISTORY"}
"""


def with_theirs(ours: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in ours.items() if name not in HOSTILE} | HOSTILE


def test_a_cell_is_the_same_run(house: House) -> None:
    house.suite(ASKS)
    seen = []
    for run, theirs in (("plain", {}), ("hostile", HOSTILE)):
        code, output = house.cell("--", "-k", "asks", PGMATRIX_RUN_ID=run, **theirs)
        assert (code, "1 passed" in output) == (0, True), output
        seen.append((house.root / "seen").read_text())
    assert seen[0] == seen[1]


def test_sql_tests_are_the_same_run() -> None:
    """By hand, without nox, which has no environment here; the noxfile cleans as commands do."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/pggit/test_versions.py", "-q", f"--pg={PG}", "-x"],
        cwd=ROOT,
        env=with_theirs({**os.environ, "PYTEST_ADDOPTS": ""}) | {"PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_a_server_by_hand_is_reached_by_the_command_that_it_prints(house: House) -> None:
    running = house.call("scripts.cluster", "--pg", str(PG), **HOSTILE)
    output = running.process.stdout
    assert output is not None
    line = until("the command", lambda: next((x for x in output if "PGHOST=" in x), ""), 100)
    assert {f"-u {name}" for name in ("PGHOSTADDR", "PGSERVICE")} <= set(
        re.findall(r"-u \w+", line)
    )
    words = f"{line.strip()} -X -Atc 'show transaction_read_only'"
    shown = subprocess.run(
        ["sh", "-c", words],
        env=with_theirs(dict(os.environ)),
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert (shown.stdout, shown.stderr) == ("off\n", "")
    running.process.send_signal(signal.SIGINT)
    assert running.end()[0] == 0


def test_the_noxfile_cleans_before_its_sessions_run(house: House) -> None:
    show = f"print(sorted(name for name in os.environ if name in {sorted(HOSTILE)!r}))"
    (house.root / "look.py").write_text(f"import os\nimport noxfile\n{show}\n")
    done = subprocess.run(
        [sys.executable, "look.py"],
        cwd=house.root,
        env=house.environment(**HOSTILE),
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_only_foreign_names_go(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {"PGMATRIX_CACHE": "/c", "PGGIT_SQL": "/s", "PATH": "/bin", "PYTEST_CURRENT_TEST": "x"}
    monkeypatch.setattr(os, "environ", {**ours, **HOSTILE})
    monkeypatch.setattr(environment, "removed", [])
    clean_environment(keep=SERVER)
    assert dict(os.environ) == {**ours, **{name: HOSTILE[name] for name in SERVER}}
    clean_environment()
    assert dict(os.environ) == ours
    assert sorted(environment.removed) == sorted(HOSTILE)
    assert without_server({**ours, **HOSTILE}) == {
        **ours,
        "PYTEST_ADDOPTS": HOSTILE["PYTEST_ADDOPTS"],
    }


def commands() -> list[Path]:
    """The modules that ``python -m`` runs."""
    return [
        path
        for path in sorted((ROOT / "scripts").rglob("*.py"))
        if "__main__" in path.stem or 'if __name__ == "__main__":' in path.read_text("utf-8")
    ]


@pytest.mark.parametrize("path", commands(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_starts_clean(path: Path) -> None:
    """Its last statement hands main to `command.run`, which cleans and tells users what to do."""
    last = ast.parse(path.read_text("utf-8")).body[-1]
    assert isinstance(last, ast.If)
    assert ast.unparse(last.body[0]).startswith("command.run(")
    assert len(last.body) == 1
