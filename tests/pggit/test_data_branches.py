"""Data branches: what a branch shows and takes, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import changes, error, findings, run, value

CATALOGS = """
    select
        (select count(*) from pg_class), (select count(*) from pg_proc), (select count(*) from pg_type),
        (select count(*) from pg_trigger), (select count(*) from pg_constraint),
        (select count(*) from pg_description), (select count(*) from pg_depend),
        (select count(*) from pg_shdepend), (select count(*) from pg_attrdef),
        (select count(*) from pggit.data_branches)
"""


@pytest.fixture
def t(db: Connection) -> Connection:
    """A table t with the rows (1, a), (2, b), (3, c)."""
    run(db, "create table t (id integer primary key, v text default 'x')")
    run(db, "insert into t values (1, 'a'), (2, 'b'), (3, 'c')")
    return db


def branch(db: Connection, source: str, name: str, table: str = "t") -> str:
    return str(value(db, "select pggit.create_data_branch(%s, %s, %s)", table, source, name))


def shown(db: Connection, relation: str) -> dict[int, Any]:
    return dict(rows(db, f"select id, v from {relation}"))


def test_a_branch_starts_with_the_rows_of_the_table(t: Connection) -> None:
    assert branch(t, "main", "dev") == "t__dev"
    assert shown(t, "t__dev") == {1: "a", 2: "b", 3: "c"}


def test_a_branch_called_for_again_is_the_same(t: Connection) -> None:
    assert branch(t, "main", "dev") == branch(t, "main", "dev")
    assert value(t, "select count(*) from pggit.data_branches") == 1


def test_the_name_is_qualified_where_the_path_does_not_lead_to_it(t: Connection) -> None:
    run(t, "set local search_path = pg_catalog")
    assert branch(t, "main", "dev", "public.t") == "public.t__dev"


def test_what_is_written_on_a_branch_stays_there(t: Connection) -> None:
    branch(t, "main", "dev")
    branch(t, "main", "other")
    run(t, "update t__dev set v = 'new' where id = 1", "delete from t__dev where id = 2")
    run(t, "insert into t__dev values (4, 'd')")
    assert shown(t, "t__dev") == {1: "new", 3: "c", 4: "d"}
    assert shown(t, "t") == shown(t, "t__other") == {1: "a", 2: "b", 3: "c"}


def test_what_is_written_on_the_table_stays_there(t: Connection) -> None:
    branch(t, "main", "dev")
    run(t, "update t set v = 'new' where id = 1", "delete from t where id = 2")
    run(t, "insert into t values (4, 'd')", "update t set id = 5 where id = 3")
    assert shown(t, "t") == {1: "new", 4: "d", 5: "c"}
    assert shown(t, "t__dev") == {1: "a", 2: "b", 3: "c"}


@pytest.mark.parametrize(
    "statement",
    [
        "truncate t",
        "update t set v = v || '!'",
        "update t set id = id + 10",
        "update t set id = case id when 1 then 7 else 1 end where id <> 3",
        "delete from t",
        "insert into t values (1, 'n'), (9, 'n') on conflict (id) do update set v = excluded.v",
        "insert into t values (1, 'n'), (9, 'n') on conflict do nothing",
        "merge into t using (values (1), (9)) as s (id) on t.id = s.id when matched then delete"
        " when not matched then insert values (s.id, 'n')",
        "with gone as (delete from t where id = 1 returning id) insert into t select id + 20, 'n' from gone",
        "set local session_replication_role = replica; update t set v = 'n'",
    ],
)
def test_no_statement_on_the_table_is_seen_on_the_branch(t: Connection, statement: str) -> None:
    branch(t, "main", "dev")
    before = shown(t, "t")
    for part in statement.split("; "):
        run(t, part)
    assert shown(t, "t__dev") == before
    assert shown(t, "t") != before or "nothing" in statement


def test_copy_to_the_table_and_to_the_branch(t: Connection) -> None:
    branch(t, "main", "dev")
    for relation in ("t", "t__dev"):
        with t.cursor().copy(f"copy {relation} (id, v) from stdin") as copy:
            copy.write_row((10, relation))
    assert shown(t, "t")[10] == "t"
    assert shown(t, "t__dev")[10] == "t__dev"


def test_cascades_of_foreign_keys_are_seen_by_the_branch(t: Connection) -> None:
    run(t, "create table parent (id integer primary key)", "insert into parent values (1), (2)")
    run(
        t,
        "create table child (id integer primary key, v integer references parent on delete cascade)",
    )
    run(t, "insert into child values (1, 1), (2, 2)")
    branch(t, "main", "dev", "child")
    run(t, "delete from parent where id = 1")
    assert shown(t, "child") == {2: 2}
    assert shown(t, "child__dev") == {1: 1, 2: 2}


def test_a_table_that_is_deleted_and_filled_again(t: Connection) -> None:
    branch(t, "main", "dev")
    run(
        t, "delete from t where id = 1", "insert into t values (1, 'again')", "update t set v = 'z'"
    )
    run(t, "delete from t__dev where id = 2", "delete from t where id = 2")
    run(t, "insert into t values (2, 'again')", "insert into t__dev values (2, 'mine')")
    run(
        t,
        "insert into t values (8, 'm')",
        "insert into t__dev values (8, 'd')",
        "delete from t__dev where id = 8",
    )
    assert shown(t, "t__dev") == {1: "a", 2: "mine", 3: "c"}


def test_a_branch_of_a_branch(t: Connection) -> None:
    branch(t, "main", "dev")
    run(t, "update t__dev set v = 'dev' where id = 1")
    assert branch(t, "dev", "sub") == "t__sub"
    run(t, "update t__dev set v = 'later'", "update t__dev set id = 9 where id = 3")
    run(t, "insert into t__dev values (4, 'd')", "delete from t__dev where id = 2", "truncate t")
    assert shown(t, "t__sub") == {1: "dev", 2: "b", 3: "c"}
    run(t, "delete from t__sub where id = 3", "insert into t__sub values (4, 'sub')")
    assert shown(t, "t__sub") == {1: "dev", 2: "b", 4: "sub"}
    assert shown(t, "t__dev") == {1: "later", 9: "later", 4: "d"}
    assert shown(t, "t") == {}


def test_returning_gives_the_row_as_it_is_stored(db: Connection) -> None:
    run(db, "create table t (id serial primary key, v numeric(4, 1), w integer default 7)")
    branch(db, "main", "dev")
    query = "insert into t__dev (v) values (1.26) returning id, v::text, w"
    assert rows(db, query) == [(1, "1.3", 7)]
    assert rows(db, "update t__dev set v = 2 returning v::text") == [("2.0",)]
    assert rows(db, "delete from t__dev returning id") == [(1,)]


def test_a_point_read_uses_the_three_indexes(t: Connection) -> None:
    branch(t, "main", "dev")
    run(t, "analyze t", "set local enable_seqscan = off")
    plan = "\n".join(row[0] for row in rows(t, "explain select * from t__dev where id = 2"))
    assert "Seq Scan" not in plan
    assert "Function Scan" not in plan
    for index in ("t_pkey", "t__dev__own_pkey", "t__dev__base_pkey"):
        assert f"using {index}" in plan


def test_making_a_branch_reads_and_copies_no_row(t: Connection) -> None:
    run(t, "insert into t select i, 'many' from generate_series(10, 5000) as i")
    read = "select pg_stat_get_xact_tuples_returned('t'::regclass) + pg_stat_get_xact_tuples_fetched('t'::regclass)"
    stored = (
        "select sum(pg_relation_size(oid)) from pg_class where relname ~ '^t__' and relkind = 'r'"
    )
    before = value(t, read)
    branch(t, "main", "dev")
    branch(t, "dev", "sub")
    assert value(t, read) == before
    assert value(t, stored) == 0
    assert value(t, "select count(*) from t__sub") == 4994


def test_dropping_leaves_no_residue(t: Connection) -> None:
    run(t, "create index on t (v)", "create role reader", "grant select on t to reader")
    before = rows(t, CATALOGS)
    branch(t, "main", "dev")
    branch(t, "dev", "sub")
    run(t, "update t set v = 'm'", "update t__dev set v = 'd'", "update t__sub set v = 's'")
    assert rows(t, CATALOGS) != before
    run(t, "select pggit.drop_data_branch('t', 'sub')", "select pggit.drop_data_branch('t', 'dev')")
    assert rows(t, CATALOGS) == before
    assert findings(t) == []


def test_a_name_can_be_used_again_after_a_drop(t: Connection) -> None:
    branch(t, "main", "dev")
    run(t, "delete from t__dev", "select pggit.drop_data_branch('t', 'dev')")
    branch(t, "main", "dev")
    assert shown(t, "t__dev") == {1: "a", 2: "b", 3: "c"}


def test_branching_is_no_change_of_the_schema(t: Connection) -> None:
    run(t, "select pggit.commit_changes('main')")
    tree = "select tree_hash from pggit.commits order by committed_at desc limit 1"
    before = value(t, tree)
    branch(t, "main", "dev")
    branch(t, "dev", "sub")
    run(t, "select pggit.commit_changes('main')")
    assert value(t, tree) == before
    run(t, "select pggit.drop_data_branch('t', 'sub')")
    assert changes(t, "t") == ["CREATE"]


def test_creating_rolls_back(t: Connection) -> None:
    before = rows(t, CATALOGS)
    run(t, "savepoint before")
    branch(t, "main", "dev")
    run(t, "rollback to before")
    assert rows(t, CATALOGS) == before
    assert findings(t) == []


@pytest.mark.parametrize(
    ("call", "sqlstate"),
    [
        ("create_data_branch('nothing', 'main', 'dev')", "42P01"),
        ("create_data_branch('a..b', 'main', 'dev')", "42P01"),
        ("create_data_branch(null, 'main', 'dev')", "22023"),
        ("create_data_branch(' ', 'main', 'dev')", "22023"),
        ("create_data_branch('v', 'main', 'dev')", "42809"),
        ("create_data_branch('parted', 'main', 'dev')", "42809"),
        ("create_data_branch('distant', 'main', 'dev')", "42809"),
        ("create_data_branch('keyless', 'main', 'dev')", "55000"),
        ("create_data_branch('t', 'main', 'a b')", "22023"),
        ("create_data_branch('t', 'main', null)", "22023"),
        ("create_data_branch('t', null, 'dev')", "22023"),
        ("create_data_branch('t', 'main', 'main')", "42710"),
        ("create_data_branch('t', 'nothing', 'dev')", "42704"),
        ("create_data_branch('t', 'old', 'older')", "42710"),
        ("create_data_branch('temporary', 'main', 'dev')", "0A000"),
        ("create_data_branch('unlogged', 'main', 'dev')", "0A000"),
        ("create_data_branch('secret', 'main', 'dev')", "0A000"),
        ("create_data_branch('heir', 'main', 'dev')", "0A000"),
        ("create_data_branch('part', 'main', 'dev')", "0A000"),
        ("create_data_branch('late', 'main', 'dev')", "0A000"),
        ("create_data_branch('whole', 'main', 'dev')", "0A000"),
        ("create_data_branch('pggit.branches', 'main', 'dev')", "0A000"),
        ("create_data_branch('t__old', 'main', 'dev')", "42809"),
        ("create_data_branch('t__old__own', 'main', 'dev')", "0A000"),
        ("drop_data_branch('t', 'nothing')", "42704"),
        ("drop_data_branch('t', 'main')", "55006"),
        ("drop_data_branch('t', 'old')", "55006"),
        ("drop_data_branch('nothing', 'old')", "42P01"),
        ("data_diff('t', 'main', 'nothing')", "42704"),
        ("data_diff('nothing', 'main', 'main')", "42P01"),
        ("merge_data_branch('t', 'old', 'nothing')", "42704"),
        ("merge_data_branch('t', 'old', 'old')", "22023"),
        ("merge_data_branch('t', 'old', 'main', 'best')", "22023"),
        ("merge_data_branch('t', 'old', 'main', null)", "22023"),
    ],
)
def test_what_is_refused(t: Connection, call: str, sqlstate: str) -> None:
    run(t, "create view v as select * from t", "create table keyless (id integer)")
    run(t, "create foreign data wrapper w", "create server s foreign data wrapper w")
    run(t, "create foreign table distant (id integer) server s")
    run(t, "create table parted (id integer primary key) partition by range (id)")
    run(t, "create table part partition of parted default", "create table heir () inherits (t)")
    run(t, "alter table heir add primary key (id)")
    run(t, "create temporary table temporary (id integer primary key)")
    run(t, "create unlogged table unlogged (id integer primary key)")
    run(
        t,
        "create table secret (id integer primary key)",
        "alter table secret enable row level security",
    )
    run(t, "create table late (id integer primary key deferrable)")
    run(t, "create table whole (id integer primary key, check (whole is not null))")
    run(t, "alter table heir no inherit t")
    branch(t, "main", "old")
    branch(t, "main", "older")
    branch(t, "old", "young")
    run(t, "create table parent (id integer)")
    run(t, "alter table heir inherit parent")
    assert error(t, f"select pggit.{call}") == sqlstate
