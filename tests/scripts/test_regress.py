"""A difference that pggit makes to PostgreSQL's own files is red, and so is what it fails to record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import matrix, results
from scripts.binaries import Server
from scripts.regress import __main__ as command
from scripts.regress import documented, files, side
from scripts.regress.compare import differences
from scripts.regress.documented import DOCUMENTED, Documented, without_rows
from scripts.regress.files import Files, FilesError
from scripts.regress.results import FileResult, MajorResult
from scripts.regress.run import measure
from scripts.regress.show import write
from tests.scripts.house import PG

# Recording is off while the statement runs, in the database with pggit only.
UNRECORDED = """
do $$
begin
    if exists (select from pg_event_trigger where evtname = 'pggit_ddl_command_end') then
        alter event trigger pggit_ddl_command_end disable;
    end if;
end
$$;
create table unrecorded (i int);
do $$
begin
    if exists (select from pg_event_trigger where evtname = 'pggit_ddl_command_end') then
        alter event trigger pggit_ddl_command_end enable always;
    end if;
end
$$;
"""
HARMLESS = """-- What the runner's environment holds.
\\getenv abs_builddir PG_ABS_BUILDDIR
create table t (i int, made date default '2000-01-02');
insert into t values (1);
select made, interval '1 day' from t;
\\set file :abs_builddir '/results/t.data'
copy t to :'file';
copy t from :'file';
create table d4_pid as select pg_backend_pid() as pid;
select lo_create(0) > 0;
select 1 / 0;
"""
COUNT = "select count(*) from pg_event_trigger;\n"
ONLY_WITH_PGGIT = """
do $$
begin
    if to_regnamespace('pggit') is not null then
        execute 'create table only_with_pggit ()';
    end if;
end
$$;
"""
FORGED = """
do $$
begin
    if to_regclass('pggit_internal.statements') is not null then
        execute 'update pggit_internal.statements set ddl = ''select 1''';
    end if;
end
$$;
"""
SPEC = """
setup { create table s (i int); insert into s values (1); }
teardown { drop table s; }
session one
setup { begin; }
step lock { update s set i = 2; }
step done { commit; }
session two
step wait { update s set i = 3; }
permutation lock wait done
"""

Ran = Callable[..., MajorResult]


def folder(root: Path, scripts: dict[str, str], specs: dict[str, str]) -> Path:
    """A tree of regression files as PostgreSQL's source has it."""
    for kind, suffix, texts in (("sql", "sql", scripts), ("specs", "spec", specs)):
        parent = root / "src" / "test" / ("regress" if kind == "sql" else "isolation")
        (parent / kind).mkdir(parents=True)
        schedule = "parallel_schedule" if kind == "sql" else "isolation_schedule"
        (parent / schedule).write_text(f"# a comment\ntest: {' '.join(texts)}\n")
        for name, text in texts.items():
            (parent / kind / f"{name}.{suffix}").write_text(text)
    return root


@pytest.fixture
def run(tmp_path: Path, server: Server) -> Ran:
    def run(specs: dict[str, str] | None = None, **scripts: str) -> MajorResult:
        return measured(tmp_path, server, scripts, specs or {})

    return run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planted")


@pytest.fixture(scope="module")
def planted(home: Path, server: Server) -> MajorResult:
    """A run with one file for each thing that makes a run red."""
    listed = "select 1;\nselect count(*)\n    from pg_event_trigger;\nselect 2;\n"
    scripts = {"listed": listed, "drifts": UNRECORDED, "forged": FORGED, "only": ONLY_WITH_PGGIT}
    looks = "session one\nstep look { select count(*) from pg_event_trigger; }\n"
    return measured(home, server, scripts | {"last": HARMLESS + COUNT}, {"looks": looks})


def measured(
    home: Path, server: Server, scripts: dict[str, str], specs: dict[str, str]
) -> MajorResult:
    source = folder(home / "source", scripts, specs)
    return measure(server, files.find(PG, source), home / "kept", lambda result: None)


