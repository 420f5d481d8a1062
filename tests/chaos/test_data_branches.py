"""What a data branch costs, what it is called, and what is left of it.

Risk: two branches share a relation because their names are long or odd; a dropped branch leaves a trigger that
slows every write down, or a table that nobody finds; branching a large table copies it.

When it fails: rows of one branch show on another, or the disk fills and nobody knows with what.

How to debug: `select * from pggit_internal.data_branch_objects()` lists what each branch is made of; the names
come from pggit_internal.data_branch_names().
"""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos import interleave
from tests.chaos.database import Database, ask, rows
from tests.chaos.oracles import answers, model

pytestmark = [pytest.mark.chaos, pytest.mark.property]

EVERYTHING = """
    select 'relation', c.oid::regclass::text from pg_class as c where c.oid >= 16384
    union all select 'function', p.oid::regprocedure::text from pg_proc as p where p.oid >= 16384
    union all select 'trigger', t.tgname || ' on ' || t.tgrelid::regclass
    from pg_trigger as t where not t.tgisinternal
    union all select 'type', t.oid::regtype::text from pg_type as t where t.oid >= 16384
    union all select 'row', d.relation_name from pggit.data_branches as d
    order by 1, 2
"""


@pytest.mark.promise("data.drop")
def test_a_dropped_branch_leaves_no_residue(database: Database) -> None:
    database.sql("create table t (id integer primary key, v text unique)")
    before = database.sql(EVERYTHING)
    database.sql("select pggit.create_data_branch('t', 'main', 'dev')")
    database.sql("select pggit.create_data_branch('t', 'dev', 'deep')")
    database.sql("insert into t__dev values (1, 'one')")
    database.sql("insert into t values (1, 'uno')")
    refused = database.ask("select pggit.drop_data_branch('t', 'dev')")
    model.must_equal(refused.sqlstate, "55006", "others come from it")
    database.sql("select pggit.drop_data_branch('t', 'deep')")
    database.sql("select pggit.drop_data_branch('t', 'dev')")
    model.must_equal(database.sql(EVERYTHING), before)


@pytest.mark.promise("data.relation")
def test_no_two_branches_share_a_relation(database: Database) -> None:
    database.sql("create table t (id integer primary key)")
    names = [
        "x" * 200 + "a",
        "x" * 200 + "b",
        "Dev",
        "dev",
        "de/v",
        "de-v",
        "Ü",
        "ü",
        "own",
        "base",
    ]
    create = "select pggit.create_data_branch('t', 'main', %s)"
    relations = [database.value(create, name) for name in names]
    model.must_equal(len(set(relations)), len(names))
    model.must_equal([database.value(create, name) for name in names], relations, "the same again")
    for number, relation in enumerate(relations):
        database.sql(f"insert into {relation} values ({number})")
    shown = [database.sql(f"select id from {relation}") for relation in relations]
    model.must_equal(shown, [[(number,)] for number in range(len(names))])


@pytest.mark.promise("data.cost")
def test_a_branch_of_many_rows_takes_no_more_room_than_one_of_few(database: Database) -> None:
    room = "select coalesce(sum(pg_total_relation_size(c.oid)), 0) from pg_class as c where c.relname like %s"
    taken = {}
    for table, count in (("few", 10), ("many", 50_000)):
        database.sql(f"create table {table} (id integer primary key, v text)")
        database.sql(f"insert into {table} select i, 'v' from generate_series(1, {count}) as i")
        database.sql("select pggit.create_data_branch(%s, 'main', 'dev')", table)
        taken[table] = database.value(room, f"{table}\\_\\_dev%")
    model.must_equal(taken["many"], taken["few"])


