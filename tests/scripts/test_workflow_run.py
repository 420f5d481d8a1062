"""Jobs of small workflow files, run here: what GitHub would do with them, and what it would not."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import matrix
from scripts.cluster import processes
from scripts.matrix import ROOT, Cell
from scripts.results import Plan, Planned
from scripts.workflow import machine
from scripts.workflow.__main__ import main
from tests.scripts.house import until

Call = Callable[..., tuple[int, str, str]]

MATRIX = """
on: push
env:
  SHARED: by all
jobs:
  last:
    needs: [plan, cells]
    if: always()
    steps:
      - run: echo "$RESULTS" > seen.json
        env:
          RESULTS: ${{ toJSON(needs) }}
      - run: test "$(grep -c failure seen.json)" = 1
      - run: test ! -e made-by-another-job
  plan:
    outputs:
      cells: ${{ steps.list.outputs.cells }}
    steps:
      - uses: actions/checkout@v4.2.2
      - id: list
        run: echo 'cells=[{"name":"pg=16"},{"name":"pg=17"},{"name":"bad"}]' >> "$GITHUB_OUTPUT"
      - run: touch made-by-another-job
  cells:
    needs: plan
    name: cell ${{ matrix.cell.name }}
    strategy:
      fail-fast: false
      matrix:
        cell: ${{ fromJSON(needs.plan.outputs.cells) }}
    env:
      NAME: ${{ matrix.cell.name }}
    steps:
      - run: test "$NAME" != bad
      - run: echo "$NAME $SHARED" | tee -a "$GITHUB_STEP_SUMMARY"
      - if: always()
        run: echo always
  behind:
    needs: cells
    steps:
      - run: exit 1
