"""The chaos matrix of pggit.

    nox -s smoke                                    quick tests of every category
    nox -s "full-3.11(pg=16, category=resource)"    one cell of the matrix
    nox -t pg16                                     all cells of a version (or: -t resource)
    nox -s full report -j 2                         the whole matrix and one summary
    nox -s doctor                                   what this machine can run, and why not

Arguments after -- go to pytest, but for --pg, --seed N and --shard 1/3.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # nox puts no folder of ours there

from scripts import environment, errors, interrupt, matrix, plan  # noqa: E402
from scripts.matrix import Cell, UnknownCellError  # noqa: E402
from scripts.sessions import cells_of, python_of, renew, request_of  # noqa: E402

nox.needs_version = ">=2026.10.20"
nox.options.sessions = ["smoke"]
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = True
nox.options.reuse_existing_virtualenvs = True
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # dozens of Pythons start, 2 s slower each
environment.clean_environment()
environment.place_uv_cache(ROOT / ".nox" / "uv-cache")

try:
    matrix.check_words(sys.argv[1:])  # nox itself would not say which versions there are
except UnknownCellError as error:
    sys.exit(f"nox: {error}")
plan.announce(sys.argv[1:])
interrupt.listen_in_nox(sys.argv[1:])


def install(session: nox.Session, *groups: str) -> None:
    """Bring a session's environment up to its dependency groups."""
    renew(session)
    wanted = nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), *groups)
    session.install("--quiet", *wanted)


def run(session: nox.Session, *command: str) -> None:
    """Run a command that gets the time to clean up when it is interrupted."""
    session.run(*command, interrupt_timeout=30, terminate_timeout=10)


def run_script(session: nox.Session, group: str, module: str) -> None:
    """Run a command of ours with what stands behind --."""
    install(session, group)
    run(session, "python", "-m", module, *session.posargs)


def run_cells(session: nox.Session, *cells: Cell) -> None:
    """Run cells one after the other: on all cores, or on one each under -j."""
    workers = 1 if session.parallel else os.cpu_count() or 1
    errors.told(session.error, plan.ensure, cells, request_of(session))
    install(session, "cell")
    command = ["python", "-m", "scripts.cell", *(c.name for c in cells), f"--workers={workers}"]
    run(session, *command, "--", *session.posargs)


@nox.session
def smoke(session: nox.Session) -> None:
    """Run the smoke tier of all categories: on PostgreSQL 17, or -- --pg 15,16. On nox's Python."""
    run_cells(session, *request_of(session).smoke_cells(python_of(session)))


@nox.session(python=[matrix.oldest_python()], allow_parallel=True)
@nox.parametrize("pg,category", cells_of("full"))
def full(session: nox.Session, pg: int, category: str) -> None:
    """Run one cell: every test of one category on one PostgreSQL."""
    run_cells(session, Cell("full", str(session.python), pg, category))


@nox.session(python=[matrix.oldest_python()], allow_parallel=True)
@nox.parametrize("pg,category", cells_of("weekly"))
def weekly(session: nox.Session, pg: int, category: str) -> None:
    """Run one cell with ten times the examples."""
    run_cells(session, Cell("weekly", str(session.python), pg, category))


@nox.session
def report(session: nox.Session) -> None:
    """Write the summary of this run, or of the last one; red if anything planned is missing."""
    run_script(session, "cell", "scripts.report")


@nox.session
def board(session: nox.Session) -> None:
    """Follow the run that was started last, or -- --run ID, in another terminal."""
    run_script(session, "cell", "scripts.board")


@nox.session(allow_parallel=True)
def tests(session: nox.Session) -> None:
    """Test the machinery, with its coverage."""
    install(session, "tests")
    run(session, "coverage", "erase")
    run(session, "coverage", "run", "-m", "pytest", "tests/scripts", "-n2", *session.posargs)
    run(session, "coverage", "combine", "--quiet")
    folder = errors.told(session.error, plan.begin)
    run(session, "coverage", "json", "--quiet", "-o", f"{folder}/coverage.json")
    run(session, "coverage", "report")


@nox.session
def newcomer(session: nox.Session) -> None:
    """Run the README's two commands in a fresh clone where nothing is installed."""
    run_script(session, "cell", "scripts.newcomer")


@nox.session(name="sql-tests", allow_parallel=True)
@nox.parametrize("pg", [nox.param(pg, id=f"pg={pg}") for pg in matrix.majors()])
def sql_tests(session: nox.Session, pg: int) -> None:
    """Test pggit's functions on every major version: -- --pg 15,16 on these."""
    request = request_of(session)
    if pg not in (request.pgs or matrix.majors()):
        session.skip(f"--pg does not name {pg}")
    install(session, "cell")
    run(session, "pytest", "tests/pggit", "-n2", f"--pg={pg}", *request.pytest_args)


@nox.session(name="sql-coverage")
def sql_coverage(session: nox.Session) -> None:
    """List the statements of sql/ that neither pggit's tests nor smoke run: -- --pg 16."""
    run_script(session, "cell", "scripts.sql_coverage")


@nox.session
def flakes(session: nox.Session) -> None:
    """Repeat a tier with other seeds and distributions: -- --runs 25 [--tier full] [-k ...]."""
    run_script(session, "cell", "scripts.flakes")


@nox.session
def bisect(session: nox.Session) -> None:
    """Find the commit that made a test fail: -- <test id> [--pg 17] [--good REV]."""
    run_script(session, "tests", "scripts.bisect")


@nox.session
def mutants(session: nox.Session) -> None:
    """Plant bugs into pggit, each of which smoke must notice: -- --tier full, -- --only NAME."""
    run_script(session, "cell", "scripts.mutants")


@nox.session
def regress(session: nox.Session) -> None:
    """Run PostgreSQL's own regression files without and with pggit: -- --pg 18, --files FOLDER."""
    run_script(session, "cell", "scripts.regress")


@nox.session
def ci(session: nox.Session) -> None:
    """Do what CI's jobs ask for: -- plan smoke full, -- announce, -- issue, -- gitlab."""
    run_script(session, "workflow", "scripts.ci")


@nox.session
def workflow(session: nox.Session) -> None:
    """Run CI's jobs here: -- FILE [--input category=resource] [--job full --only "pg=16"]."""
    run_script(session, "workflow", "scripts.workflow")


@nox.session(allow_parallel=True)
def lint(session: nox.Session) -> None:
    """Check style, types, SQL and workflows."""
    install(session, "lint")
    jobs = " ".join(map(str, Path(".github/workflows").glob("*.yml")))
    for command in (
        *("ruff check .", "ruff format --check .", "mypy"),
        *("sqlfluff lint --processes 2 sql", "python -m scripts.sql_lint"),
        f"check-jsonschema --builtin-schema vendor.github-workflows {jobs}",
        "check-jsonschema --builtin-schema vendor.gitlab-ci docs/ci/gitlab-ci.yml",
        f"zizmor --offline --no-progress {jobs}",
        f"actionlint {jobs}",
    ):
        run(session, *command.split())


@nox.session
def doctor(session: nox.Session) -> None:
    """Say which servers and faults this machine has, and why not the others."""
    run_script(session, "cell", "scripts.doctor")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure, as ratios: new clusters, DDL with pggit, commits (-- ddl commits shapes)."""
    run_script(session, "bench", "scripts.bench")
