"""checkout: the live schema becomes that of a branch, a tag or a commit, in one transaction, and rows stay."""

from __future__ import annotations

import threading

import psycopg
import pytest
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from tests.chaos.database import Database, rows
from tests.pggit.reading import error, run, value

STEPS = """
    select h.identity, h.change_type, h.severity, h.major, h.minor, h.patch
    from pggit_internal.history as h
    join pggit_internal.pending as p on p.history_id = h.id
    order by h.identity
"""
CHANGES = "select change, object_type, identity from pggit.status() where change <> 'unsupported'"


def commit(db: Connection, branch: str, *statements: str) -> str:
    run(db, *statements)
    return str(value(db, "select pggit.commit_changes(%s)", branch))


def checkout(db: Connection, target: str | None, loses: bool = False) -> str:
    return str(value(db, "select pggit.checkout(%s, %s)", target, loses))


def refusal(db: Connection, target: str | None, loses: bool = False) -> tuple[str, str]:
    """The SQLSTATE and the message of a checkout that fails, which changes nothing."""
    before = rows(db, "select object_type, identity, seal from pggit_internal.objects order by id")
    branch = value(db, "select checked_out_branch from pggit_internal.repository")
    with pytest.raises(psycopg.Error) as caught, db.transaction():
        checkout(db, target, loses)
    assert (
        rows(db, "select object_type, identity, seal from pggit_internal.objects order by id")
        == before
    )
    assert value(db, "select checked_out_branch from pggit_internal.repository") == branch
    return str(caught.value.sqlstate), str(caught.value.diag.message_primary)


def sound(db: Connection) -> None:
    assert rows(db, "select * from pggit.fsck()") == []
    assert rows(db, "select * from pggit.detect_drift()") == []


TWO_STATES = [
    (
        "create table t (id integer primary key, a text, b integer)",
        "create type e as enum ('a', 'b')",
        "create view v as select id, b from t",
        "create table u (e e)",
    ),
    (
        "alter table t rename a to c",
        "drop view v",
        "alter table t alter b type bigint",
        "create view v as select id, b from t where b > 0",
        "alter type e add value 'z' before 'b'",
        "create index i on t (b)",
        "comment on table t is 'numbers'",
        "create function f() returns integer language sql as 'select 1'",
    ),
]


@pytest.fixture
def two(db: Connection) -> tuple[str, str]:
    """Commits of two states on the branches main and feature; the second is live."""
    return commit(db, "main", *TWO_STATES[0]), commit(db, "feature", *TWO_STATES[1])


def test_there_and_back(db: Connection, two: tuple[str, str]) -> None:
    run(db, "insert into t values (1, 'one', 11)", "insert into u values ('a')")
    assert checkout(db, "main") == two[0]
    assert rows(db, CHANGES) == []
    assert rows(db, "select id, a, b from t") == [(1, "one", 11)]
    sound(db)
    assert checkout(db, "feature") == two[1]
    assert rows(db, CHANGES) == []
    assert rows(db, "select id, c, b from t") == [(1, "one", 11)]
    assert rows(db, "select e::text from u") == [("a",)]
    sound(db)


def test_what_follows_is_a_commit_of_the_target(db: Connection, two: tuple[str, str]) -> None:
    checkout(db, "main")
    again = commit(db, "main")
    query = "select count(distinct tree_hash) from pggit.commits where hash in (%s, %s)"
    assert value(db, query, two[0], again) == 1
    sound(db)


def test_a_branch_becomes_the_one_checked_out(db: Connection, two: tuple[str, str]) -> None:
    current = "select checked_out_branch from pggit_internal.repository"
    checkout(db, "feature")  # is live already
    assert value(db, current) == "feature"
    run(db, "create table later (id integer)")
    query = "select branch_name from pggit.get_history('later')"
    assert value(db, query) == "feature"
    commit(db, "feature")
    value(db, "select pggit.create_tag('old', %s)", two[0])
    checkout(db, "old", loses=True)
    assert value(db, current) == "feature"
    checkout(db, two[1])
    assert value(db, current) == "feature"
    assert checkout(db, None) == two[0]
    assert value(db, current) == "main"
    sound(db)


def test_the_branch_checked_out_is_not_deleted(db: Connection, two: tuple[str, str]) -> None:
    checkout(db, "feature")
    assert error(db, "select pggit.delete_branch('feature', true)") == "55006"
    checkout(db, "main")
    run(db, "select pggit.delete_branch('feature', true)")