@pytest.mark.promise("data.keys")
def test_a_branch_has_the_rules_of_its_table(database: Database) -> None:
    database.sql(
        "create table t (id integer primary key, n integer not null default 7 check (n > 0),"
        " u integer unique, g integer generated always as (n * 2) stored)"
    )
    database.sql("insert into t values (1, 1, 1)")
    database.sql("select pggit.create_data_branch('t', 'main', 'dev')")
    database.sql("insert into t__dev (id) values (2)")
    model.must_equal(database.sql("select * from t__dev where id = 2"), [(2, 7, None, 14)])
    refused = {
        "insert into t__dev values (1, 2)": "23505",
        "insert into t__dev values (3, 3, 1)": "23505",
        "insert into t__dev values (3, null)": "23502",
        "insert into t__dev values (3, 0)": "23514",
        "update t__dev set id = 1 where id = 2": "23505",
        "update t__dev set u = 1 where id = 2": "23505",
        "update t__dev set n = null": "23502",
        "update t__dev set n = -n": "23514",
    }
    model.must_equal({each: database.ask(each).sqlstate for each in refused}, refused)
    model.must_equal(database.sql("select id from t__dev order by id"), [(1,), (2,)])


# By key: what one side does to a row, and the other. Two of them are conflicts, and one is agreement.
ONE = """
    update t set v = 'one' where id in (1, 5, 6);
    delete from t where id in (2, 7);
    insert into t values (10, 'one'), (12, 'both')
"""
OTHER = """
    update t set v = 'other' where id in (3, 5, 7);
    update t set v = 'one' where id = 6;
    delete from t where id = 4;
    insert into t values (11, 'other'), (12, 'both')
"""
BOTH = {1: "one", 3: "other", 6: "one", 8: "", 9: "", 10: "one", 11: "other", 12: "both"}
MERGE = "select inserted, updated, deleted, conflicts from pggit.merge_data_branch('t', %s, %s, %s)"


@pytest.mark.promise("data.merge")
@pytest.mark.parametrize(
    ("source", "target"), [("dev", "main"), ("main", "dev"), ("dev", "late"), ("late", "dev")]
)
def test_a_merge_takes_what_each_side_did(database: Database, source: str, target: str) -> None:
    with database.connect() as session:
        for strategy in ("ours", "theirs", "fail"):
            must_merge(session, source, target, strategy)
            for (branch,) in rows(session, "select branch_name from pggit.data_branches"):
                rows(session, "select pggit.drop_data_branch('t', %s)", branch)
            rows(session, "drop table t")


def must_merge(session: Connection, source: str, target: str, strategy: str) -> None:
    """Make the table and its branches, and merge one side into the other."""
    is_late = "late" in (source, target)
    relation = {"main": "t", "dev": "t__dev", "late": "t__late"}
    contents = f"select * from {relation[target]} order by id"
    programs = [
        "create table t (id integer primary key, v text not null)",
        "insert into t select id, '' from generate_series(1, 9) as id",
        "select pggit.create_data_branch('t', 'main', 'dev')",
    ]
    if is_late:  # they parted when the older one left, and main went on
        programs += [
            "update t set v = 'meanwhile' where id = 8",
            "select pggit.create_data_branch('t', 'main', 'late')",
        ]
    programs += [ONE.replace(" t ", f" {relation[source]} ")]
    programs += [OTHER.replace(" t ", f" {relation[target]} ")]
    for statement in ";".join(programs).split(";"):
        rows(session, statement)
    before = rows(session, contents)
    said = ask(session, MERGE, source, target, strategy)
    after = rows(session, contents)
    if strategy == "fail":
        model.must_equal((said.sqlstate, after), ("VC001", before), strategy)
        return
    conflicts = {5: "other", 7: "other"} if strategy == "ours" else {5: "one"}
    meanwhile = {8: "meanwhile"} if is_late else {}
    model.must_equal(dict(after), BOTH | conflicts | meanwhile, strategy)
    again = rows(session, MERGE, source, target, strategy)
    if not is_late:  # between siblings, each merge looks back to where they parted
        model.must_equal(again, [(0, 0, 0, 0)], strategy)


