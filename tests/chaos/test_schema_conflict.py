"""Two sessions or migrations change the same object.

Risk: the loser's change is in the record though it failed, the winner's is missing, or a commit holds a schema
that never was.

When it fails: after an ordinary race between two deployments, pggit tells another story than the catalog.

How to debug: `select * from pggit.detect_drift()` and get_history() of the object that the failure names;
`select * from pg_locks where not granted` while the test hangs.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator

import pytest

from tests.chaos import evidence
from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.oracles import answers, drift, model, record
from tests.chaos.waiting import until_blocked

pytestmark = [pytest.mark.chaos, pytest.mark.migration]

COMMIT = "select pggit.commit_changes('main')"
APPLY = "select pggit.apply_migration(%s, 'm', %s)"
VERSION = "select full_version from pggit.get_version(%s)"
HISTORY = "select change_type from pggit.get_history(%s)"
# What a commit's tree says of the objects whose names begin with t.
COMMITTED = """
    select e.key
    from pggit.commits as c
    join pggit_internal.tree_nodes as root on root.hash = c.tree_hash
    cross join lateral jsonb_each_text(root.entries) as r
    join pggit_internal.tree_nodes as node on node.hash = r.value
    cross join lateral jsonb_each_text(node.entries) as n
    join pggit_internal.tree_nodes as leaf on leaf.hash = n.value
    cross join lateral jsonb_each_text(leaf.entries) as e
    where c.hash = %s and e.key like 'table public.t%%'
    order by 1
"""


@pytest.fixture
def shared(database: Database) -> Iterator[Database]:
    """A database with a table to fight over; in the end the record must be what the catalog is."""
    database.sql("create table t (id integer primary key, name text)")
    yield database
    model.must_equal(drift.findings(database), [])


def collide(database: Database, first: str, second: str) -> Answer:
    """What a statement ends with that has to wait for another one's commit."""
    said: list[Answer] = []
    with database.connect() as one, database.connect() as other:
        rows(one, "begin")
        rows(one, first)
        worker = threading.Thread(target=lambda: said.append(ask(other, second)))
        worker.start()
        until_blocked(database, other.info.backend_pid, one.info.backend_pid)
        rows(one, "commit")
        worker.join(30)
    return said[0]


# What comes first and commits; what waits for it, and how that ends; the version and history of the table then.
COLLISIONS: list[tuple[str, str, str | None, str | None, list[str]]] = [
    ("add column a int", "add column b int", None, "1.2.0", ["ALTER", "ALTER", "CREATE"]),
    ("add column a int", "add column a int", "42701", "1.1.0", ["ALTER", "CREATE"]),
    ("add column a int", "rename to {}_new", None, None, ["RENAME", "ALTER", "CREATE"]),
    ("rename to {}_new", "add column a int", "42P01", None, ["RENAME", "CREATE"]),
    ("rename name to n", "alter name set not null", "42703", "2.0.0", ["RENAME", "CREATE"]),
    (
        "alter id type bigint",
        "alter name set default ''",
        None,
        "2.1.0",
        ["ALTER", "ALTER", "CREATE"],
    ),
]


@pytest.mark.promise("versions.tracking")
def test_who_comes_second_is_recorded_as_it_ended(shared: Database) -> None:
    for number, (first, second, sqlstate, version, changes) in enumerate(COLLISIONS):
        table = f"t{number}"
        shared.sql(f"create table {table} (id integer primary key, name text)")
        alter = [f"alter table {table} {change.format(table)}" for change in (first, second)]
        said = collide(shared, *alter)
        evidence.landed("collision", f"{alter[1]!r} waited for {alter[0]!r}")
        law = f"{alter[1]} after {alter[0]}"
        model.must_equal(said.sqlstate, sqlstate, law)
        found = shared.sql("select full_version from pggit.get_version(%s)", table)
        model.must_equal(found, [(version,)] if version else [], law)
        name = table if version else f"{table}_new"
        told = [change for (change,) in shared.sql(HISTORY, f"public.{name}")]
        model.must_equal(told, changes, law)


@pytest.mark.promise("versions.never-back")
def test_a_table_dropped_while_another_session_alters_it_stays_dropped(shared: Database) -> None:
    said = [
        collide(shared, "drop table t", "alter table t add column a integer"),
        shared.ask("create table t (id integer)"),
        collide(shared, "alter table t add column a integer", "drop table t"),
    ]
    model.must_equal([answer.sqlstate for answer in said], ["42P01", None, None])
    told = [change for (change,) in shared.sql(HISTORY, "public.t")]
    model.must_equal(told, ["DROP", "ALTER", "CREATE", "DROP", "CREATE"])
    model.must_equal(shared.sql(VERSION, "t"), [])


