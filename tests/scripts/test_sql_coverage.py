"""The coverage of sql/: every statement is marked once, and a mark outlives all that a test does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from scripts import install
from scripts.binaries import Server
from scripts.cluster import Cluster
from scripts.cluster.template import template
from scripts.install import InstallError, pggit_folder
from scripts.sql_coverage import __main__ as command
from scripts.sql_coverage import instrumented, servers
from scripts.sql_coverage.instrumented import UnreadableError, instrument

SIGN = "create function pggit_internal.sign(p integer) returns text language"
SIGN_IN_PLPGSQL = f"""{SIGN} plpgsql as $$
begin
    if p < 0 then
        return 'below';
    elsif p = 0 then
        return 'zero';
    end if;
    return 'above';
end
$$;
"""
SQL_BODIES = {
    "text": "as $$ select 'above' $$;",
    "return": "return 'above';",
    "atomic": "begin atomic select 'above'; end;",
}


def plpgsql(body: str) -> str:
    return f"create or replace procedure p() language plpgsql as $body$\n{body}\n$body$;"


def marks(body: str) -> list[str]:
    """What each mark of a body stands before: its first word."""
    text, places = instrument(plpgsql(body), "f")
    assert text.count("raise log 'pggit-covered f:") == len(places)
    return [line.split()[0] for line in places.values()]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("begin one; two; end", ["one;", "two;"]),
        ("begin end;", []),
        ("declare v int; w text := 'begin'; begin one; end", ["one;"]),
        ("<<outer>> declare v int; begin one; end outer;", ["one;"]),
        ("begin one; begin two; end; end", ["one;", "two;"]),
        ("begin if a then one; else two; end if; end", ["if", "one;", "two;"]),
        (
            "begin if a then one; elsif b then two; elseif c then three; end if; four; end",
            ["if", "one;", "two;", "three;", "four;"],
        ),
        (
            "begin if case when a then b else c end then one; end if; two; end",
            ["if", "one;", "two;"],
        ),
        (
            "begin case a when 1 then one; when case when b then 2 end then two; else three; end case; end",
            ["case", "one;", "two;", "three;"],
        ),
        ("begin case when a then one; end case; end", ["case", "one;"]),
        ("begin <<l>> loop one; exit l when a; end loop l; two; end", ["<<l>>", "one;", "exit", "two;"]),
        ("begin while a loop one; end loop; end", ["while", "one;"]),
        (
            "begin for v in select case when a then ';' end from t for update loop one; end loop; end",
            ["for", "one;"],
        ),
        ("begin foreach v in array w loop one; end loop; end", ["foreach", "one;"]),
        (
            "begin one; exception when a or b then two; when c then three; raise; end",
            ["one;", "two;", "three;", "raise;"],
        ),
        ("begin -- two;\n one /* ; two; */; raise exception 'a;' using hint = $$b;$$; end", ["one", "raise"]),
        ("begin return (select case when a then 1 end); end", ["return"]),
    ],
)  # fmt: skip
def test_every_statement_is_marked_once(body: str, expected: list[str]) -> None:
    assert marks(body) == expected


def test_nothing_moves_to_another_line() -> None:
    text, places = instrument(SIGN_IN_PLPGSQL, "names/sign.sql")
    assert list(places) == [f"names/sign.sql:{line}" for line in (3, 4, 6, 8)]
    marked = text.splitlines()
    for number, line in enumerate(SIGN_IN_PLPGSQL.splitlines()):
        assert marked[number].endswith(line.strip())
    assert places["names/sign.sql:8"] == "return 'above';"


def test_second_statement_of_a_line_has_a_place_of_its_own() -> None:
    _, places = instrument(plpgsql("begin\n  one; two;\nend"), "f.sql")
    assert places == {"f.sql:3": "one; two;", "f.sql:3:8": "two;"}


def test_do_block_is_marked_and_what_is_no_code_is_not() -> None:
    text = "-- create function $$begin one; end$$;\ncreate table t (a text default $$one;$$);\ndo $$begin one; end$$;"
    assert list(instrument(text, "f")[1]) == ["f:3"]


@pytest.mark.parametrize(
    "text",
    [plpgsql("\nbegin one"), "\n\n" + SIGN + " c as 'file', 'symbol';"],
    ids=["no end", "language"],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str) -> None:
    with pytest.raises(UnreadableError, match=r"^names/f\.sql:3: "):
        instrument(text, "names/f.sql")


def test_all_of_pggit_can_be_read(tmp_path: Path) -> None:
    places = instrumented.copy(pggit_folder(), tmp_path / "copy")
    assert len(places) > 400
    assert {place.partition(":")[0] for place in places} > {
        "names/caller.sql",
        "versions/severity.sql",
    }


def written(folder: Path, function: str) -> Path:
    """A pggit of one function."""
    folder.mkdir()
    (folder / "schemas.sql").write_text("create schema pggit; create schema pggit_internal;")
    (folder / "sign.sql").write_text(function)
    (folder / "install.sql").write_text("\\ir schemas.sql\n\\ir sign.sql\n")
    return folder


def measured(
    server: Server, folder: Path, function: str, *queries: str
) -> tuple[set[str], set[str]]:
    """What ran and what did not, when a pggit of one function gets these queries, rolled back."""
    places = instrumented.copy(written(folder / "source", function), folder / "sql")
    servers.make(server, folder / "bin", folder / "logs")
    ours = replace(server, bindir=folder / "bin")
    with Cluster(ours, source=template(server)) as cluster:
        cluster.sql("create database one")
        install.install(cluster.conninfo("one"), folder / "sql")
        with psycopg.connect(cluster.conninfo("one")) as connection:
            for query in queries:
                connection.execute(query.encode())
            connection.rollback()
        cluster.sql("drop database one")
        cluster.kill9()
        cluster.start()
    found = command.marked((folder / "logs").iterdir())
    return found, places.keys() - found


def test_mark_outlives_rollback_database_and_server(server: Server, open_folder: Path) -> None:
    call = "select pggit_internal.sign(5)"
    ran, missed = measured(server, open_folder, SIGN_IN_PLPGSQL, call)
    assert ran == {"sign.sql:3", "sign.sql:8"}
    assert missed == {"sign.sql:4", "sign.sql:6"}


def test_other_branch_is_the_other_statement(server: Server, open_folder: Path) -> None:
    call = "select pggit_internal.sign(p) from (values (-1), (0)) as v (p)"
    ran, missed = measured(server, open_folder, SIGN_IN_PLPGSQL, call)
    assert ran == {"sign.sql:3", "sign.sql:4", "sign.sql:6"}
    assert missed == {"sign.sql:8"}


@pytest.mark.parametrize("body", SQL_BODIES.values(), ids=list(SQL_BODIES))
def test_sql_function_is_one_statement(server: Server, open_folder: Path, body: str) -> None:
    function = f"{SIGN} sql stable {body}\n" + SIGN.replace("sign", "idle") + f" sql stable {body}"
    ran, missed = measured(server, open_folder, function, "select pggit_internal.sign(5)")
    assert (ran, missed) == ({"sign.sql:1"}, {"sign.sql:2"})


def report(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    *ran: int,
    suite: str = "true",
    function: str = SIGN_IN_PLPGSQL,
) -> int:
    """The exit code when a suite ran these lines of four."""
    monkeypatch.setenv("PGGIT_SQL", str(written(folder / "sql", function)))
    said = "".join(f"LOG:  pggit-covered sign.sql:{line}\n" for line in ran)
    log = f"printf '{said}' > {folder}/sql-coverage/logs/server; {suite}"
    monkeypatch.setattr(command, "cache_dir", lambda: folder)
    monkeypatch.setattr(command, "suites", lambda pg: [("the suite", ["sh", "-c", log])])
    return command.main(["--pg", "15"])


def test_all_statements_are_enough(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(monkeypatch, open_folder, 3, 4, 6, 8) == 0
    assert "100.0 % of sql/ (4 of 4 statements); the floor is 95 %" in capsys.readouterr().out


def test_below_the_floor_is_red_and_lists_what_did_not_run(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(monkeypatch, open_folder, 3, 8) == 1
    first, second, total = capsys.readouterr().out.splitlines()
    assert (first, second) == ("sql/sign.sql:4: return 'below';", "sql/sign.sql:6: return 'zero';")
    assert "50.0 %" in total


def test_failed_suite_is_red(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(monkeypatch, open_folder, 3, 4, 6, 8, suite="false") == 1
    assert "the suite failed" in capsys.readouterr().err


def test_copy_that_cannot_be_installed_is_told_before_any_test_runs(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path
) -> None:
    with pytest.raises(InstallError, match=r"sign\.sql:1: 3F000"):
        report(monkeypatch, open_folder, function=SIGN_IN_PLPGSQL.replace("pggit_internal", "no"))
