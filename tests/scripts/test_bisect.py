"""The commit that made a test fail: in small repositories, and once with true sessions."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.bisect import __main__ as command
from scripts.bisect.search import Answer, NothingToFindError, Search
from scripts.bisect.trial import Trial, cell_of
from scripts.bisect.worktree import GitError, Worktree
from scripts.matrix import Cell, this_python
from scripts.report.outcomes import Outcome

SMOKE = Cell("smoke", "3.11", 17)
HERE = this_python()
TEST = "tests/chaos/test_tiny.py::test_it"

# The least of a smoke session: it runs the one test, and leaves the results of a cell.
NOXFILE = """
import sys
from pathlib import Path
import nox
sys.path.insert(0, {root!r})
from scripts.matrix import Cell
from scripts.results import RESULTS, CellRecord

@nox.session(venv_backend="none")
def smoke(session):
    record = CellRecord("bisect", Cell("smoke", "3.11", 15), partial=True)
    folder = RESULTS / record.run_id / "cells" / record.slug
    record.write(folder)
    plugins = [word for name in PLUGINS for word in ("-p", name)]
    session.run(
        *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *plugins),
        *("--progress", str(folder / "progress.jsonl")),
        *("--report-log", str(folder / "report.jsonl"), session.posargs[-1]),
        env={{"PYTHONPATH": {root!r}, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}},
    )

PLUGINS = ("scripts.recorder", "pytest_reportlog.plugin")
"""


def git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    found = subprocess.run(
        ["git", *names, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return found.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository without a commit."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


def commit(repository: Path, name: str, content: str, subject: str) -> str:
    """Commit one file; the commit's id."""
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    git(repository, "add", name)
    git(repository, "commit", "--quiet", "--message", subject)
    return git(repository, "rev-parse", "HEAD").strip()


def history(repository: Path, *answers: str) -> list[str]:
    """One commit for each answer, oldest first."""
    return [
        commit(repository, "answer", f"{answer} {number}", f"{number} {answer}")
        for number, answer in enumerate(answers)
    ]


def told(folder: Path) -> Answer:
    """What the commit says of itself: an outcome, or that there is no such test."""
    content = (folder / "answer").read_text().split()[0]
    (folder / "answer").write_text("scribbled by the test")
    return Answer(None if content == "unknown" else Outcome(content), content)


def suspects(repository: Path, good: str | None = None) -> tuple[list[str], list[str]]:
    """The commits that a search finds, and what it says on the way."""
    said: list[str] = []
    with Worktree.of(repository) as tree:
        return Search(tree, told, said.append).suspects(good), said


def untouched(repository: Path) -> tuple[str, ...]:
    """All that a search could change in the user's repository."""
    return tuple(
        git(repository, *words)
        for words in (
            ("status", "--porcelain"),
            ("symbolic-ref", "HEAD"),
            ("for-each-ref",),
            ("worktree", "list"),
        )
    )


@pytest.mark.parametrize("good", [None, "HEAD~6"])
def test_the_commit_is_found_and_the_users_tree_is_untouched(
    repository: Path, good: str | None
) -> None:
    ids = history(repository, *["passed"] * 4, *["failed"] * 4)
    (repository / "answer").write_text("what the user is writing")
    before = untouched(repository)
    found, said = suspects(repository, good)
    assert found == [ids[4]]
    assert said[0] == f"{ids[7][:12]} 7 failed: failed: failed"
    assert len(said) == len(set(said))
    assert untouched(repository) == before


def test_last_commit_can_be_the_one(repository: Path) -> None:
    ids = history(repository, "passed", "failed")
    assert suspects(repository)[0] == [ids[1]]


def test_commit_that_does_not_know_the_test_is_left_out(repository: Path) -> None:
    ids = history(repository, "passed", "passed", "unknown", "failed", "failed")
    assert suspects(repository, "HEAD~4")[0] == [ids[2], ids[3]]


