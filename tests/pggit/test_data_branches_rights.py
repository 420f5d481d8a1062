"""Who may branch a table's rows, and who may read and write a branch."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, findings, run, value

CREATE = "select pggit.create_data_branch('app.t', 'main', 'dev')"
# By a member of the owning role: a superuser may not branch a table of others.
BRANCH = ["set local role member", CREATE, "reset role"]


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
    run(t, *BRANCH, "grant all on app.t to outsider")
    as_(t, role)  # the owner that is no writer, the writer that is not the owner
    assert error(t, call) == "42501"


def test_a_sealed_row_is_not_sealed_again(t: Connection) -> None:
    run(t, *BRANCH)
    as_(t, "outsider")
    assert (
        error(t, "select pggit_internal.seal_data_branch(id) from pggit.data_branches") == "55000"
    )


def test_grants_of_the_table_are_those_of_the_branch(t: Connection) -> None:
    run(t, *BRANCH, "set local role member")
    run(t, "select pggit.create_data_branch('app.t', 'dev', 'sub')")
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
    run(t, *BRANCH)
    as_(t, "clerk")
    run(t, "update app.t set v = 'c'", "insert into app.t default values")
    assert rows(t, "select v from app.t__dev") == [("a",)]


def test_rights_on_the_table_reach_its_branches(t: Connection) -> None:
    run(t, *BRANCH, "revoke all on app.t from reader", "grant delete on app.t to clerk")
    as_(t, "reader")
    for part in ("", "__own", "__base", "__keys"):
        assert error(t, f"select * from app.t__dev{part}") == "42501"
    as_(t, "clerk")
    run(t, "delete from app.t__dev", "reset role")
    assert findings(t) == []
    run(t, "drop owned by clerk")
    as_(t, "clerk")
    assert error(t, "select * from app.t__dev") == "42501"


@pytest.mark.parametrize(
    "grant",
    [
        "grant all on all tables in schema app to outsider with grant option",
        "grant all on all functions in schema app to outsider",
        "grant all on all routines in schema app to public",
        "grant select (id) on app.t__dev__own to outsider",
        "grant all on app.t__dev__base, app.t__dev__keys to public",
        "revoke all on all tables in schema app from team",
        "revoke all on all functions in schema app from public, team",
    ],
)
def test_parts_are_never_more_open_than_the_table(t: Connection, grant: str) -> None:
    run(t, *BRANCH, "set local role team", grant, "revoke all on app.t from outsider, public")
    run(t, "grant all on app.t to team")
    assert rows(t, "select * from pggit_internal.wrong_rights()") == []
    as_(t, "outsider")
    for part in ("", "__own", "__base", "__keys"):
        assert error(t, f"select * from app.t__dev{part}") == "42501"
    run(t, "reset role", "update app.t set v = 'n'")
    assert findings(t) == []


def test_rights_that_were_passed_on_are_taken_back(t: Connection) -> None:
    run(t, *BRANCH, "grant select on app.t to clerk with grant option", "set local role clerk")
    run(t, "grant select on app.t to outsider", "reset role")
    as_(t, "outsider")
    assert value(t, "select v from app.t__dev") == "a"
    run(t, "reset role", "revoke select on app.t from clerk cascade")
    as_(t, "outsider")
    assert error(t, "select v from app.t__dev") == "42501"


@pytest.mark.parametrize(
    "statement",
    [
        "alter table app.t owner to heir",
        "alter table app.t__dev__own owner to heir",
        "alter view app.t__dev owner to heir",
        "alter view app.t__dev__keys owner to heir",
        "alter function app.t__dev__save() owner to heir",
        "revoke usage on schema app from team",
        "revoke all on schema app from team cascade",
    ],
)
def test_a_branch_keeps_the_owner_of_its_table(t: Connection, statement: str) -> None:
    run(t, *BRANCH, "create role heir", "grant create, usage on schema app to heir")
    assert error(t, statement) == "55006"


def test_all_that_a_role_owns_can_be_given_to_another(t: Connection) -> None:
    run(t, *BRANCH, "create role heir", "grant create, usage on schema app to heir")
    run(t, "reassign owned by team to heir", "set local role heir")
    run(t, "update app.t set v = 'h'", "update app.t__dev set v = 'i'", "reset role")
    assert findings(t) == []
    # No event tells of it.
    run(t, "create role other", "grant usage on schema app to other")
    run(t, "grant other to heir", "revoke usage on schema app from heir")
    run(t, "revoke other from heir")
    assert [detail for _, _, detail in findings(t)] == [
        "its owner heir may not use schema app, so its rows cannot be kept"
    ]


@pytest.mark.parametrize(
    "call",
    [
        "select pggit.create_data_branch('app.t', 'main', 'new')",
        "select pggit.create_data_branch('app.t', 'main', 'dev')",
        "select pggit.merge_data_branch('app.t', 'dev', 'main')",
        "select * from pggit.data_diff('app.t', 'dev', 'main')",
    ],
)
@pytest.mark.parametrize("role", ["postgres", "deputy"])
def test_a_superuser_lends_nobody_his_rights(t: Connection, role: str, call: str) -> None:
    run(t, *BRANCH, "create role deputy", "grant postgres, team to deputy")
    run(t, "select pggit.grant_writer('deputy')", f"set local role {role}")
    assert error(t, call) == "42501"


@pytest.mark.parametrize("role", ["outsider", "member"])
def test_who_does_not_own_a_branch_cannot_hold_it(t: Connection, role: str) -> None:
    run(
        t,
        *BRANCH,
        "select pggit_internal.lock_data_branches(array(select id from pggit.data_branches))",
    )
    run(t, "create table mine (id integer primary key)", f"alter table mine owner to {role}")
    as_(t, role)
    is_owner = role == "member"
    hold = "select pggit_internal.lock_data_branches(array(select id from pggit.data_branches))"
    assert error(t, hold) == (None if is_owner else "42501")
    # Nor can it keep one from being dropped, as the source of its own.
    enter = "select pggit_internal.enter_data_branch('mine'::regclass, 'x', id) from pggit.data_branches"
    assert error(t, enter) == "42704"


def test_an_owner_who_may_not_use_the_schema(t: Connection) -> None:
    run(t, "revoke usage on schema app from team")
    assert error(t, CREATE) == "42501"


def test_a_function_that_writes_for_others(t: Connection) -> None:
    run(t, *BRANCH)
    run(
        t,
        "create function app.write() returns void language sql security definer as 'update app.t__dev set v = ''f'''",
    )
    run(t, "alter function app.write() owner to team")
    as_(t, "outsider")
    run(t, "select app.write()", "reset role")
    assert value(t, "select v from app.t__dev") == "f"


def test_default_privileges_do_not_close_a_branch(t: Connection) -> None:
    run(t, "set local role member")
    run(t, "alter default privileges revoke execute on functions from public", CREATE)
    as_(t, "reader")
    assert value(t, "select v from app.t__dev") == "a"