"""


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run a workflow in a project with one file; exit code, what was said, and what was complained."""
    project = tmp_path / "project"
    project.mkdir()
    (project / ".gitignore").write_text("/ignored/\n")
    (project / "ignored").mkdir()
    (project / "script.sh").write_text("echo from the project\n")
    monkeypatch.setattr(machine, "ROOT", project)
    monkeypatch.setattr("scripts.results.RESULTS", tmp_path / "results")
    monkeypatch.setattr("scripts.interrupt.listen", lambda: None)
    monkeypatch.setattr("scripts.lifeline.hold", lambda: None)
    monkeypatch.setenv("PGMATRIX_RUN_ID", "run-7")

    def run(text: str, *arguments: str) -> tuple[int, str, str]:
        file = tmp_path / "ci.yml"
        file.write_text(text)
        code = main([str(file), *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the logs, pages and artifacts of `call` are."""
    return tmp_path / "results" / "run-7" / "workflow"


def steps(*lines: str) -> str:
    """A workflow with one job of these lines."""
    return "\n".join(["on: push", "jobs:", "  only:", "    steps:", *(f"      {x}" for x in lines)])


def said_of(text: str) -> dict[str, str]:
    """The word that was said of each job."""
    lines = (line.split(maxsplit=1) for line in text.splitlines()[1:])
    return {re.split(r":|, [\d.]+ ", rest)[0]: word for word, rest in lines}


def test_jobs_run_in_the_order_of_their_needs(call: Call, folder: Path) -> None:
    code, out, _ = call(MATRIX)
    assert code == 1
    said = said_of(out)
    assert list(said)[:4] == ["plan", "cell pg=16", "cell pg=17", "cell bad"]
    assert list(said.values())[:4] == ["passed", "passed", "passed", "failed"]
    assert (said["behind"], said["last"]) == ("skipped", "passed")
    assert 'exit code 1 of: test "$NAME" != bad' in out
    assert (folder / "cell-pg-16.md").read_text() == "pg=16 by all\n"
    assert not (folder / "cell-bad.md").exists()
    assert "\nalways\n" in (folder / "cell-bad.log").read_text()
    assert "the copy is commit " in (folder / "plan.log").read_text()


def test_second_run_of_the_same_name_keeps_nothing_but_the_plan(call: Call, folder: Path) -> None:
    call(steps('- run: echo first >> "$GITHUB_STEP_SUMMARY"'))
    plan = Plan("run-7", (Planned(Cell("full", "3.11", 16, "load")),))
    plan.write(folder.parent)
    assert call(steps("- run: echo second"))[0] == 0
    assert sorted(path.name for path in folder.iterdir()) == ["artifacts", "only.log"]
    assert Plan.read(folder.parent) == plan


def test_only_runs_one_cell_and_what_it_reads(call: Call) -> None:
    code, out, _ = call(MATRIX, "--job", "cells", "--only", "pg=17")
    assert code == 0
    assert said_of(out) == {
        "last": "assumed",
        "behind": "assumed",
        "plan": "passed",
        "cell pg=17": "passed",
    }


def test_only_prefers_the_job_of_that_name(call: Call) -> None:
    text = MATRIX.replace('{"name":"bad"}', '{"name":"pg=1"}')
    said = said_of(call(text, "--job", "cells", "--only", "cell pg=1")[1])
    assert [name for name in said if name.startswith("cell")] == ["cell pg=1"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--job", "cell"], "there is no job cell; the jobs: last, plan, cells, behind"),
        (["--job", "cells", "--only", "pg=14"], "no job of a matrix has 'pg=14' in its name"),
        (["--input", "category=load"], "no input category; the inputs of a dispatch: none"),
        (["--input", "category"], "--input wants NAME=VALUE, not 'category'"),
    ],
)
def test_what_nobody_knows_is_refused(call: Call, arguments: list[str], said: str) -> None:
    code, _, err = call(MATRIX, *arguments)
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["- run: echo ${{ github.run_id }}"], "an expression within a run line is not known here"),
        (
            ["- run: x", "  working-directory: y"],
            "step 1 has working-directory, which is not known",
        ),
        (["- run: x", "  uses: y"], "step 1 wants either run or uses"),
        (["- run: x", "  env: {A: '${{ secrets.A }}'}"], "there is no secrets; there is: github"),
        (["- run: 'x", ""], "is no workflow file"),
        (["- uses: actions/github-script@v7.0.1"], "what actions/github-script@v7.0.1 does"),
    ],
)
def test_what_is_not_known_here_is_said(call: Call, lines: list[str], said: str) -> None:
    code, _, err = call(steps(*lines))
    assert code == 2
    assert said in err


def test_a_container_is_left_out_and_named(call: Call) -> None:
    workflow = "on: push\njobs:\n  only:\n    container: debian\n    steps: [{run: 'true'}]\n"
    code, out, _ = call(workflow)
    assert code == 0
    assert "note     only: GitHub runs it in debian, this machine without" in out


@pytest.mark.parametrize(
    ("job", "said"),
    [
        ("needs: other, steps: []", "job only needs other, which is no job"),
        ("services: {}, steps: []", "job only has services, which is not known here"),
        ("strategy: {max-parallel: 2}, steps: []", "the strategy of job only has max-parallel"),
        ("strategy: {matrix: {include: []}}, steps: []", "include and exclude"),
        ("strategy: {matrix: {pg: 16}}, steps: []", "matrix pg is no list: 16"),
        ("needs: only, steps: []", "nodes are in a cycle"),
    ],
)
def test_job_that_is_not_known_here_is_said(call: Call, job: str, said: str) -> None:
    code, _, err = call(f"on: push\njobs:\n  only: {{{job}}}\n")
    assert code == 2
    assert said in err


def test_a_job_sees_the_project_and_nothing_of_the_run_around_it(call: Call) -> None:
    checks = (
        "- run: sh script.sh && test ! -e ignored",
        '- run: test -z "$PGMATRIX_RUN_ID$PGMATRIX_CALL" && test "$CI" = true',
    )
    code, out, _ = call(steps(*checks))
    assert code == 0, out


def test_a_checkout_is_one_commit_of_the_project_as_it_is(call: Call) -> None:
    checks = (
        "- run: test ! -e .git",
        "- uses: actions/checkout@v4.2.2",
        '- run: test "$(git rev-list --count HEAD)" = 1 && test -z "$(git status --porcelain)"',
        "- run: git clone . clone && cmp clone/script.sh script.sh",
    )
    code, out, _ = call(steps(*checks))
    assert code == 0, out


def test_a_line_ends_at_its_first_failure(call: Call) -> None:
    code, out, _ = call(steps("- run: |", "    false", "    true"))
    assert code == 1
    assert "exit code 1 of: false" in out


def test_sudo_changes_no_user(call: Call) -> None:
    line = f'- run: test "$(sudo --preserve-env env A=1 id -u)" = {os.geteuid()}'
    assert call(steps(line))[0] == 0


def test_page_that_github_would_drop_is_red(call: Call) -> None:
    line = '- run: head -c 1048577 /dev/zero | tr "\\0" x >> "$GITHUB_STEP_SUMMARY"'
    code, out, _ = call(steps(line))
    assert code == 1
    assert "GitHub drops its page, 1048577 bytes where 1048576 may be" in out


def test_output_in_another_form_is_red(call: Call) -> None:
    code, out, _ = call(steps('- run: echo "cells<<END" >> "$GITHUB_OUTPUT"'))
    assert code == 1
    assert "only name=value is known here" in out


@pytest.mark.timeout(180)
def test_ctrl_c_ends_the_step_and_leaves_no_workspace(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    file = tmp_path / "ci.yml"
    file.write_text(steps(f"- run: sleep 60 & echo $! > {pid}.new; mv {pid}.new {pid}; wait"))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = {"PGMATRIX_RESULTS": str(tmp_path / "results"), "TMPDIR": str(temporary)}
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.workflow", str(file)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    step = int(until("the step", lambda: pid.exists() and pid.read_text(), seconds=90))
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=50)
    assert (process.returncode, said) == (1, "workflow: interrupted by SIGINT\n")
    assert not processes.alive(step)
    assert list(temporary.iterdir()) == []


PYTHONS = f"""
on: push
jobs:
  plan:
    outputs:
      pythons: ${{{{ steps.list.outputs.pythons }}}}
    steps:
      - id: list
        run: echo 'pythons=["{matrix.this_python()}", "3.99"]' >> "$GITHUB_OUTPUT"
  each:
    needs: plan
    name: on ${{{{ matrix.python }}}}
    strategy:
      matrix:
        python: ${{{{ fromJSON(needs.plan.outputs.pythons) }}}}
    steps:
      - uses: actions/setup-python@v5.6.0
        with: {{python-version: "${{{{ matrix.python }}}}"}}
      - run: python --version
  behind:
    needs: each
    steps:
      - uses: actions/setup-python@v5.6.0
        with: {{python-version: "3.99"}}
      - run: python --version
"""


def test_job_whose_python_is_missing_is_named_and_no_run_is_green(call: Call) -> None:
    code, out, _ = call(PYTHONS)
    assert code == 1
    said = said_of("\n".join(out.splitlines()[:-1]))
    here = f"on {matrix.this_python()}"
    assert said == {"plan": "passed", here: "passed", "on 3.99": "missing", "behind": "passed"}
    assert "on 3.99: this machine has no Python 3.99; `uv python install 3.99` brings one" in out
    assert out.splitlines()[-1] == "No run is green without: on 3.99"


def test_job_gets_the_python_of_its_matrix(
    call: Call, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    # uv, as far as it makes an environment: its last word is the folder.
    (programs / "uv").write_text(
        "#!/bin/sh\nfor folder; do :; done\ncase $folder in (/*/*) ;; (*) exit 1;; esac\n"
        'mkdir -p "$folder/bin" && cp "$0.python" "$folder/bin/python"\n'
    )
    (programs / "uv.python").write_text('#!/bin/sh\necho "this is 3.99"\n')
    for program in programs.iterdir():
        program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    code, out, _ = call(PYTHONS)
    assert code == 0, out
    assert "this is 3.99" in (folder / "on-3-99.log").read_text()


DISPATCH = """
on:
  workflow_dispatch:
    inputs:
      category: {type: choice, default: all, options: [all, load]}
jobs:
  only:
    steps:
      - run: test "$CATEGORY" = "$WANTED"
        env:
          CATEGORY: ${{ inputs.category }}
"""


@pytest.mark.parametrize(("arguments", "value"), [([], ""), (["--input", "category=load"], "load")])
def test_inputs_are_those_of_a_dispatch(
    call: Call, monkeypatch: pytest.MonkeyPatch, arguments: list[str], value: str
) -> None:
    monkeypatch.setenv("WANTED", value)
    assert call(DISPATCH, *arguments)[0] == 0


def test_input_that_is_no_option_is_refused(call: Call) -> None:
    code, _, err = call(DISPATCH, "--input", "category=lode")
    assert code == 2
    assert "input category cannot be 'lode'; it may be ['all', 'load']" in err


ARTIFACTS = """
on: push
jobs:
  one:
    steps:
      - run: mkdir -p .results/run/cells/one && echo 1 > .results/run/cells/one/cell.json
      - uses: actions/upload-artifact@v4.6.2
        with: {name: results-one, path: .results/*/cells, include-hidden-files: true}
  two:
    needs: one
    steps:
      - uses: actions/download-artifact@v4.3.0
        with: {pattern: results-*, path: .results, merge-multiple: true}
      - run: test "$(cat .results/run/cells/one/cell.json)" = 1
      - uses: actions/download-artifact@v4.3.0
        with: {name: results-three}
"""


def test_artifacts_go_from_job_to_job(call: Call) -> None:
    code, out, _ = call(ARTIFACTS)
    assert code == 1
    assert said_of(out) == {"one": "passed", "two": "failed"}
    assert "there is no artifact results-three; there is: ['results-one']" in out