def result(name: str = "f", **facts: object) -> FileResult:
    """A file that ran without a difference, but for `facts`."""
    usual: dict[str, object] = {"documented": (), "differences": (), "complaints": ()}
    return FileResult(**{"name": name, "plain": 1.0, "pggit": 1.0, **usual, **facts})  # type: ignore[arg-type]


def test_what_pggit_leaves_alone_is_identical_and_clean(run: Ran) -> None:
    found = run({"waits": SPEC}, harmless=HARMLESS, more="select count(*) from t;\n")
    assert [(each.name, each.differences, each.complaints) for each in found.every] == [
        ("harmless", (), ()),
        ("more", (), ()),
        ("waits", (), ()),
    ]
    assert (found.dump, found.problems(most=1000)) == ((), [])


def test_files_run_as_pg_regress_runs_them(planted: MajorResult, home: Path) -> None:
    lines = (home / "kept" / "last.plain.out").read_text().splitlines()
    assert lines[:2] == HARMLESS.splitlines()[:2]  # echoed
    assert " 01-02-2000 | @ 1 day" in lines
    assert lines[lines.index("select 1 / 0;") + 1] == "ERROR:  division by zero"


def test_a_difference_is_red_with_its_statement(planted: MajorResult, home: Path) -> None:
    (difference,) = planted.files[0].differences
    assert difference.statement == "select count(*)\n    from pg_event_trigger;"
    assert [line[:6] for line in difference.lines] == ["-     ", "+     "]
    assert (home / "kept" / "listed.pggit.out").exists()


def test_what_a_file_leaves_is_red_in_that_file_alone(planted: MajorResult) -> None:
    found = {
        each.name: [text.split(": ")[:2] for text in each.complaints] for each in planted.every
    }
    assert found.pop("drifts") == [["drift", "table public.unrecorded"]]
    assert {kind for kind, _ in found.pop("forged")} == {"fsck"}
    assert found == {"listed": [], "only": [], "last": [], "looks": []}


def test_a_dump_that_differs_is_red(planted: MajorResult) -> None:
    assert "+CREATE TABLE public.only_with_pggit (" in planted.dump


def test_all_of_it_is_named(planted: MajorResult) -> None:
    assert planted.problems(most=1000) == [
        f"PostgreSQL {PG}: 3 of 6 are not identical: listed, last, looks",
        f"PostgreSQL {PG}: 2 of 6 are not clean: drifts, forged",
        f"PostgreSQL {PG}: the dumps differ",
    ]


def test_slower_than_the_most_is_red() -> None:
    found = major(result(pggit=1.5), result(pggit=1.0))
    assert found.problems(most=1.3) == []
    assert found.problems(most=1.2) == [
        f"PostgreSQL {PG}: took 1.25 times as long as without, the most is 1.2"
    ]


def major(*ran: FileResult, **facts: object) -> MajorResult:
    usual: dict[str, object] = {"specs": (), "dump": (), "without_specs": ""}
    every = {"pg": PG, "server": "15.1", "source": "here", "files": ran, **usual, **facts}
    return MajorResult(**every)  # type: ignore[arg-type]


def table(name: str, *rows: str) -> list[str]:
    """A query's result as psql prints it, with a column `name` as wide as a header can be."""
    header = f" {name} | kind "
    rule = "+".join("-" * len(cell) for cell in header.split("|"))
    return ["select * from x;", header, rule, *rows, f"({len(rows)} rows)", "", "done"]


TABLE = table(" name  ", " a       | r", " objects | r")


def test_rows_of_pggit_are_taken_out_with_the_width_that_they_gave() -> None:
    plain = without_rows(table("name", " a    | r"), {"objects"})
    assert plain == ["select * from x;", "name|kind", "a|r", "(1 rows)", "", "done"]
    assert without_rows(TABLE, {"objects"}) == plain


@pytest.mark.parametrize(
    "other",
    [
        [line.replace(" a       | r", " a       | v") for line in TABLE],
        [line for line in TABLE if " a " not in line],
        [line.replace("(2 rows)", "(3 rows)") for line in TABLE],
        [*TABLE, "ERROR:  more"],
    ],
    ids=["another value", "a row less", "another count", "an error"],
)
def test_nothing_else_is_taken_out(other: list[str]) -> None:
    assert without_rows(TABLE, {"objects"}) != without_rows(other, {"objects"})


