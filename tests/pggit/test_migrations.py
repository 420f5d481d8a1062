"""apply_migration and rollback_migration: scripts that run once, and back."""

from __future__ import annotations

import hashlib
import json

import psycopg
import pytest
from psycopg import Connection

from tests.chaos.database import ask, rows
from tests.pggit.reading import error, findings, run, value

UP = "create table t (id integer primary key)"
DOWN = "drop table t"


def apply(db: Connection, version: str, up: str = "select", down: str | None = None) -> bool:
    return bool(value(db, "select pggit.apply_migration(%s, 'n', %s, %s)", version, up, down))


def status(db: Connection, columns: str = "version, state") -> list[tuple[object, ...]]:
    return rows(db, f"select {columns} from pggit.migration_status()")


def test_a_migration_runs_and_is_recorded(db: Connection) -> None:
    assert apply(db, "001", UP, DOWN) is True
    rows(db, "insert into t values (1)")
    found = status(
        db, "version, name, state, applied_at between now() and clock_timestamp(), applied_by"
    )
    assert found == [("001", "n", "applied", True, "postgres")]
    assert rows(db, "select up, down from pggit.migrations") == [(UP, DOWN)]


def test_the_checksum_is_of_both_scripts(db: Connection) -> None:
    apply(db, "001", "select 1", "select 2")
    expected = hashlib.sha256(json.dumps(["select 1", "select 2"]).encode()).hexdigest()
    assert status(db, "checksum") == [(expected,)]


def test_the_same_text_is_applied_once(db: Connection) -> None:
    assert apply(db, "001", UP) is True
    assert apply(db, "001", UP) is False
    assert value(db, "select pggit.apply_migration('001', 'another name', %s)", UP) is False


@pytest.mark.parametrize(("up", "down"), [(UP + "\n", DOWN), (UP, DOWN + ";"), (UP, None)])
def test_another_text_is_refused(db: Connection, up: str, down: str | None) -> None:
    apply(db, "001", UP, DOWN)
    call = "select pggit.apply_migration('001', 'n', %s, %s)"
    assert error(db, call, up, down) == "VC002"


def test_a_script_may_have_many_statements_that_build_on_each_other(db: Connection) -> None:
    apply(db, "001", "create table t (id int); insert into t values (1), (2); -- done")
    assert value(db, "select count(*) from t") == 2


@pytest.mark.parametrize(
    "script",
    [
        "select 'it''s; drop schema pggit; --'",
        "do $x$ begin execute $$select 1$$; end $x$",
        "create table if not exists \"Größe 🚀 %s %I $1\" (a text default E'\\\\')",
        "-- nothing but a comment",
        "select 1;;; select 2;\r\n",
        "select '" + "x" * 1_048_576 + "'",
    ],
    ids=lambda script: str(script)[:20],
)
def test_a_script_runs_as_it_is(db: Connection, script: str) -> None:
    assert apply(db, "001", script, script) is True
    assert rows(db, "select up, down from pggit.migrations") == [(script, script)]
    assert value(db, "select pggit.rollback_migration('001')") is True
    assert findings(db) == []


def test_quotes_and_dollars_mean_what_they_say(db: Connection) -> None:
    script = 'create table t (a text default $q$it\'s "$1" %s$q$); insert into t default values'
    apply(db, "001", script)
    assert value(db, "select a from t") == 'it\'s "$1" %s'


@pytest.mark.parametrize(
    "label", ["001", "2024.1", " v 1 ", "it's", 'q"', "%s", "ü" * 127, "a/b;--"]
)
def test_label(db: Connection, label: str) -> None:
    rows(db, "select pggit.apply_migration(%s, %s, 'select', 'select')", label, label)
    assert status(db, "version, name") == [(label, label)]
    assert value(db, "select pggit.rollback_migration(%s)", label) is True
    rows(db, "select pggit.begin_migration(%s, %s)", label, label)
    assert ("partial_migration", label) in [finding[:2] for finding in findings(db)]
    rows(db, "select pggit.complete_migration(%s)", label)
    assert findings(db) == []


