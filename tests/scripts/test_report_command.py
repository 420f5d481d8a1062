"""``python -m scripts.report``: which run it reports, by which plan, with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import results
from scripts.report.__main__ import main
from tests.scripts.test_report_builder import RUN, fails, write_cell, write_plan


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The results folder of the command."""
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    monkeypatch.delenv("PGMATRIX_RUN_ID", raising=False)
    return tmp_path


def test_command_is_0_for_green_and_names_the_latest_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_cell(write_plan(folder))
    (folder / "latest").write_text(f"{RUN}\n")
    assert main([]) == 0
    said = capsys.readouterr()
    assert f"Run {RUN} (named by {folder / 'latest'})" in said.err
    assert "Green: 1 of 1 planned cells passed, 1 test passed." in said.out


def test_command_prefers_the_run_that_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_cell(write_plan(folder), fails())
    monkeypatch.setenv("PGMATRIX_RUN_ID", RUN)
    (folder / "latest").write_text("another")
    assert main([]) == 1


def test_command_ignores_a_run_without_a_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_cell(write_plan(folder))
    monkeypatch.setenv("PGMATRIX_RUN_ID", "not-started")
    (folder / "latest").write_text(RUN)
    assert main([]) == 0


@pytest.mark.parametrize("arguments", [[], ["--run", "no-such-run"]])
def test_command_is_2_with_nothing_to_report(folder: Path, arguments: list[str]) -> None:
    assert main(arguments) == 2


def test_command_holds_the_results_against_whole_tiers(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = write_plan(folder)
    write_cell(run)
    assert main(["--run", RUN, "--plan", "smoke,full"]) == 1
    assert "of 33 planned cells 32 never ran" in capsys.readouterr().out


def test_command_refuses_an_unknown_tier(folder: Path) -> None:
    write_plan(folder)
    with pytest.raises(SystemExit):
        main(["--run", RUN, "--plan", "hourly"])


@pytest.mark.parametrize(
    "content", [b"", b"..\n", b"../..\n", b"a/b\n", b"\xff\xfe", b"\0", b"one\ntwo\n"]
)
def test_a_damaged_name_of_the_last_run_leads_nowhere(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    """``..`` would be a folder to write a summary in."""
    (folder / "latest").write_bytes(content)
    assert main([]) == 2
    said = capsys.readouterr().err
    assert f"{folder / 'latest'} is damaged: remove it, or name a run by --run" in said
    assert not (folder.parent / "summary").exists()
