"""Parts of a data branch that are not pggit's any more: they are named, and nothing of them is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import Connection

from scripts import install
from tests.chaos import hostile
from tests.chaos.database import Database, ask, rows
from tests.pggit.reading import error, findings, run, value

TRIGGERS = ("pggit_sql_drop", "pggit_ddl_command_end")
OFF = [f"alter event trigger {name} disable" for name in TRIGGERS]
ON = [f"alter event trigger {name} enable always" for name in TRIGGERS]

SUPERUSER = [
    "select * from pggit.fsck()",
    "select * from pggit.repair()",
    "select * from pggit.repair(null, false)",
    "select * from pggit.detect_drift()",
    "select * from pggit.status()",
    "select * from pggit.data_diff('{table}', 'main', 'br')",
    "select * from pggit.create_data_branch('{table}', 'br', 'new')",
    "select * from pggit.merge_data_branch('{table}', 'br', 'main', 'theirs')",
    "select * from pggit.merge_data_branch('{table}', 'main', 'br', 'theirs')",
    "select * from pggit.drop_data_branch('{table}', 'sub')",
    "select * from pggit.drop_data_branch('{table}', 'br')",
]


@pytest.fixture
def eve(db: Connection) -> Iterator[Connection]:
    """A transaction in which eve, a writer, has her schema; what she leaves is not looked at."""
    run(db, "create role eve", "create role eve_friend", "grant eve_friend to eve")
    run(db, "create schema hers authorization eve", "create schema elsewhere authorization eve")
    run(db, "create table public.secret as select 'password'::text as word")
    run(db, "select pggit.grant_writer('eve')", "set local role eve")
    yield db
    db.rollback()


def attack(db: Connection, statements: list[str]) -> int:
    """Each statement that is accepted stays; how many are."""
    accepted = 0
    for statement in statements:
        rows(db, "savepoint attack")
        if ask(db, statement).is_ok:
            accepted += 1
            rows(db, "release savepoint attack")
        else:
            rows(db, "rollback to savepoint attack")
    return accepted


def must_be_safe(db: Connection, table: str) -> None:
    """A superuser calls every function that looks at a data branch: nothing of eve's runs."""
    for call in SUPERUSER:
        error(db, call.format(table=table))
        answer = attack(db, [call.format(table=table)])
        assert not value(db, "select rolsuper from pg_roles where rolname = 'eve'"), (call, answer)
        assert rows(db, "select * from hers.loot") == [], call


@pytest.mark.parametrize("part", [None, *hostile.PARTS, *hostile.ROUTINES])
def test_with_the_guard_off_nothing_of_hers_runs(eve: Connection, part: str | None) -> None:
    run(eve, *hostile.preparations("eve"))
    mine = [s for s in hostile.attacks("eve") if "drop owned" not in s and "drop schema" not in s]
    if part is not None:  # this part alone, so that the others are read
        mine = [s for s in mine if f".{part} " in s or f".{part}(" in s]
    run(eve, "reset role", *OFF, "set local role eve")
    assert attack(eve, mine) > 5
    run(eve, "reset role", *ON)
    assert {check for check, *_ in findings(eve)} >= {"data_branch"}
    must_be_safe(eve, "hers.t")


# Who owns a schema may drop what others have in it.
@pytest.mark.parametrize("part", ["own", "base", "keys", "view"])
def test_a_part_of_a_superusers_branch_that_another_replaced(eve: Connection, part: str) -> None:
    run(eve, *hostile.preparations("eve")[:4], "reset role")
    run(
        eve, "create table hers.s (id integer primary key, v text)", "insert into hers.s values (1)"
    )
    run(eve, "select pggit.create_data_branch('hers.s', 'main', 'br')")
    run(eve, "select pggit.create_data_branch('hers.s', 'br', 'sub')", "delete from hers.s__br")
    run(eve, *OFF, "set local role eve")
    name = "s__br" if part == "view" else f"s__br__{part}"
    kind = "view" if part in ("keys", "view") else "table"
    trap = "select 1 as id, 'x' as v, hers.take() = 1 as deleted"
    run(eve, f"drop {kind} hers.{name} cascade", f"create view hers.{name} as {trap}")
    run(eve, "reset role", *ON)
    assert f"hers.{name}" in {found for _, found, _ in findings(eve)}
    must_be_safe(eve, "hers.s")
    assert error(eve, "select pggit.drop_data_branch('hers.s', 'br')") == "42704"  # it is gone


# What carries over to a branch is executed with the rights of a superuser.
ADDITIONS = [
    "alter table hers.t add column late1 integer default hers.trap(7)",
    "alter table hers.t add column late2 hers.amount",
    "alter table hers.t add column late3 hers.amount[] default '{1}'",
    "alter table hers.t add column late4 hers.pack",
    "alter table hers.t add column late5 hers.pack default '(1)'",
    "alter table hers.t add column late6 hers.mood default 'sad', add column late7 hers.mood[] default '{glad}'",
    "alter table hers.t alter column v set default hers.trap('late')",
    "alter table hers.t alter column v set default '(1)'::hers.pack::text",
    "alter table hers.t add check (hers.trap(id) = 1) not valid",
    "alter table hers.t add check ('{1}'::hers.amount[] is not null) not valid",
    "alter table hers.t add check ('(1)'::hers.pack is not null) not valid",
    "create index late on hers.t (hers.trap(id)) where hers.trap(9) = 1",
    "alter table hers.t__br__own add column late8 integer",
    "insert into pggit_internal.branched_statements values (pg_current_xact_id())",
]