@pytest.mark.parametrize("label", [None, "", " ", "\t", "x" * 256, "ü" * 128, "a\nb", "a\x7f"])
def test_invalid_label(db: Connection, label: str | None) -> None:
    calls = [
        "apply_migration(%s, 'n', 'select')",
        "apply_migration('001', %s, 'select')",
        "rollback_migration(%s)",
        "begin_migration(%s, 'n')",
        "begin_migration('001', %s)",
        "complete_migration(%s)",
        "fail_migration(%s, 'reason')",
    ]
    assert {error(db, f"select pggit.{call}", label) for call in calls} == {"22023"}


@pytest.mark.parametrize(
    "scripts", ["null", "''", "E' \\n'", "null, 'select'", "'select', ''", "'select', ' '"]
)
def test_blank_script(db: Connection, scripts: str) -> None:
    assert error(db, f"select pggit.apply_migration('001', 'n', {scripts})") == "22023"


def test_a_failure_leaves_nothing_but_its_error(db: Connection) -> None:
    assert error(db, f"select pggit.apply_migration('001', 'n', '{UP}; select 1/0')") == "22012"
    assert status(db) == []
    assert value(db, "select to_regclass('t')") is None
    assert apply(db, "001", UP) is True


def test_the_error_is_the_scripts_own(db: Connection) -> None:
    script = (
        "do $$ begin raise exception 'm' using errcode = 'AB123', detail = 'd', hint = 'h'; end $$"
    )
    rows(db, "savepoint s")
    try:
        db.execute("select pggit.apply_migration('001', 'n', %s)", (script,))
    except psycopg.Error as raised:
        diag = raised.diag
        found = (diag.sqlstate, diag.message_primary, diag.message_detail, diag.message_hint)
        assert found == ("AB123", "m", "d", "h")
    rows(db, "rollback to savepoint s")
    assert status(db) == []


@pytest.mark.parametrize(
    ("statement", "sqlstate"),
    [
        ("vacuum", "25001"),
        ("create index concurrently on t (id)", "25001"),
        ("call ends()", "2D000"),
        ("commit", "0A000"),
        ("select 1; rollback", "0A000"),
        ("select 1 as one into u", "0A000"),  # PL/pgSQL has its own meaning for it
    ],
)
def test_a_script_cannot_end_its_transaction(db: Connection, statement: str, sqlstate: str) -> None:
    run(db, "create table t (id integer)")
    run(db, "create procedure ends() language plpgsql as 'begin commit; end'", "savepoint s")
    answer = ask(db, "select pggit.apply_migration('001', 'n', %s)", statement)
    rows(db, "rollback to savepoint s")
    assert answer.sqlstate == sqlstate
    assert ("pggit.begin_migration()" in answer.message) == (sqlstate != "0A000")


def test_a_rollback_to_a_savepoint_leaves_no_trace(db: Connection) -> None:
    before = rows(db, "select * from pggit_internal.ledger")
    run(db, "savepoint s")
    apply(db, "001", UP, DOWN)
    run(db, "rollback to savepoint s")
    assert status(db) == []
    assert rows(db, "select * from pggit_internal.ledger") == before
    assert apply(db, "001", UP) is True


def test_a_script_may_commit_to_the_repository(db: Connection) -> None:
    apply(db, "001", UP + "; select pggit.commit_changes('main', '001')")
    assert value(db, "select message from pggit.log()") == "001"
    assert findings(db) == []


def test_rolling_back_undoes_it(db: Connection) -> None:
    run(db, "create table t (id integer)")
    before = value(db, "select pggit.calculate_schema_hash('t')")
    apply(db, "001", "alter table t add column x text", "alter table t drop column x")
    assert value(db, "select pggit.rollback_migration('001')") is True
    assert value(db, "select pggit.calculate_schema_hash('t')") == before
    assert status(db, "state, applied_at, applied_by") == [("rolled_back", None, None)]
    assert findings(db) == []