@pytest.mark.promise("migrations.atomic")
def test_of_two_migrations_that_collide_one_is_applied(shared: Database) -> None:
    gate = threading.Barrier(2)

    def migrate(who: int) -> list[Answer]:
        up = f"create table only_{who} (id integer); alter table t add column total numeric"
        with shared.connect() as connection:
            gate.wait(30)
            return [ask(connection, APPLY, str(who), up)]

    said = together(migrate, 2)
    assert answers.judge(said, allowed=frozenset({"42701"})) == []
    assert sorted(answer.sqlstate or "" for answer in said) == ["", "42701"]
    applied = shared.sql("select version from pggit.migration_status() where state = 'applied'")
    made = shared.sql(
        "select right(relname, 1) from pg_class where relname like 'only%%' order by 1"
    )
    assert len(applied) == 1
    model.must_equal(made, applied)
    model.must_equal(shared.sql(VERSION, "t"), [("1.1.0",)])


@pytest.mark.promise("versions.tracking")
def test_migrations_and_plain_ddl_on_one_table_all_count(
    shared: Database, rng: random.Random
) -> None:
    kinds = rng.sample(["migration", "plain"] * 4, 8)
    gate = threading.Barrier(len(kinds))

    def change(who: int) -> list[Answer]:
        add = f"alter table t add column c{who} integer"
        with shared.connect() as connection:
            gate.wait(30)
            if kinds[who] == "migration":
                return [ask(connection, APPLY, str(who), add)]
            return [ask(connection, add)]

    said = together(change, len(kinds))
    assert answers.judge(said) == []
    model.must_equal(shared.sql(VERSION, "t"), [(f"1.{len(kinds)}.0",)])
    states = shared.sql("select state from pggit.migration_status()")
    model.must_equal(states, [("applied",)] * 4)


@pytest.mark.promise("commits.tree")
def test_ddl_during_a_commit_waits_for_nobody_and_is_in_the_next(shared: Database) -> None:
    with shared.connect() as committing:
        rows(committing, "begin")
        first = ask(committing, COMMIT)
        during = shared.ask("create table t_during (id integer)", options="-c lock_timeout=5s")
        rows(committing, "commit")
    second = shared.ask(COMMIT)
    assert answers.judge([first, during, second]) == []
    model.must_equal(shared.sql(COMMITTED, first.value), [("table public.t",)])
    model.must_equal(
        shared.sql(COMMITTED, second.value), [("table public.t",), ("table public.t_during",)]
    )


@pytest.mark.promise("commits.tree")
def test_ddl_that_is_not_committed_is_in_no_commit_of_others(shared: Database) -> None:
    with shared.connect() as changing:
        rows(changing, "begin")
        rows(changing, "create table t_open (id integer)")
        rows(changing, "drop table t")
        before = shared.ask(COMMIT, options="-c lock_timeout=5s")
        own = ask(changing, "select count(*) from pggit_internal.objects where identity ~ 't_open'")
        rows(changing, "commit")
    after = shared.ask(COMMIT)
    assert answers.judge([before, own, after]) == []
    assert own.value == 1
    model.must_equal(shared.sql(COMMITTED, before.value), [("table public.t",)])
    model.must_equal(shared.sql(COMMITTED, after.value), [("table public.t_open",)])


@pytest.mark.promise("versions.tracking")
def test_one_of_two_creators_of_a_table_is_recorded(shared: Database) -> None:
    loser = collide(shared, "create table t_new (id integer)", "create table t_new (id bigint)")
    # The server itself has either, by where the second one meets the first.
    assert loser.sqlstate in {"42P07", "23505"}
    evidence.landed("collision", f"the second CREATE ended with {loser.sqlstate}")
    model.must_equal(shared.sql(VERSION, "t_new"), [("1.0.0",)])
    model.must_equal(shared.sql(HISTORY, "public.t_new"), [("CREATE",)])


@pytest.mark.promise("data.ddl")
def test_a_migration_with_a_data_branch_in_the_way_is_refused_whole(shared: Database) -> None:
    shared.sql("insert into t values (1, 'one')")
    shared.sql("select pggit.create_data_branch('t', 'main', 'trial')")
    before = record.snapshot(shared)
    script = "create table t_first (id integer); alter table t alter column id type bigint"
    assert shared.ask(APPLY, "1", script).sqlstate == "55006"
    assert record.differences(before, record.snapshot(shared)) == []
    model.must_equal(shared.sql("select id, name from t__trial"), [(1, "one")])
    said = [
        shared.ask("select pggit.drop_data_branch('t', 'trial')"),
        shared.ask(APPLY, "1", script),
    ]
    assert answers.judge(said) == []


@pytest.mark.promise("data.ddl")
@pytest.mark.parametrize("branch_first", [True, pytest.param(False, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("change", "refused", "width"),
    [("add column total numeric default 7", None, 3), ("drop column name", "55006", 1)],
)
def test_a_data_branch_and_ddl_at_once_end_as_one_after_the_other(
    shared: Database, branch_first: bool, change: str, refused: str | None, width: int
) -> None:
    shared.sql("insert into t values (1, 'one')")
    branch = "select pggit.create_data_branch('t', 'main', 'trial')"
    alter = f"alter table t {change}"
    said = collide(shared, *((branch, alter) if branch_first else (alter, branch)))
    evidence.landed("collision", "the second one waited")
    is_refused = branch_first and refused is not None
    model.must_equal(said.sqlstate, refused if is_refused else None)
    branched = shared.sql("select * from t__trial")
    model.must_equal(len(branched[0]), 2 if is_refused else width)
    model.must_equal(shared.sql("select * from t"), branched)