def test_another_kind_of_failure_says_nothing(repository: Path) -> None:
    ids = history(repository, "passed", "error", "passed", "failed", "error", "failed")
    assert suspects(repository, "HEAD~5")[0] == [ids[3]]


def test_test_that_is_younger_than_most_commits_is_found_to_have_passed(repository: Path) -> None:
    answers = [*["unknown"] * 9, "passed", "failed", "failed", "failed"]
    ids = history(repository, *answers)
    assert suspects(repository)[0] == [ids[10]]


@pytest.mark.parametrize(
    ("answers", "good", "said"),
    [
        (("failed", "passed"), None, "does not fail at HEAD"),
        (("failed", "unknown"), None, "does not run at HEAD: unknown"),
        (("failed", "failed", "failed"), "HEAD~1", "does not pass at HEAD~1: failed"),
        (("unknown", "failed", "failed"), None, "it fails as far back as"),
        (("failed",), None, "it fails as far back as"),
    ],
)
def test_nothing_to_find_is_an_error_that_says_so(
    repository: Path, answers: tuple[str, ...], good: str | None, said: str
) -> None:
    history(repository, *answers)
    before = untouched(repository)
    with pytest.raises(NothingToFindError, match=said):
        suspects(repository, good)
    assert untouched(repository) == before


def test_revision_that_nobody_knows_is_an_error(repository: Path) -> None:
    history(repository, "passed", "failed")
    with pytest.raises(GitError, match="no-such"):
        suspects(repository, "no-such")


def test_interrupted_search_leaves_no_worktree(repository: Path) -> None:
    history(repository, "passed", "failed")
    before = untouched(repository)

    def interrupted(folder: Path) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Worktree.of(repository) as tree:
        Search(tree, interrupted).suspects(None)
    assert untouched(repository) == before


def test_command_is_the_one_of_the_summary(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text("pytestmark = [pytest.mark.chaos, pytest.mark.load]")
    cell = cell_of("test_x.py::test_a[1 s]", "full", SMOKE, tmp_path)
    trial = Trial("test_x.py::test_a[1 s]", cell, 7)
    full = 'nox -s "full-3.11(pg=17, category=load)" -- --seed 7'
    assert trial.command == f"{full} 'test_x.py::test_a[1 s]'"
    smoke = "nox -s smoke -P 3.11 -- --pg 17 --seed 7"
    assert Trial(TEST, SMOKE, 7).command == f"{smoke} {TEST}"
    with pytest.raises(ValueError, match="of no cell of tier full"):
        cell_of("test_y.py::test_a", "full", SMOKE, tmp_path)


@pytest.fixture
def project(repository: Path) -> Callable[[str], str]:
    """A project of one test, to be committed with one body after the other."""
    root = Path(__file__).parents[2]
    commit(repository, "noxfile.py", NOXFILE.format(root=str(root)), "the session")
    return lambda body: commit(
        repository, TEST.partition("::")[0], f"def test_it():\n    {body}\n", body
    )


def test_true_sessions_tell_the_commit(
    repository: Path,
    project: Callable[[str], str],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGMATRIX_RUN_ID", "another")
    passing, failing = project("assert True"), project("assert 1 == 2")
    project("assert 1 == 3")
    before = untouched(repository)
    trial = Trial(TEST, Cell("smoke", HERE, 15), 7)
    assert command.search(trial, passing, repository) == 0
    first, *_, found, author, subject = capfd.readouterr().out.splitlines()
    assert first == f"At each commit: nox -s smoke -P {HERE} -- --pg 15 --seed 7 {TEST}"
    assert (found, subject) == (f"  {failing}", "  assert 1 == 2")
    assert author.startswith("  Ann, 20")
    assert untouched(repository) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--pg", "14", TEST], "known versions: 15, 16, 17, 18"),
        (["--pg", "15,16", "tests/chaos/test_network.py::test_it"], "one test on one version"),
        (["--tier", "full", "no/such.py::test"], "of no cell of tier full"),
    ],
)
def test_what_cannot_be_searched_is_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(words)
    assert said in capsys.readouterr().err
