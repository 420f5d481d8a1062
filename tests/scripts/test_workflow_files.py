"""The workflow files themselves: one nox line a step, least rights, and the matrix's own table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from scripts import matrix, required
from scripts.ci import gitlab
from scripts.ci.planned import check_jobs
from scripts.matrix import ROOT
from scripts.results import MEASURES
from scripts.workflow.model import load

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NOX = re.compile(r'(sudo --preserve-env env "PATH=\$PATH" )?nox -s [^\n;&|]+')
# What a machine needs before it can run nox, or a fault.
BEFORE = (
    'python -m pip install "nox[uv]>=2026.10.20"',
    "sudo apt-get update --quiet && sudo apt-get install --yes --no-install-recommends faketime",
)

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def read(file: Path) -> Any:
    return YAML(typ="safe", pure=True).load(file)


def steps(file: Path) -> list[dict[str, Any]]:
    return [step for job in read(file)["jobs"].values() for step in job["steps"]]


def test_there_are_two() -> None:
    assert [file.name for file in FILES] == ["chaos-tests.yml", "chaos-weekly.yml"]


@each_file
def test_every_step_is_one_nox_line(file: Path) -> None:
    lines = [step["run"] for step in steps(file) if "run" in step]
    assert [line for line in lines if line not in BEFORE and not NOX.fullmatch(line)] == []
    assert any(NOX.fullmatch(line) for line in lines)


@each_file
def test_every_session_is_there(file: Path) -> None:
    noxfile = (ROOT / "noxfile.py").read_text()
    lines = [step["run"] for step in steps(file) if "run" in step]
    for session in re.findall(r"nox -s (\w+)", "\n".join(lines)):
        assert f"def {session}(session" in noxfile


@each_file
def test_only_the_issue_may_write(file: Path) -> None:
    data = read(file)
    assert data["permissions"] == {"contents": "read"}
    more = {name: job["permissions"] for name, job in data["jobs"].items() if "permissions" in job}
    assert more in ({}, {"issue": {"contents": "read", "issues": "write"}})


@each_file
def test_jobs_end_and_do_not_end_each_other(file: Path) -> None:
    data = read(file)
    assert data["concurrency"]["group"]
    for name, job in data["jobs"].items():
        if name == "check":
            assert job["timeout-minutes"] == "${{ matrix.check.minutes }}"
        else:
            assert job["timeout-minutes"] <= 120
        assert job.get("strategy", {"fail-fast": False})["fail-fast"] is False


@each_file
def test_a_job_may_run_longer_than_its_cell(file: Path) -> None:
    """A cell that takes too long says so itself, with the test that was running."""
    for name, job in read(file)["jobs"].items():
        if name in matrix.table()["tiers"]:
            assert job["timeout-minutes"] * 60 >= matrix.table()["cell-seconds"][name] + 600


@each_file
def test_actions_are_pinned_and_keep_no_credentials(file: Path) -> None:
    for step in steps(file):
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w/-]+@v\d+\.\d+\.\d+", step["uses"])
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@each_file
def test_results_are_uploaded_whatever_became_of_the_cell(file: Path) -> None:
    uploads = [step for step in steps(file) if "upload-artifact" in step.get("uses", "")]
    assert uploads
    for step in uploads:
        assert step["if"] == "always()"
        assert step["with"]["include-hidden-files"] is True  # .results is one


def test_dispatch_offers_the_matrix() -> None:
    choices = load(FILES[0]).choices
    assert choices["category"]["options"] == ["all", *matrix.categories()]
    assert choices["version"]["options"] == ["all", *map(str, matrix.majors())]
    assert [about["default"] for about in choices.values()] == ["all", "all"]


def test_summary_waits_for_all_and_runs_always() -> None:
    for file in FILES:
        jobs = load(file).jobs
        before = set(jobs) - {"check", "summary", "issue", "required"}  # leave no results
        assert set(jobs["summary"].needs) == before
        assert jobs["summary"].condition == "always()"


def test_the_last_job_needs_all_others() -> None:
    pull_request, weekly = (read(file)["jobs"] for file in FILES)
    assert set(pull_request["required"]["needs"]) == set(pull_request) - {"required"}
    assert pull_request["required"]["if"] == "always()"
    assert set(weekly["issue"]["needs"]) == set(weekly) - {"issue"}


@each_file
def test_a_check_is_called_by_its_name(file: Path) -> None:
    job = read(file)["jobs"]["check"]
    assert job["strategy"]["matrix"] == {"check": "${{ fromJSON(needs.plan.outputs.checks) }}"}
    last = job["steps"][-1]
    assert last["run"].endswith('nox -s "$CHECK"')
    assert last["env"] == {"CHECK": "${{ matrix.check.name }}"}


def test_smoke_runs_on_the_python_of_its_cell() -> None:
    job = read(FILES[0])["jobs"]["smoke"]
    (setup,) = [step for step in job["steps"] if "setup-python" in step.get("uses", "")]
    assert setup["with"]["python-version"] == "${{ matrix.cell.python }}"


def test_the_week_s_summary_waits_for_whatever_a_job_measures() -> None:
    jobs = read(FILES[1])["jobs"]
    measures = [name for name in jobs if name in MEASURES]
    assert sorted(measures) == sorted(MEASURES)
    planned = f"nox -s ci -- plan weekly {' '.join(measures)}"
    assert planned in [step.get("run") for step in jobs["summary"]["steps"]]
    for name in measures:
        assert f"nox -s {name}" in " ".join(step.get("run", "") for step in jobs[name]["steps"])
        (upload,) = [
            step["with"] for step in jobs[name]["steps"] if "upload" in step.get("uses", "")
        ]
        assert upload["path"] == f".results/*/{MEASURES[name].partition('/')[0]}"
        assert upload["name"] == f"results-{name}-${{{{ github.run_attempt }}}}"


@each_file
def test_no_attempt_takes_the_place_of_another(file: Path) -> None:
    data = read(file)
    own, planned = "${{ github.run_attempt }}", "${{ needs.plan.outputs.attempt }}"
    assert data["env"]["PGMATRIX_RUN_ID"].endswith(own)
    for name, job in data["jobs"].items():
        # What is made of the results stays with the attempt that was planned, whoever runs again.
        judges = name in ("summary", "issue")
        if judges:
            assert job["env"]["PGMATRIX_RUN_ID"] == f"gh-${{{{ github.run_id }}}}-{planned}"
        for step in job["steps"]:
            if "-artifact@" in step.get("uses", ""):
                known = step["with"].get("name", step["with"].get("pattern"))
                assert known.endswith(planned if judges else own)
                assert step["with"].get("overwrite", False) is (
                    known == f"summary-{planned}" and "name" in step["with"]
                )


def test_week_begins_on_sunday_at_three() -> None:
    assert read(FILES[1])["on"]["schedule"] == [{"cron": "0 3 * * 0"}]


def test_example_for_gitlab_is_up_to_date() -> None:
    assert gitlab.EXAMPLE.read_text() == gitlab.example(), "run: nox -s ci -- gitlab"


def test_example_for_gitlab_has_every_cell() -> None:
    data = YAML(typ="safe", pure=True).load(gitlab.EXAMPLE)
    (axes,) = data["full"]["parallel"]["matrix"]
    (line,) = data["full"]["script"]
    names = [
        line.replace("$PG", str(pg)).replace("$CATEGORY", category)
        for pg in axes["PG"]
        for category in axes["CATEGORY"]
    ]
    assert names == [f'nox -s "{cell.name}"' for cell in matrix.cells("full")]


def test_example_for_gitlab_has_every_check() -> None:
    data = YAML(typ="safe", pure=True).load(gitlab.EXAMPLE)
    (checks,) = data["check"]["parallel"]["matrix"]
    assert checks["CHECK"] == [job["name"] for job in check_jobs()]
    assert data["check"]["script"][-1] == 'nox -s "$CHECK"'
    smoke = [
        (python, int(pg))
        for axes in data["smoke"]["parallel"]["matrix"]
        for python in axes["PYTHON"]
        for pg in axes["PG"]
    ]
    listed = [cell for check in required.checks() for cell in check.cells if cell.tier == "smoke"]
    assert smoke == [(cell.python, cell.pg) for cell in listed]