def test_documented_rows_and_drift_are_named(run: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = (
        Documented("listed", "lists", "security.md", rows=True),
        Documented("listed", "off", "security.md", drift=r"table public\.unrecorded: \w+"),
    )
    monkeypatch.setattr(documented, "DOCUMENTED", entries)
    text = "select evtname from pg_event_trigger order by 1;\n" + UNRECORDED
    (listed,) = run(listed=text).files
    assert (listed.identical, listed.clean) == (True, True)
    assert listed.documented == tuple(entry.text for entry in entries)


def test_every_exception_is_in_the_docs() -> None:
    page = (matrix.ROOT / "docs" / "testing" / "REGRESSION.md").read_text("utf-8")
    for entry in DOCUMENTED:
        assert (
            f"| `{entry.file}` | {entry.text.replace('|', chr(92) + '|')} | {entry.reason} |"
            in page
        )
        file = entry.page.partition("#")[0]
        assert f"../{entry.page}" in page
        assert (matrix.ROOT / "docs" / file).exists()


def test_statement_of_a_difference_is_the_last_before_it() -> None:
    source = ["-- one", "select 1;", "", "create table t (", "    i int", ");", "\\d t", "-- end"]
    plain = [
        "-- one",
        "select 1;",
        "1",
        "",
        "create table t (",
        "    i int",
        ");",
        "\\d t",
        "x",
        "-- end",
    ]
    (difference,) = differences(plain, [*plain[:8], "y", *plain[9:]], source)
    assert (difference.statement, difference.lines) == ("\\d t", ("-x", "+y"))
    (difference,) = differences(plain, [*plain[:7], "ERROR:  no", *plain[7:]], source)
    assert difference.statement == "create table t (\n    i int\n);"
    (difference,) = differences(plain, ["psql: no", *plain], source)
    assert difference.statement == "(before the first statement)"


def test_a_folder_without_files_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FilesError, match=r"holds no regression files.*name the folder of Postgre"):
        files.find(PG, tmp_path)


def test_a_server_without_psql_is_refused_with_what_to_do(tmp_path: Path, server: Server) -> None:
    bare = Server(PG, "15.1", "npm", tmp_path)
    with pytest.raises(side.MissingProgramError, match=rf"has no psql; install PostgreSQL {PG}"):
        measure(bare, Files("here", tmp_path, None), tmp_path, lambda result: None)


def test_a_server_without_isolationtester_says_what_to_do(
    run: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side, "isolationtester", lambda server, database: None)
    found = run({"waits": SPEC}, harmless="select 1;\n")
    assert (found.specs, found.problems(most=1000)) == ((), [])
    assert f"install postgresql-server-dev-{PG}" in found.without_specs


def test_the_command_leaves_a_page_and_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results")
    monkeypatch.setenv("PGMATRIX_RUN_ID", "the-run")
    monkeypatch.setitem(matrix.table()["gates"], "regress-ratio", 1000)
    text = "select '<b>' from pg_event_trigger;\n"
    source = folder(tmp_path / "source", {"listed": text, "fine": "select 1;\n"}, {})
    assert command.main(["--pg", str(PG), "--files", str(source)]) == 1
    home = tmp_path / "results" / "the-run" / "regress"
    data = json.loads((home / "regress.json").read_text())
    assert data["problems"] == [f"PostgreSQL {PG}: 1 of 2 are not identical: listed"]
    page = (home / "index.html").read_text()
    assert '<h1 class="red">Red: PostgreSQL 15: 1 of 2 are not identical: listed.' in page
    assert "select &#39;&lt;b&gt;&#39; from pg_event_trigger;" in page
    assert "1 of 2" in page
    assert "listed on PostgreSQL 15 differs:" in capsys.readouterr().out


def test_a_run_that_was_stopped_is_red(tmp_path: Path) -> None:
    write(tmp_path, [major(result())], 1.3, "SIGTERM")
    data = json.loads((tmp_path / "regress.json").read_text())
    assert data["problems"] == ["not finished: SIGTERM"]
