"""What a table gets more carries over to its data branches; what is more than that is refused."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import Connection

from tests.chaos.database import Database, ask, rows
from tests.pggit.reading import error, findings, run, value

BRANCHES = ["dev", "sub", "late"]
RELATIONS = ["t", *(f"t__{branch}" for branch in BRANCHES)]


@pytest.fixture
def t(db: Connection) -> Connection:
    """A table app.t with the branches dev and late, and sub of dev; each of them has been written."""
    run(
        db,
        "create schema app",
        "set local search_path = app",
        "create type mood as enum ('sad', 'glad')",
        "create domain amount as integer",
        "create type pair as (one integer, other amount)",
        "create table ref (id integer primary key)",
        "create table t (id serial primary key, v text not null default 'x', n integer, u integer unique)",
        "insert into t (v, n, u) select 'v' || i, i, i from generate_series(1, 9) as i",
        "select pggit.create_data_branch('t', 'main', 'dev')",
        "update t__dev set v = 'dev' where id = 1",
        "delete from t__dev where id = 2",
        "insert into t__dev (v, u) values ('more', 100)",
        "select pggit.create_data_branch('t', 'dev', 'sub')",
        "update t set v = 'main', n = null where id in (3, 4)",
        "delete from t where id = 5",
        "select pggit.create_data_branch('t', 'main', 'late')",
        "update t set v = 'later' where id = 6",
        "update t__sub set n = 0 where id = 1",
        "update t__dev set v = 'dev again' where id in (1, 7)",
        "insert into t (id, u) values (50, 50)",
    )
    return db


ADDITIONS = [
    "add column c text",
    "add column c integer not null default 7",
    "add column c timestamptz default now()",
    "add column c mood default 'sad'",
    "add column c amount[]",
    "add column c pair",
    "add column c integer[] default '{1,2}'",
    """add column c text[] default '{a,"b c",NULL}'""",
    """add column c numeric(5, 2) default 1.25, add column d text collate "C" default 'ü''\\n'""",
    "add column c jsonb default '{\"a\": [1]}', add column d xml default '<a/>'",
    "add column c interval default '1 day -2 hours', add column d double precision default 0.1",
    "add column c bytea default '\\xdeadbeef', add column d date default 'infinity'",
    "add column c varchar(3) default 'abc', add column d char(4) default 'ab'",
    "add column deleted text",
    "add column deleted boolean not null default true, add column deleted_ integer",
    'add column "quo""te" integer default 1, add column "%s %1$s" text, add column "Key" text',
    "add column o integer, add column b integer, add column s integer, add column r text default 'r'",
    "alter column v set default 'y'",
    "alter column v drop default",
    "alter column id set default 7",
    "alter column n set default 9, alter column v set default upper('z')",
    "add constraint small check (n < 100) not valid",
    "add constraint small check (n < 5 or v <> '') not valid, add column c integer default 3",
    "add column c integer default 3, alter column n set default 8, add check (c + n < 500) not valid",
]


WRITES = [
    "insert into {} (id, u) values (70, 70)",
    "insert into {} (id, v, u) values (71, 'z', 71)",
    "update {} set v = 'written' where id in (1, 6)",
    "delete from {} where id = 8",
    "insert into {} (id, v, n) values (72, 'z', 1000)",
    "insert into {} (id, v) values (71, 'z')",
    "update {} set u = 70 where id = 1",
]


def differing(db: Connection, one: str, other: str) -> list[tuple[object, ...]]:
    """The rows that only one of the two relations has, as text."""
    query = "select r::text from {} as r except all select r::text from {} as r"
    return rows(db, query.format(one, other)) + rows(db, query.format(other, one))


def state(db: Connection, statement: str) -> str | None:
    """What a statement fails with; it stays done where it does not fail."""
    failed = error(db, statement)
    if failed is None:
        run(db, statement)
    return failed


@pytest.mark.parametrize("change", ADDITIONS)
def test_a_branch_gets_what_a_table_of_its_rows_gets(t: Connection, change: str) -> None:
    for relation in RELATIONS:
        run(t, f"create table copy_of_{relation} (like t including all)")
        run(t, f"insert into copy_of_{relation} select * from {relation}")
        run(t, f"alter table copy_of_{relation} {change}")
    run(t, f"alter table t {change}")
    for relation in RELATIONS:
        assert differing(t, relation, f"copy_of_{relation}") == [], relation
    assert findings(t) == []
    for relation in RELATIONS[1:]:
        run(t, "savepoint written")
        for write in WRITES:
            on_branch = state(t, write.format(relation))
            assert on_branch == state(t, write.format(f"copy_of_{relation}")), (relation, write)
        assert differing(t, relation, f"copy_of_{relation}") == [], relation
        assert findings(t) == []
        run(t, "rollback to written")
    run(t, "update t set v = 'last' where id in (1, 7, 8)", "delete from t where id = 9")
    for relation in RELATIONS[1:]:
        assert differing(t, relation, f"copy_of_{relation}") == [], relation
    for branch in reversed(BRANCHES):
        run(t, f"select pggit.drop_data_branch('t', '{branch}')")
    assert findings(t) == []


PAIRS = [("main", "dev"), ("dev", "main"), ("dev", "sub"), ("sub", "dev"), ("late", "dev")]
OLD_COLUMNS = "id, v, n, u"


@pytest.mark.parametrize("pair", PAIRS)
def test_what_differs_and_merges_is_the_same_before_and_after(
    t: Connection, pair: tuple[str, str]
) -> None:
    diff = f"select key, change from pggit.data_diff('t', '{pair[0]}', '{pair[1]}')"
    merge = f"select * from pggit.merge_data_branch('t', '{pair[0]}', '{pair[1]}', 'theirs')"
    target = "t" if pair[1] == "main" else f"t__{pair[1]}"
    merged = f"select {OLD_COLUMNS} from {target} order by id"
    differ = rows(t, diff)
    run(t, "savepoint before")
    counts = rows(t, merge)
    expected = rows(t, merged)
    run(t, "rollback to before")
    run(t, "alter table t add column c integer not null default 7, add column d text")
    assert rows(t, diff) == differ
    assert value(
        t,
        diff.replace(
            "key, change", 'bool_and(coalesce(to_row, from_row) @> \'{"c": 7, "d": null}\')'
        ),
    )
    assert rows(t, merge) == counts
    assert rows(t, merged) == expected
    assert rows(t, f"select distinct c, d from {target}") == [(7, None)]
    assert findings(t) == []


def test_a_new_column_is_written_on_one_side_and_not_seen_on_the_other(t: Connection) -> None:
    run(t, "alter table t add column c integer default 7")
    run(t, "update t set c = 1 where id = 8", "update t__dev set c = 2 where id = 9")
    run(t, "update t__sub set c = 3 where id = 9")
    seen = {r: dict(rows(t, f"select id, c from {r} where id in (8, 9)")) for r in RELATIONS}
    assert seen == {
        "t": {8: 1, 9: 7},
        "t__dev": {8: 7, 9: 2},
        "t__sub": {8: 7, 9: 3},
        "t__late": {8: 7, 9: 7},
    }
    diff = "select key ->> 'id', from_row ->> 'c', to_row ->> 'c' from pggit.data_diff('t', 'main', 'late')"
    assert ("8", "1", "7") in rows(t, diff)
    run(t, "select pggit.merge_data_branch('t', 'sub', 'dev', 'theirs')")
    run(t, "select pggit.merge_data_branch('t', 'dev', 'main', 'theirs')")
    assert rows(t, "select id, c from t where id in (8, 9) order by id") == [(8, 1), (9, 3)]
    assert findings(t) == []


def test_several_changes_and_what_users_made_of_the_branch(t: Connection) -> None:
    run(
        t,
        "create role reader",
        "grant usage on schema app to reader",
        "grant select on t to reader",
    )
    run(t, "create view of_users as select v, n from t__dev where n > 3")
    before = rows(t, "select * from of_users")
    run(t, "alter table t add column c integer default 1")
    run(t, "alter table t add column d integer default 2", "create index on t (c) where d > 1")
    run(
        t, "alter table t alter column c set default 3", "alter table t alter column d drop default"
    )
    run(t, "insert into t__sub (id) values (80)")
    assert rows(t, "select c, d from t__sub where id in (1, 80) order by id") == [(1, 2), (3, None)]
    assert rows(t, "select * from of_users") == before
    run(t, "create index by_d on t (d)", "comment on column t.d is 'the second'")
    run(t, "select pggit.create_data_branch('t', 'sub', 'deep')")
    assert rows(t, "select c, d from t__deep where id = 80") == [(3, None)]
    assert findings(t) == []
    run(t, "set local role reader")
    assert value(t, "select count(d) from t__sub") == 9
    assert error(t, "select count(*) from t__sub__own") == "42501"


def test_what_is_rolled_back_was_not_carried_over(t: Connection) -> None:
    parts = "select attrelid::regclass::text, attname from pg_attribute where attrelid::regclass::text ~ '^t__' order by 1, 2"
    before = rows(t, parts)
    run(t, "savepoint before", "alter table t add column deleted integer default 7")
    assert rows(t, parts) != before
    run(t, "rollback to before")
    assert rows(t, parts) == before
    assert findings(t) == []
    run(
        t,
        "select pggit.apply_migration('1', 'more', 'alter table app.t add column c integer default 7')",
    )
    assert rows(t, "select distinct c from t__sub") == [(7,)]
    assert findings(t) == []


MORE = [
    "alter table t add column c serial",
    "alter table t add column c integer generated always as identity",
    "alter table t add column c integer generated always as (id * 2) stored",
    "alter table t add column c uuid default gen_random_uuid()",
    "alter table t add column c integer unique",
    "alter table t add column c integer check (c > 0)",
    "alter table t add column c integer references ref",
    "alter table t add column c amount",
    "alter table t add column c pair default row(1, 2)",
    "alter table t add column c amount[] default '{1}'",
    "alter table t add column c text, drop column n",
    "alter table t add column c text, alter column n type bigint",
    "alter table t add column c text, add unique (n)",
    "alter table t drop column n, add column n integer",
    "alter table t alter column n type integer using n + 1",
    "alter table t drop column n",
    "alter table t alter column v drop not null",
    "alter table t alter column u set not null",
    "alter table t add constraint k check (n < 100000)",
    "alter table t add check (t is not null) not valid",
    "alter table t add check (tableoid <> 0) not valid",
    "alter table t alter column v set default '(1,2)'::pair::text",
    "alter table t rename column n to w",
    "alter table t rename to u",
    "alter table t set schema public",
    "alter table t set unlogged",
    "alter table t drop constraint t_pkey",
    "alter table t__dev__own add column c text",
    "alter sequence t_id_seq rename to another",
    "alter schema app rename to other",
    "create unique index on t (n)",
    "create table kid () inherits (t)",
    "create rule r as on insert to t__dev do instead nothing",
    "drop table t",
    "drop table t cascade",
    "drop type mood cascade",
    "drop sequence t_id_seq cascade",
    "drop schema app cascade",
    "drop view t__sub",
]
NAMED = {
    "alter table t drop column n": "ALTER TABLE app.t DROP COLUMN n: table app.t has the data branch 'dev'",
    "alter table t drop constraint t_pkey": "ALTER TABLE app.t DROP CONSTRAINT t_pkey: table app.t has the data branch 'dev'",
    "alter table t add column c text, drop column n": "ALTER TABLE app.t DROP COLUMN n: table app.t has the data branch 'dev'",
    "alter table t alter column n type bigint": "ALTER TABLE app.t: table app.t has the data branch 'dev'",
    "drop table t": "DROP TABLE app.t: table app.t has the data branch 'dev'",
    "drop type mood cascade": "DROP TYPE app.mood: table app.t has the data branch 'dev'",
    "create unique index by_n on t (n)": "CREATE INDEX app.by_n: table app.t has the data branch 'dev'",
    "drop view t__sub": "DROP VIEW app.t__sub: table app.t has the data branch 'sub'",
}


def refused(db: Connection, statement: str) -> psycopg.Error:
    """The error of a statement that must fail."""
    with pytest.raises(psycopg.Error) as found, db.transaction():
        db.execute(statement.encode())
    return found.value


@pytest.mark.parametrize("statement", [*MORE, *(s for s in NAMED if s not in MORE)])
def test_what_is_more_is_refused_whole_and_in_few_words(t: Connection, statement: str) -> None:
    run(t, "create table other (m mood)", "alter table t add column m mood")
    found = refused(t, statement)
    assert found.sqlstate == "55006", found
    assert "pggit.drop_data_branch()" in (found.diag.message_hint or "")
    assert len((found.diag.context or "").splitlines()) <= 2, found.diag.context
    assert statement.split(maxsplit=1)[0].upper() in (found.diag.message_primary or "")
    if statement in NAMED:
        assert found.diag.message_primary == NAMED[statement]
    assert rows(
        t, "select attname from pg_attribute where attrelid = 't'::regclass and attnum > 4"
    ) == [("m",)]
    assert findings(t) == []


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_at_every_level(database: Database, level: str) -> None:
    database.sql("create table t (id integer primary key, v text)")
    database.sql("insert into t values (1, 'a')")
    with database.connect() as session:
        rows(session, f"begin isolation level {level}")
        rows(session, "select from t")
        rows(session, "select pggit.create_data_branch('t', 'main', 'dev')")
        rows(session, "alter table t add column c integer default 7")
        rows(session, "commit")
        for statement in ("drop column v", "alter column v type varchar", "drop constraint t_pkey"):
            rows(session, f"begin isolation level {level}")
            found = refused(session, f"alter table t {statement}")
            rows(session, "rollback")
            assert found.sqlstate == "55006"
            assert len((found.diag.context or "").splitlines()) <= 2
        rows(session, f"begin isolation level {level}")
        rows(session, "alter table t add column d text, alter column c drop default")
        rows(session, "commit")
    assert database.sql("select * from t__dev") == [(1, "a", 7, None)]
    assert database.sql("select * from pggit.fsck()") == []


def test_a_snapshot_that_lacks_the_branch(database: Database) -> None:
    database.sql("create table t (id integer primary key)")
    with database.connect() as old:
        rows(old, "begin isolation level repeatable read")
        rows(old, "select from pg_class")
        database.sql("select pggit.create_data_branch('t', 'main', 'dev')")
        assert ask(old, "alter table t add column c text").sqlstate == "40001"
    assert database.sql("select * from pggit.fsck()") == []


def test_a_branch_in_use_is_waited_for_or_refused_but_no_deadlock(database: Database) -> None:
    database.sql("create table t (id integer primary key, v text)")
    database.sql("select pggit.create_data_branch('t', 'main', 'dev')")
    with database.connect() as holder:
        rows(holder, "begin")
        rows(holder, "lock table t__dev in share mode")
        answer = database.ask("alter table t add column c text")
        assert answer.sqlstate == "55006"
        assert "t__dev" in answer.message
        rows(holder, "select * from t__dev")
        rows(holder, "commit")
    database.sql("alter table t add column c text")
    assert database.sql("select c from t__dev") == []
    assert database.sql("select * from pggit.fsck()") == []