@pytest.mark.parametrize("guard", ["on", "off before"])
def test_nothing_of_hers_runs_where_additions_carry_over(eve: Connection, guard: str) -> None:
    run(eve, *hostile.preparations("eve"), "create type hers.pack as (amount hers.amount)")
    if guard == "off before":
        mine = [s for s in hostile.attacks("eve") if "drop" not in s and "hers.t " not in s]
        run(eve, "reset role", *OFF, "set local role eve")
        attack(eve, mine)
        run(eve, "reset role", *ON, "set local role eve")
    accepted = attack(eve, ADDITIONS)
    assert accepted > 5 or guard != "on"
    run(eve, "reset role")
    assert not value(eve, "select rolsuper from pg_roles where rolname = 'eve'")
    assert rows(eve, "select * from hers.loot") == []


@pytest.mark.parametrize(
    "call", ["create_data_branch('t', 'br', 'new')", "merge_data_branch('t', 'br', 'main')"]
)
def test_a_branch_with_a_defect_is_not_gone_on_with(db: Connection, call: str) -> None:
    run(db, "create table t (id integer primary key)", *OFF)
    run(db, "select pggit.create_data_branch('t', 'main', 'br')")
    run(db, "create index loose on t__br__own (id)", *ON)
    assert error(db, f"select pggit.{call}") == "VC004"
    assert error(db, "select * from pggit.data_diff('t', 'br', 'main')") == "VC004"
    run(db, "drop index loose", f"select pggit.{call}")


def test_a_snapshot_from_before_the_branch(database: Database) -> None:
    database.sql("create table t (id integer primary key)")
    with database.rolled_back() as old:
        rows(old, "set transaction isolation level repeatable read")
        rows(old, "select * from pggit.data_branches")
        database.sql("select pggit.create_data_branch('t', 'main', 'br')")
        rows(old, "savepoint before")
        for statement in (
            "alter table t__br__own rename to other",
            "alter view t__br rename to other",
            "alter function t__br__read() rename to other",
            "create index on t__br__own (id)",
        ):
            assert ask(old, statement).sqlstate in {"40001", "55006"}, statement
            rows(old, "rollback to savepoint before")


# What the first version made: the keys had no view, the overlay and the functions were open.
OLD = [
    "drop view app.t__br__keys",
    "drop trigger t__br__row on app.t",
    "create or replace view app.t__br as select r.id, r.v from app.t__br__read() as r",
    """create or replace function app.t__br__read() returns table (id integer, v text) language sql stable as
        'select id, v from app.t__br__own where not deleted union all select id, v from app.t'""",
    "grant select on app.t__br__own, app.t__br__base to {role}",
    "grant execute on function app.t__br__write(), app.t__br__save() to public",
]


HOSTILITY = [
    [],
    ["alter table app.t__br__own rename to gone", "create view app.t__br__own as select 1 / 0 as id"],
    ["create function app.t__br__read(integer default 1) returns integer language sql as 'select 1'"],
    ["create view app.t__br__keys as select 1 / 0 as id, 2 as v"],
    ["drop function app.t__br__save() cascade"],
    ["alter table app.t__br__base owner to {role}"],
]  # fmt: skip


@pytest.mark.parametrize("hostility", HOSTILITY)
def test_an_installation_makes_old_branches_anew(database: Database, hostility: list[str]) -> None:
    role = f"eve_{database.name}"
    try:
        for statement in (
            f"create role {role}",
            f"create schema app authorization {role}",
            "create table app.t (id integer primary key, v text)",
            "insert into app.t values (1, 'a')",
            "select pggit.create_data_branch('app.t', 'main', 'br')",
            "update app.t set v = 'b'",
            *OFF,
            *(statement.format(role=role) for statement in OLD),
            *(statement.format(role=role) for statement in hostility),
            *ON,
        ):
            database.sql(statement)
        assert database.sql("select * from pggit.fsck()") != []
        install.install(database.conninfo, Path(install.pggit_folder()))
        if hostility:
            assert {row[1] for row in database.sql("select * from pggit.fsck()")} == {"data_branch"}
        else:
            assert database.sql("select * from pggit.fsck()") == []
            assert database.sql("select v from app.t__br") == [("a",)]
            assert len(database.sql("select * from pggit.data_diff('app.t', 'main', 'br')")) == 1
        database.sql("select pggit.drop_data_branch('app.t', 'br')")
    finally:
        database.sql(f"drop owned by {role} cascade")
        database.sql(f"drop role {role}")