@pytest.mark.promise("data.isolation")
def test_who_waited_for_a_row_does_not_overwrite_it(database: Database) -> None:
    for statement in (
        "create table t (id integer primary key, v integer)",
        "insert into t values (1, 1), (2, 2)",
        "select pggit.create_data_branch('t', 'main', 'dev')",
    ):
        database.sql(statement)
    adding = ["begin", "update t__dev set v = v + 10 where id = 1", "commit"]
    with interleave.sessions(database, 2) as sessions:
        records = sessions.run([adding, adding], (0, 1, 0, 1, 0, 1))
    assert any(record.waited_for for record in records)
    said = [record.answer for record in records if record.answer.asked.startswith("update")]
    assert answers.judge(said, allowed=frozenset({"40001"})) == []
    added = sum(10 for answer in said if answer.is_ok)
    model.must_equal(database.value("select v from t__dev where id = 1"), 1 + added)


@pytest.mark.promise("data.isolation")
def test_a_snapshot_from_before_the_branch_point_does_not_write_it(database: Database) -> None:
    database.sql("create table t (id integer primary key, v integer)")
    database.sql("insert into t values (1, 1)")
    with database.connect() as old:
        rows(old, "begin isolation level repeatable read")
        rows(old, "select 1 from pg_class")
        database.sql("update t set v = 2")
        database.sql("select pggit.create_data_branch('t', 'main', 'dev')")
        model.must_equal(ask(old, "update t__dev set v = v + 10").sqlstate, "40001")
    model.must_equal(database.sql("select * from t__dev"), [(1, 2)])


@pytest.mark.promise("rules.hostile-names")
def test_hostile_columns_are_just_columns(database: Database) -> None:
    names = ["by", "new", "deleted", 'a"; drop table t;--', "It's %s %1$s", "Ünï cödé", "$body$"]
    columns = ", ".join('"{}"'.format(name.replace('"', '""')) for name in names)
    typed = columns.replace(", ", " integer, ") + " integer"
    rest = ", ".join("2" for _ in names)
    database.sql(f'create table "T t" ("key K" integer primary key, {typed})')
    for statement in (
        f'insert into "T t" select i, {rest} from generate_series(1, 3) as i',
        """select pggit.create_data_branch('"T t"', 'main', 'dev')""",
    ):
        database.sql(statement)
    branch = database.value("select relation_name from pggit.data_branches")
    database.sql(f'update "{branch}" set "by" = 3 where "key K" = 1')
    database.sql(f'delete from "{branch}" where "key K" = 2')
    database.sql(f'insert into "{branch}" values (4, {rest})')
    merge = """select * from pggit.merge_data_branch('"T t"', 'dev', 'main')"""
    model.must_equal(database.sql(merge), [(1, 1, 1, 0)])
    keys = database.sql('select "key K", "by" from "T t" order by 1')
    model.must_equal(keys, [(1, 3), (3, 2), (4, 2)])


@pytest.mark.promise("data.diff")
def test_a_column_may_have_any_name(database: Database) -> None:
    """Names of one letter, as the queries on branches have for their relations."""
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    for key in ("k", "t"):
        columns = ", ".join(f"{each} integer" for each in letters if each != key)
        database.sql(f"create table any_{key} ({key} integer primary key, {columns})")
        database.sql(f"insert into any_{key} values (1)")
        database.sql("select pggit.create_data_branch(%s, 'main', 'd')", f"any_{key}")
        changes = ", ".join(f"{each} = 7" for each in letters if each != key)
        database.sql(f"update any_{key}__d set {changes}")
        found = database.sql(
            "select key, to_row from pggit.data_diff(%s, 'main', 'd')", f"any_{key}"
        )
        row = dict.fromkeys(letters, 7) | {key: 1}
        model.must_equal(found, [({key: 1}, row)])
        merged = database.sql(
            "select updated from pggit.merge_data_branch(%s, 'd', 'main')", f"any_{key}"
        )
        model.must_equal(merged, [(1,)])
