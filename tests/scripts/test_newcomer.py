"""The newcomer's run: the README's own lines, nothing of this machine, and red where they are red."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import newcomer
from scripts.cluster.place import start_of
from scripts.matrix import ROOT
from tests.scripts.house import until

README = "Some text.\n\n{0}python3 -m venv .venv && x\n{0}nox -s smoke\n\nMore.\n"


def test_the_readme_has_the_two_commands() -> None:
    first, second = newcomer.commands(ROOT / "README.md")
    assert first == (
        'python3 -m venv .venv && . .venv/bin/activate && pip install "nox[uv]>=2026.10.20"'
    )
    assert second == "nox -s smoke"


@pytest.mark.parametrize("text", [README.format("    "), f"```sh\n{README.format('')}```\n"])
def test_a_code_block_may_be_indented_or_fenced(tmp_path: Path, text: str) -> None:
    (tmp_path / "README.md").write_text(text)
    found = newcomer.commands(tmp_path / "README.md")
    assert found == ["python3 -m venv .venv && x", "nox -s smoke"]


@pytest.mark.parametrize("number", [0, 2])
def test_a_readme_without_them_is_an_error(tmp_path: Path, number: int) -> None:
    (tmp_path / "README.md").write_text("#\n" + number * README.format("    "))
    with pytest.raises(ValueError, match=f"has {number} blocks of the two commands"):
        newcomer.commands(tmp_path / "README.md")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of a README and one more file, and a third one that is not committed."""
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.setattr(newcomer, "ROOT", root)
    (root / "README.md").write_text(README.format("    "))
    newcomer.git("init", "--quiet")
    newcomer.git("add", ".")
    newcomer.git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "first")
    (root / "left-out").touch()
    return root


def writes(verdict: str) -> str:
    """A command that leaves a summary."""
    text = shlex.quote(json.dumps({"verdict": verdict}))
    return f"mkdir -p .results/1/summary && echo {text} > .results/1/summary/summary.json"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([writes("green")], None),
        (["test -f README.md", "test ! -e left-out", writes("green")], None),
        ([writes("red")], "red: its summaries are ['red'], not one green"),
        (["true"], "red: its summaries are [], not one green"),
        ([writes("green"), "exit 3"], "red: exit code 3"),
        (["exit 4", writes("green")], "red: exit code 4"),
    ],
)
def test_green_is_exit_code_0_and_a_green_summary(
    project: Path, tmp_path: Path, lines: list[str], problem: str | None
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    assert newcomer.run(lines, place) == problem


def test_what_is_not_committed_is_named(
    project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    newcomer.run(["env; python3 --version"], tmp_path)
    said = capfd.readouterr().out
    assert "newcomer: 1 files differ from HEAD" in said
    assert f"Python {sys.version.split()[0]}\n" in said
    there = set(re.findall(r"^(\w+)=", said, re.MULTILINE))
    shell = {"PWD", "OLDPWD", "SHLVL", "_"}
    assert {name for name in there - shell if not newcomer.KEPT.fullmatch(name)} == {
        *("PATH", "HOME"),
        *(["PGMATRIX_CACHE"] if os.geteuid() == 0 else []),
    }
    assert f"HOME={tmp_path}/home\n" in said


def test_a_folder_is_hidden_from_the_commands_alone(open_folder: Path) -> None:
    (open_folder / "empty").mkdir()
    (open_folder / "shown").mkdir()
    (open_folder / "shown" / "library").write_text("here")
    (open_folder / "program").write_text("here")
    paths = [open_folder / "shown", open_folder / "program"]
    start = newcomer.hiding(paths, open_folder / "empty")
    if not start:
        pytest.skip("capability: this machine allows no mount namespace; run as root")
    look = f"ls {paths[0]}; cat {paths[1]}; id -u; echo end"
    found = subprocess.run([*start, "sh", "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout.split() == [str(os.getuid()), "end"]
    assert (paths[0] / "library").read_text() == paths[1].read_text() == "here"


def test_a_machine_that_cannot_hide_says_so(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (open_folder / "unshare").write_text("#!/bin/sh\necho not permitted >&2; exit 1\n")
    (open_folder / "unshare").chmod(0o755)
    monkeypatch.setenv("PATH", f"{open_folder}:{os.environ['PATH']}")
    assert newcomer.hiding([Path("/usr/lib/faketime")], open_folder) == []
    line = "newcomer: this machine cannot hide what it has, /usr/lib/faketime: not permitted\n"
    assert capsys.readouterr().out == line


def test_what_a_killed_run_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newcomer, "TMP", tmp_path)
    ended = subprocess.Popen(["true"])
    ended.wait()
    runs = f"newcomer-{os.getpid()}-{start_of(os.getpid())}-x"
    strange = "newcomer-x-y"  # of another program
    for name in (runs, strange, f"newcomer-{ended.pid}-1-x", f"newcomer-{os.getpid()}-1-x"):
        (tmp_path / name / "clone").mkdir(parents=True)
    newcomer.forget_dead()
    assert {left.name for left in tmp_path.iterdir()} == {runs, strange}


def test_an_interrupted_run_leaves_nothing(project: Path, open_folder: Path) -> None:
    here = open_folder / "here"
    program = (
        "from pathlib import Path; from scripts import newcomer;"
        f"newcomer.ROOT = Path({str(project)!r});"
        f"newcomer.commands = lambda readme: ['pwd > {here}; exec sleep 300'];"
        "raise SystemExit(newcomer.main([]))"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    until("the command to run", lambda: here.exists() and here.read_text())
    clone = Path(here.read_text().strip())
    assert clone.is_dir()
    run.send_signal(signal.SIGTERM)
    said, _ = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "newcomer: interrupted by SIGTERM, with Python" in said
    assert not clone.parent.exists()