def test_only_the_newest_is_rolled_back(db: Connection) -> None:
    for version in ("9", "10", "1"):
        apply(db, version, f'create table "{version}" ()', f'drop table "{version}"')
    run(db, "savepoint s")
    answer = ask(db, "select pggit.rollback_migration('10')")
    rows(db, "rollback to savepoint s")
    assert answer.sqlstate == "55000"
    assert "Roll back '1' first" in answer.message
    for version in ("1", "10", "9"):
        assert value(db, "select pggit.rollback_migration(%s)", version) is True
    assert status(db) == [("9", "rolled_back"), ("10", "rolled_back"), ("1", "rolled_back")]


@pytest.mark.parametrize(
    ("version", "sqlstate"), [("nothing", "42704"), ("back", "55000"), ("no down", "55000")]
)
def test_rolling_back_refuses(db: Connection, version: str, sqlstate: str) -> None:
    apply(db, "back", "select", "select")
    run(db, "select pggit.rollback_migration('back')")
    apply(db, "no down")
    assert error(db, "select pggit.rollback_migration(%s)", version) == sqlstate


def test_a_down_script_that_fails_leaves_the_migration_applied(db: Connection) -> None:
    apply(db, "001", UP, DOWN + "; select 1/0")
    assert error(db, "select pggit.rollback_migration('001')") == "22012"
    assert status(db) == [("001", "applied")]
    assert value(db, "select to_regclass('t')") is not None


def test_after_a_rollback_the_text_may_change_and_it_is_the_newest_again(db: Connection) -> None:
    apply(db, "001", "select 1", "select 2")
    run(db, "select pggit.rollback_migration('001')")
    apply(db, "002", "select 1", "select 2")
    assert apply(db, "001", "select 3", "select 4") is True
    assert status(db) == [("002", "applied"), ("001", "applied")]
    assert rows(db, "select up, down from pggit.migrations where version = '001'") == [
        ("select 3", "select 4")
    ]
    assert error(db, "select pggit.rollback_migration('002')") == "55000"
    assert error(db, "select pggit.rollback_migration('001')") is None


def test_a_script_that_applies_its_own_version_is_not_recorded_twice(db: Connection) -> None:
    script = "select pggit.begin_migration('001', 'n'), pggit.complete_migration('001')"
    assert error(db, "select pggit.apply_migration('001', 'n', %s)", script) == "42710"


def test_a_script_may_apply_another(db: Connection) -> None:
    apply(db, "outer", "select pggit.apply_migration('inner', 'n', 'select')")
    assert status(db) == [("inner", "applied"), ("outer", "applied")]


def test_the_search_path_is_the_callers(db: Connection) -> None:
    run(db, "create schema app", "set local search_path = app, public")
    apply(db, "001", UP, DOWN)
    assert value(db, "select to_regclass('app.t') is not null")
    run(db, "select pggit.rollback_migration('001')")
    assert value(db, "select to_regclass('app.t') is null")


@pytest.mark.parametrize("path", ["", '"$user", public', 'pg_temp, "a ""b", pg_catalog'])
def test_a_search_path_of_any_form(db: Connection, path: str) -> None:
    rows(db, "select set_config('search_path', %s, true)", path)
    apply(db, "001", "create table pg_temp.p as select current_setting('search_path') as path")
    assert value(db, "select path from pg_temp.p") == path


@pytest.mark.parametrize("local", ["local", ""])
def test_a_script_leaves_the_rest_of_the_transaction_its_search_path_and_role(
    db: Connection, local: str
) -> None:
    run(db, "create role app", "create schema app authorization app")
    run(db, "set local search_path = public", "create table public.shadow ()")
    script = f"set {local} role app; set {local} search_path = app; create table t ()"
    assert apply(db, "001", script, script.replace("create", "drop").replace("()", "")) is True
    assert value(db, "select current_user || current_setting('search_path')") == "postgrespublic"
    assert value(db, "select tableowner from pg_tables where schemaname = 'app'") == "app"
    assert status(db, "applied_by") == [("postgres",)]
    run(db, "select pggit.rollback_migration('001')")
    assert value(db, "select current_user || current_setting('search_path')") == "postgrespublic"
    assert findings(db) == []
