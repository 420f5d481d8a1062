"""The summary as text: Markdown for a CI job's page, and the terminal."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from scripts.report import Summary, page_of
from scripts.report.__main__ import main
from scripts.report.markdown import MOST, escape, fenced, markdown
from scripts.report.terminal import show
from scripts.report.text import clip, error_line
from tests.scripts.test_report_builder import RUN, fails, judged, skips, write_cell, write_plan
from tests.scripts.test_report_files import NASTY, SMOKE, write_red


def terminal(summary: Summary) -> str:
    output = io.StringIO()
    show(summary, page_of(summary.folder), Console(width=160, file=output))
    return output.getvalue()


def test_markdown_is_cut_in_bytes_and_says_so(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, [line for n in range(600) for line in fails(f"x::é{n}", "é" * 4000)])
    text = markdown(judged(run))
    assert len(text.encode()) < MOST
    assert re.search(r"\*\d+ of 600 failures are cut here: index.html has all.\*", text)
    assert "### Matrix" in text


def test_markdown_puts_failures_first(tmp_path: Path) -> None:
    text = markdown(judged(write_red(tmp_path)))
    order = [text.index(f"### {title}") for title in ("Failures", "Without", "Matrix", "Skipped")]
    assert order == sorted(order)


def test_markdown_cuts_long_lists(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, [line for n in range(250) for line in skips(f"x::{n}", f"reason {n}")])
    assert "50 more are cut here" in markdown(judged(run))


def test_markdown_escapes() -> None:
    assert escape("a|b <i>\n*c*`") == "a\\|b &lt;i&gt; \\*c\\*\\`"
    assert escape("@ghost") == "@\u200bghost", "nobody is told"
    assert fenced("```\nx").startswith("````text\n")


def test_terminal_shows_matrix_reasons_failures_and_skips(tmp_path: Path) -> None:
    text = terminal(judged(write_red(tmp_path)))
    for part in (
        "PostgreSQL 15",
        "16.10, pypi",
        "1/1/1",
        "pytest was killed by SIGKILL while running",
        f"failed on PostgreSQL 15, PostgreSQL 16: {NASTY}",
        f"repeat: nox -s \"full-3.11(pg=15, category=resource)\" -- --seed 42 '{NASTY}'",
        "2 skipped: needs root (PostgreSQL 15: 1, PostgreSQL 16: 1)",
        "Report: ",
    ):
        assert part in text


def test_terminal_cuts_long_lists_and_shows_problems(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    lines = [line for n in range(40) for line in fails(f"x::{n}")]
    lines += [line for n in range(40) for line in skips(f"y::{n}", f"reason {n}")]
    write_cell(run, lines)
    write_cell(run, cell=SMOKE)
    text = terminal(judged(run))
    assert "10 more failures" in text
    assert "10 more reasons" in text
    assert "\ncells/smoke-3.11-pg17-all was not planned" in text


def test_clip_says_what_it_cut() -> None:
    assert clip("a" * 10 + "b" * 90, 40) == f"{'a' * 10}\n[... 60 characters cut ...]\n{'b' * 30}"


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("AssertionError: (0, 1)\nassert 1 == 2\n  +1", "AssertionError: (0, 1): assert 1 == 2"),
        ("assert 1 == 2\n  +1", "assert 1 == 2"),
        ("ValueError: one\ntwo", "ValueError: one"),
    ],
)
def test_error_line_says_what_did_not_hold(message: str, line: str) -> None:
    assert error_line({"reprcrash": {"message": message}}) == line


def test_github_obeys_nothing_that_a_test_has_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_cell(write_plan(tmp_path), fails("x::1", "::add-mask::passed"))
    monkeypatch.setattr("scripts.results.RESULTS", tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    main(["--run", RUN])
    assert "stop-commands" not in capsys.readouterr().out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    main(["--run", RUN])
    first, *between, last = capsys.readouterr().out.splitlines()
    assert first.startswith("::stop-commands::")
    assert last == f"::{first.removeprefix('::stop-commands::')}::"
    assert any("::add-mask::" in line for line in between)


def test_error_line_of_text_is_its_last() -> None:
    assert error_line("Traceback\nE   OSError: no socket\n\n") == "OSError: no socket"