def test_one_step_for_each_object(db: Connection, two: tuple[str, str]) -> None:
    ids = "select identity, id from pggit_internal.objects where is_live order by 1"
    before = dict(rows(db, ids))
    checkout(db, "main")
    found = rows(db, STEPS)
    assert [row[0] for row in found] == sorted({row[0] for row in found})
    assert {row[0]: row[1] for row in found} == {
        "public.e": "ALTER",
        "public.f()": "DROP",
        "public.t": "RENAME",
        "public.v": "ALTER",
    }
    # The type and the view were made again, and are the objects that they were.
    after = dict(rows(db, ids))
    assert {name: after[name] for name in ("public.e", "public.v")} == {
        name: before[name] for name in ("public.e", "public.v")
    }
    ddl = rows(db, "select distinct ddl from pggit.get_history('e', 1)")
    assert ddl == [("select pggit.checkout($1, $2)",)]


def test_what_is_made_again_and_is_equal_has_no_step(db: Connection) -> None:
    commit(
        db,
        "main",
        "create table t (a integer, b integer)",
        "create view equal as select a from t",
        "create view other as select b from t",
    )
    commit(
        db,
        "feature",
        "drop view equal",
        "alter table t alter a type bigint",
        "drop view other",
        "create view equal as select a::integer from t",
        "create view other as select b from t",
    )
    run(db, "drop view equal", "create view equal as select a from t")
    commit(db, "feature")
    before = rows(db, "select * from pggit.get_history('other')")
    version = value(db, "select full_version from pggit.get_version('other')")
    checkout(db, "main")
    assert rows(db, "select * from pggit.get_history('other')") == before
    assert value(db, "select full_version from pggit.get_version('other')") == version
    sound(db)


def test_names_that_swap_keep_their_rows(db: Connection) -> None:
    first = commit(
        db,
        "main",
        "create table a (x integer)",
        "create table b (y text)",
        "insert into a values (1)",
        "insert into b values ('one')",
    )
    commit(
        db,
        "feature",
        "alter table a rename to c",
        "alter table b rename to a",
        "alter table c rename to b",
    )
    assert checkout(db, "main") == first
    assert value(db, "select x from a") == 1
    assert value(db, "select y from b") == "one"
    assert [row[:2] for row in rows(db, STEPS)] == [("public.a", "RENAME"), ("public.b", "RENAME")]
    sound(db)


def test_rows_that_would_be_lost_are_named(db: Connection) -> None:
    commit(db, "main", "create table t (id integer)")
    commit(
        db,
        "feature",
        "alter table t add a text, add b text, add c integer generated always as (id * 2) stored",
        'alter table t add "D.d" integer',
        "create table full_one (id integer)",
        "create table empty_one (id integer)",
        "create table part (id integer) partition by list (id)",
        "create table part_1 partition of part for values in (1)",
    )
    run(db, """insert into t values (1, 'a', null, default, 4)""")
    run(db, "insert into full_one values (1)", "insert into part values (1)")
    state, message = refusal(db, "main")
    assert state == "55006"
    assert message.startswith("the checkout would lose the rows or values of ")
    named = message.removeprefix("the checkout would lose the rows or values of ").split(", ")
    assert sorted(named) == [
        'column public.t."D.d"',
        "column public.t.a",
        "table public.full_one",
        "table public.part_1",
    ]
    checkout(db, "main", loses=True)
    assert rows(db, "select * from t") == [(1,)]
    sound(db)


def test_uncommitted_changes_are_refused(db: Connection, two: tuple[str, str]) -> None:
    run(db, "create table mine (id integer)")
    state, message = refusal(db, "main", loses=True)
    assert (state, message) == ("55006", "there are uncommitted changes: table public.mine")
    run(db, "drop table mine")
    checkout(db, "main")
    sound(db)


@pytest.mark.parametrize(
    ("target", "state"), [("nothing", "42704"), ("WORKTREE", "42704"), ("", "42704")]
)
def test_a_target_that_is_not_there(db: Connection, target: str, state: str) -> None:
    commit(db, "main")
    assert refusal(db, target)[0] == state


def test_the_flag_is_not_null(db: Connection) -> None:
    assert error(db, "select pggit.checkout('main', null)") == "22023"


