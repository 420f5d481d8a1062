"""Changes made to look like none, and objects made to look as if they were not pggit's business."""

from __future__ import annotations

from psycopg import Connection

from tests.pggit.reading import changes, error, run, unrecorded, value


def test_a_triggers_arguments_are_its_own(db: Connection) -> None:
    create = "create or replace trigger g before update on t for each row execute function suppress_redundant_updates_trigger('{}')"
    run(db, "create table t (id integer)", create.format(" ON self "))
    run(db, create.format(" ON public.t "))
    assert changes(db, "t") == ["CREATE", "ALTER", "ALTER"]


def test_a_body_in_quotes_is_not_one_that_is_bound(db: Connection) -> None:
    run(db, "create function f() returns integer language sql begin atomic select 1; end")
    body = value(db, "select pg_get_function_sqlbody('f()'::regprocedure)")
    run(db, "set local check_function_bodies = off")
    run(db, f"create or replace function f() returns integer language sql as $x${body}$x$")
    assert error(db, "select f()") is not None
    assert changes(db, "f") == ["CREATE", "ALTER"]


def test_what_becomes_a_member_of_an_extension_is_no_longer_tracked(db: Connection) -> None:
    run(db, "create table t (id integer)", "alter extension plpgsql add table t")
    assert unrecorded(db) == []
    run(db, "alter extension plpgsql drop table t")
    assert unrecorded(db) == []
    assert changes(db, "t") == ["CREATE", "DROP", "CREATE"]
