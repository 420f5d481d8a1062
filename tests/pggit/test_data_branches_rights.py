"""Who may branch a table's rows, and who may read and write a branch."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, run, value

CREATE = "select pggit.create_data_branch('app.t', 'main', 'dev')"


@pytest.fixture
def t(db: Connection) -> Connection:
    """A table app.t of the role team, with a member, an outsider who is a writer, and a reader."""
    run(db, *(f"create role {role}" for role in ("team", "member", "outsider", "reader", "clerk")))
    run(
        db, "grant team to member", "create schema app", "grant create, usage on schema app to team"
    )
    run(db, "grant usage on schema app to outsider, reader, clerk")
    run(db, "select pggit.grant_writer('member'), pggit.grant_writer('outsider')")
    run(
        db,
        "create table app.t (id serial primary key, v text default 'x')",
        "insert into app.t (v) values ('a')",
    )
    run(db, "alter table app.t owner to team", "grant select on app.t to reader")
    run(
        db, "grant select, insert, update on app.t to clerk", "grant usage on app.t_id_seq to clerk"
    )
    return db


def as_(db: Connection, role: str) -> None:
    run(db, f"set local role {role}")


def test_a_member_of_the_owning_role_may(t: Connection) -> None:
    as_(t, "member")
    run(t, CREATE, "update app.t__dev set v = 'm'", "update app.t set v = 'n'")
    assert value(t, "select created_by from pggit.data_branches") == "member"
    query = "select distinct relowner::regrole::text from pg_class where relname ~ '^t__dev'"
    assert rows(t, query) == [("team",)]
    run(t, "select pggit.create_data_branch('app.t', 'dev', 'sub')")
    run(t, "select pggit.merge_data_branch('app.t', 'dev', 'main', 'theirs')")
    run(
        t,
        "select pggit.drop_data_branch('app.t', 'sub')",
        "select pggit.drop_data_branch('app.t', 'dev')",
    )


@pytest.mark.parametrize(
    "call",
    [
        CREATE.replace("dev", "new"),
        "select pggit.drop_data_branch('app.t', 'dev')",
        "select pggit.merge_data_branch('app.t', 'main', 'dev')",
        "select pggit_internal.enter_data_branch('app.t'::regclass, 'new', null)",
        "select pggit_internal.remove_data_branch('app.t'::regclass, id) from pggit.data_branches",
    ],
)
@pytest.mark.parametrize("role", ["outsider", "team", "reader"])
def test_others_may_not(t: Connection, role: str, call: str) -> None:
    run(t, CREATE, "grant all on app.t to outsider")
    as_(t, role)  # the owner that is no writer, the writer that is not the owner
    assert error(t, call) == "42501"


def test_a_sealed_row_is_not_sealed_again(t: Connection) -> None:
    run(t, CREATE)
    as_(t, "outsider")
    assert (
        error(t, "select pggit_internal.seal_data_branch(id) from pggit.data_branches") == "55000"
    )


def test_grants_of_the_table_are_those_of_the_branch(t: Connection) -> None:
    run(t, CREATE, "select pggit.create_data_branch('app.t', 'dev', 'sub')")
    for branch in ("dev", "sub"):
        as_(t, "reader")
        assert value(t, f"select v from app.t__{branch}") == "a"
        assert error(t, f"update app.t__{branch} set v = 'r'") == "42501"
        assert error(t, f"delete from app.t__{branch}__own") == "42501"
        assert rows(t, f"select * from pggit.data_diff('app.t', 'main', '{branch}')") == []
        as_(t, "clerk")
        run(t, f"update app.t__{branch} set v = 'c'", f"insert into app.t__{branch} default values")
        assert error(t, f"delete from app.t__{branch}") == "42501"
        assert error(t, f"insert into app.t__{branch}__own values (9, 'x', false)") == "42501"
        as_(t, "outsider")
        assert error(t, f"select * from app.t__{branch}") == "42501"
        run(
            t,
            "reset role",
            f"update app.t__{branch} set v = 'a'",
            f"delete from app.t__{branch} where v = 'x'",
        )


def test_a_writer_of_the_table_needs_no_right_on_the_branch(t: Connection) -> None:
    run(t, CREATE)
    as_(t, "clerk")
    run(t, "update app.t set v = 'c'", "insert into app.t default values")
    assert rows(t, "select v from app.t__dev") == [("a",)]


def test_calling_again_gives_the_grants_and_the_owner_anew(t: Connection) -> None:
    run(t, CREATE, "revoke all on app.t from reader", "grant delete on app.t to clerk")
    run(
        t,
        "create role heir",
        "grant create, usage on schema app to heir",
        "alter table app.t owner to heir",
        CREATE,
    )
    as_(t, "reader")
    assert error(t, "select * from app.t__dev") == "42501"
    as_(t, "clerk")
    run(t, "delete from app.t__dev", "reset role")
    query = "select distinct relowner::regrole::text from pg_class where relname ~ '^t__dev'"
    assert rows(t, query) == [("heir",)]


def test_an_owner_who_may_not_use_the_schema(t: Connection) -> None:
    run(t, "revoke usage on schema app from team")
    assert error(t, CREATE) == "42501"


def test_a_function_that_writes_for_others(t: Connection) -> None:
    run(t, CREATE, "grant update, select on app.t__dev to team")
    run(
        t,
        "create function app.write() returns void language sql security definer as 'update app.t__dev set v = ''f'''",
    )
    run(t, "alter function app.write() owner to team")
    as_(t, "outsider")
    run(t, "select app.write()", "reset role")
    assert value(t, "select v from app.t__dev") == "f"


def test_default_privileges_do_not_close_a_branch(t: Connection) -> None:
    run(t, "alter default privileges revoke execute on functions from public", CREATE)
    as_(t, "reader")
    assert value(t, "select v from app.t__dev") == "a"