def test_a_result_that_is_not_the_target(db: Connection, two: tuple[str, str]) -> None:
    run(
        db,
        """create or replace function pggit.plan(p_from text, p_to text)
        returns table (step int, statement text, reason text, hazard text) language plpgsql stable
        set search_path = pg_catalog, pg_temp as $$
        begin return query select 1, 'drop view public.v', '', null::text; end $$""",
    )
    state, message = refusal(db, "main")
    assert state == "VC005"
    for name in ("type public.e", "function public.f()", "table public.t", "view public.v"):
        assert name in message


def test_tables_with_data_branches_are_left_alone(db: Connection, two: tuple[str, str]) -> None:
    run(db, "select pggit.create_data_branch('t', 'main', 'trial')")
    state, message = refusal(db, "main")
    assert state == "55006"
    assert message.endswith("data branches: public.t")
    run(db, "select pggit.drop_data_branch('t', 'trial')")
    checkout(db, "main")


def test_the_session_is_as_it_was(db: Connection, two: tuple[str, str]) -> None:
    settings = "select name, setting from pg_settings where name <> 'transaction_deferrable'"
    run(
        db,
        "set local search_path = nothing, public",
        "set local datestyle = 'German'",
        "set local check_function_bodies = on",
    )
    before = rows(db, settings)
    checkout(db, "main")
    assert rows(db, settings) == before


def test_a_path_that_hides_the_system(db: Connection) -> None:
    commit(db, "main", "create table t (a text)")
    commit(
        db,
        "feature",
        "alter table t add check (lower(a) = a)",
        "create schema evil",
        "create function evil.lower(text) returns text language sql immutable as 'select null::text'",
    )
    checkout(db, "main")
    value(db, "select pggit.create_tag('evil', 'feature')")
    run(db, "set local search_path = evil, pg_catalog")
    checkout(db, "feature")
    run(db, "set local search_path = public")
    sound(db)


def test_bodies_that_do_not_fit_yet(db: Connection) -> None:
    commit(db, "main")
    commit(
        db,
        "feature",
        "create table t (a integer)",
        "create function a_count() returns bigint language sql as 'select count(a) from public.t'",
    )
    checkout(db, "main")
    checkout(db, "feature")
    assert value(db, "select a_count()") == 0
    sound(db)


def test_two_statements_in_one_string(database: Database) -> None:
    with database.connect() as db:
        commit(db, "main")
        commit(db, "feature", "create table t (a integer)")
        db.execute(
            "begin; create table u (b integer); select pggit.commit_changes('u');"
            " select pggit.checkout('main'); select pggit.checkout('feature'); create table w (b integer); commit"
        )
        sound(db)
        assert rows(db, CHANGES) == [("added", "table", "public.w")]


def test_a_role_without_rights_on_one_object(database: Database) -> None:
    with database.connect() as db:
        commit(db, "main")
        commit(db, "feature", "create table t (a integer)", "create table u (a integer)")
        name = (
            f"writer_{value(db, 'select oid from pg_database where datname = current_database()')}"
        )
        role = Identifier(name)
        db.execute(SQL("create role {}").format(role))
        try:
            db.execute(SQL("grant all on schema public to {}").format(role))
            db.execute(SQL("alter table t owner to {}").format(role))
            db.execute("select pggit.grant_writer(%s)", [name])
            db.execute(SQL("set role {}").format(role))
            assert refusal(db, "main")[0] == "42501"
            db.execute("reset role")
            db.execute(SQL("alter table u owner to {}").format(role))
            db.execute(SQL("set role {}").format(role))
            checkout(db, "main")
            db.execute("reset role")
            assert value(db, "select changed_by from pggit.get_history('t', 1)") == name
            sound(db)
        finally:
            db.execute("reset role")
            db.execute(SQL("drop owned by {} cascade").format(role))
            db.execute(SQL("drop role {}").format(role))


def test_another_session_waits_for_its_turn(database: Database) -> None:
    with database.connect() as one, database.connect() as other:
        commit(one, "main")
        commit(one, "feature", "create table t (a integer)")
        one.execute("begin")
        checkout(one, "main")
        found: list[str] = []
        thread = threading.Thread(target=lambda: found.append(checkout(other, "feature")))
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        one.execute("commit")
        thread.join(20)
        assert len(found) == 1
        assert value(one, "select checked_out_branch from pggit_internal.repository") == "feature"
        assert value(one, "select count(*) from t") == 0
        sound(one)
