"""What the summary says of true cells that went wrong: always red, and by name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.report import write_summary
from scripts.results import Plan, Planned
from tests.scripts.house import PG, RESOURCE, RUN, SUITE, House

pytestmark = pytest.mark.timeout(180)  # a cell takes 3 s, on a busy machine ten times that

MIXED = """
def test_passes(): pass

@pytest.mark.timeout(0.2)
def test_hangs():
    until(lambda: False)

@pytest.fixture
def stuck():
    yield
    raise OSError("cannot let go")

def test_passes_but_its_fixture_does_not(stuck): pass
"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, int, str]]:
    """A cell with a test that passes, one that hangs, and one whose fixture fails."""
    house = House.build(tmp_path_factory.mktemp("mixed") / "house")
    house.suite(MIXED)
    yield house, *house.cell()
    house.close()


@pytest.fixture(scope="module")
def green_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a cell that went well."""
    house = House.build(tmp_path_factory.mktemp("green") / "house")
    house.suite("def test_passes(): pass\n")
    code, output = house.cell()
    assert (code, "Green: 1 of 1 planned cells passed" in output) == (0, True), output
    return house.run


@pytest.fixture
def green(green_run: Path, house: House) -> House:
    """A house with those results, to damage."""
    shutil.copytree(green_run, house.run)
    assert house.summary.green
    return house


def outcomes(house: House) -> dict[str, tuple[str, str]]:
    """Outcome and error of each test, by its name."""
    return {t.id.rpartition("::")[2]: (str(t.outcome), t.line) for t in house.judged.tests}


def test_cell_with_a_failed_test_is_red(mixed: tuple[House, int, str]) -> None:
    house, code, output = mixed
    assert (code, house.judged.verdict, house.summary.green) == (1, "failed", False)
    assert "test_passes_but_its_fixture_does_not" in output


def test_test_that_hangs_fails_at_its_timeout(mixed: tuple[House, int, str]) -> None:
    assert outcomes(mixed[0])["test_hangs"] == (
        "failed",
        "Failed: Timeout (>0.2s) from pytest-timeout.",
    )


def test_error_in_teardown_is_an_error(mixed: tuple[House, int, str]) -> None:
    found = outcomes(mixed[0])
    assert found["test_passes_but_its_fixture_does_not"] == ("error", "OSError: cannot let go")
    assert found["test_passes"] == ("passed", "")


@pytest.mark.parametrize(
    ("source", "arguments", "said"),
    [
        ("@pytest.mark.promise('no.such')\ndef test_a(): pass\n", (), "defends ['no.such']"),
        ("def test_a(): pass\n", ("-k", "nothing_like_this"), "no tests collected (1 deselected)"),
    ],
)
def test_what_xdist_s_workers_refuse_is_told(
    house: House, source: str, arguments: tuple[str, ...], said: str
) -> None:
    house.suite(source)
    code, output = house.cell("--workers=2", "--", *arguments)
    assert (code, house.judged.verdict) == (1, "void")
    assert said in house.judged.reasons[0]
    assert said in output


def test_an_internal_error_in_collecting_is_told(house: House) -> None:
    house.suite("def test_a(): pass\n")
    with (house.root / "tests" / "chaos" / "conftest.py").open("a") as conftest:
        conftest.write("def pytest_itemcollected(item): raise RuntimeError('what is wrong')\n")
    assert house.cell("--workers=2")[0] == 1
    assert house.judged.reasons[0] == "INTERNALERROR> RuntimeError: what is wrong"


def test_result_of_the_cell_before_is_not_counted(green: House) -> None:
    """A second run of the cell that dies at once must not show what the first one left."""
    green.run.joinpath("plan.json").unlink()
    code, _ = green.cell(**{f"PGMATRIX_BIN_{PG}": "/nowhere"})
    assert (code, green.judged.verdict) == (1, "void")
    assert [path.name for path in green.folder.iterdir()] == ["cell.json"]


def test_result_of_an_earlier_run_is_not_counted(green: House) -> None:
    later = green.run.with_name("later-run")
    green.run.rename(later)
    Plan(later.name, (Planned(RESOURCE),)).write(later)
    green.run_id = later.name
    assert (green.judged.verdict, green.summary.green) == ("void", False)
    assert green.judged.reasons == (f"left over from run {RUN}",)


@pytest.mark.parametrize("name", ["cell.json", "report.jsonl", "progress.jsonl"])
def test_truncated_file_is_void(green: House, name: str) -> None:
    path = green.folder / name
    path.write_bytes(path.read_bytes()[:-20])
    assert (green.judged.verdict, green.summary.green) == ("void", False)
    assert name in " ".join(green.judged.reasons)


def test_cell_that_never_ran_is_named(green: House) -> None:
    absent = replace(RESOURCE, category="load")
    Plan(RUN, (Planned(RESOURCE), Planned(absent))).write(green.run)
    summary = write_summary(green.run)
    assert (summary.green, summary.cells[1].verdict) == (False, "never ran")
    assert absent.name in (green.run / "summary" / "index.html").read_text()


def test_pytest_killed_names_the_running_test(house: House) -> None:
    house.suite("def test_a(): pass\ndef test_b(): os.kill(os.getpid(), signal.SIGKILL)\n")
    code, output = house.cell()
    reason = f"pytest was killed by SIGKILL while running {SUITE}::test_b"
    assert (code, house.record.exit_code) == (1, -9)
    assert (house.judged.verdict, house.judged.reasons[0]) == ("void", reason)
    assert reason in " ".join(output.split())


def test_cell_that_collected_nothing_is_void(house: House) -> None:
    house.suite("")
    code, _ = house.cell()
    assert (code, house.judged.verdict) == (1, "void")
    assert house.judged.reasons == ("pytest collected no tests (exit 5)",)


def test_module_that_cannot_be_collected_is_named(house: House) -> None:
    house.suite("import no_such_module\n")
    code, _ = house.cell()
    assert (code, house.judged.verdict) == (1, "void")
    assert house.judged.reasons == (f"collection failed, so nothing ran: {SUITE}",)


def test_cell_over_its_time_names_the_running_test(house: House) -> None:
    house.configure("full = 900", "full = 10")
    house.suite("def test_hangs(): until(lambda: False)\n")
    code, _ = house.cell()
    assert (code, house.judged.verdict) == (1, "void")
    late = "pytest ran for more than the 10 s that its tier allows"
    assert house.judged.reasons == (f"{late} while running {SUITE}::test_hangs",)


def test_major_without_a_server_is_void(house: House) -> None:
    house.suite("def test_passes(): pass\n")
    code, output = house.cell(**{f"PGMATRIX_BIN_{PG}": "/nowhere"})
    assert (code, house.judged.verdict) == (1, "void")
    assert "Red: of 1 planned cell 1 void" in output
    assert house.judged.reasons[0].startswith(f"NoServerError: PostgreSQL {PG}: no server found")


def test_pggit_that_cannot_be_installed_is_void(house: House) -> None:
    (house.root / "sql" / "install.sql").write_text("select 1;\nselect nothing;\n")
    code, output = house.cell()
    assert (code, house.judged.verdict) == (1, "void")
    assert "sql/install.sql:2: 42703" in house.judged.reasons[0]
    assert "sql/install.sql:2: 42703" in output
    assert "Red: of 1 planned cell 1 void" in output
    assert (house.folder / "server.log").exists()
