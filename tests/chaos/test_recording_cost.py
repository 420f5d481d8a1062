"""What recording reads and stores for a statement, counted by the server, whatever the session's settings.

Risk: recording reads tables from end to end, compiles its queries, or handles the text of a script once for each
of the script's statements. That is fast in an empty database with the tests' settings, and slow for users.

When it fails: the message names the table with its counts, or the settings under which DDL became slow.

How to debug: run the statement with auto_explain, `auto_explain.log_nested_statements = on`, and look for scans
that read all. Suspect the settings of pggit_internal.on_ddl_command_end() and sql/tracking/write_step.sql.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import psycopg
import pytest

from scripts import binaries
from scripts.cluster import Cluster
from tests.chaos import evidence
from tests.chaos.database import Database, rows
from tests.chaos.fixtures import TEMPLATE, new_database

pytestmark = [pytest.mark.chaos, pytest.mark.load]

# Each makes some plan of recording's worse, or has it compiled.
HOSTILE = {
    "no indexes": "enable_indexscan=off enable_indexonlyscan=off enable_bitmapscan=off",
    "no joins": "enable_nestloop=off enable_hashjoin=off enable_mergejoin=off",
    "no helpers": "enable_sort=off enable_hashagg=off enable_material=off enable_memoize=off",
    "dear indexes": "random_page_cost=1e10 cpu_index_tuple_cost=1e10 effective_cache_size=8kB",
    "dear memory": "work_mem=64kB hash_mem_multiplier=1",
    "plans": "plan_cache_mode=force_custom_plan from_collapse_limit=1 join_collapse_limit=1 geqo_threshold=2",
    "compiled": "jit=on jit_above_cost=0 jit_inline_above_cost=0 jit_optimize_above_cost=0",
    "parallel": "parallel_setup_cost=0 parallel_tuple_cost=0 min_parallel_table_scan_size=0"
    " max_parallel_workers_per_gather=4",
}
DDL = [
    "create table t (id serial primary key, name text default 'a' check (name <> ''), ref integer references parent)",
    "create index on t (name)",
    "alter table t add column note text",
    "comment on column t.note is 'x'",
    "create view v as select name from t",
    "alter table t rename column note to notes",
    "drop index t_name_idx",
    "alter table t drop column notes",
    "drop view v",
    "drop table t",
]
# The counts of this transaction, and not those of the statement that reads them.
READ = """
    select schemaname || '.' || relname, seq_scan, seq_tup_read
    from pg_stat_xact_all_tables where seq_scan > 0
    order by 1
"""
LONG = "-- " + "x" * 5000 + "\n"


@pytest.fixture(scope="module")
def filled(server: Database) -> Iterator[Database]:
    """A database in which reading a catalog from end to end shows."""
    with new_database(server, TEMPLATE) as database:
        database.sql("create table parent (id integer primary key)")
        database.sql("; ".join(f"create table filler{n} (id integer)" for n in range(50)))
        yield database


def read(database: Database, settings: str) -> list[tuple[object, ...]]:
    """Return the tables that recording DDL reads from end to end, in a new session with these settings."""
    with closing(database.open()) as session:
        for setting in settings.split():
            name, value = setting.split("=")
            rows(session, "select set_config(%s, %s, false)", name, value)
        rows(
            session, "select count(*) from pggit.detect_drift()"
        )  # shares functions with recording
        rows(session, "select pg_stat_force_next_flush()")
        rows(session, "begin")
        for statement in DDL:
            rows(session, statement)
        rows(session, "reset all")  # what counts reads too
        found = rows(session, READ)
        rows(session, "rollback")
    evidence.judged("reads")
    return found


@pytest.mark.promise("versions.cost")
@pytest.mark.parametrize("settings", HOSTILE.values(), ids=list(HOSTILE))
def test_recording_reads_the_same_under_all_settings(filled: Database, settings: str) -> None:
    assert read(filled, settings) == read(filled, "")


@pytest.mark.promise("versions.cost")
def test_recording_reads_no_table_of_its_own_from_end_to_end(filled: Database) -> None:
    # (PostgreSQL itself reads pg_event_trigger so, and pg_constraint for a column that is dropped.)
    assert [row for row in read(filled, "") if str(row[0]).startswith("pggit")] == []


@pytest.fixture
def counted(clone: Database) -> Database:
    """A database that notes each text of a statement that is redacted or hashed."""
    clone.sql("""
        create sequence redacted; create sequence hashed;
        select nextval('redacted'), nextval('hashed');
        create or replace function pggit_internal.without_passwords(p_ddl text) returns text
        language plpgsql volatile set search_path = pg_catalog, pg_temp
        as $$ begin perform nextval('public.redacted'); return p_ddl; end $$;
        create or replace function pggit_internal.statement_hash(
            p_ddl text, p_sent_at timestamptz, p_process_id integer
        ) returns text
        language plpgsql volatile set search_path = pg_catalog, pg_temp
        as $$ begin perform nextval('public.hashed'); return 'x'; end $$
    """)
    return clone


@pytest.mark.promise("versions.cost")
def test_a_string_is_redacted_and_hashed_once(counted: Database) -> None:
    before = counted.sql("select r.last_value, h.last_value from redacted r, hashed h")
    counted.sql("; ".join(f"{LONG} create table t{n} (id serial primary key)" for n in range(20)))
    after = counted.sql("select r.last_value, h.last_value from redacted r, hashed h")
    evidence.judged("calls")
    assert [(redacted + 1, hashed + 1) for redacted, hashed in before] == after


@pytest.mark.promise("versions.cost")
@pytest.mark.parametrize("secret", ["", "-- role password 'x'\n"], ids=["kept", "redacted"])
def test_two_strings_at_once_are_stored_once_each(database: Database, secret: str) -> None:
    barrier = Barrier(2, timeout=30)

    def send(number: int) -> None:
        script = ";".join(f"{LONG} create table t{number}_{n} (id integer)" for n in range(40))
        with database.connect() as session:
            barrier.wait()
            rows(session, f"{secret}{script};{secret}")

    with ThreadPoolExecutor(2) as threads:
        for sent in [threads.submit(send, number) for number in range(2)]:
            sent.result(60)
    found = database.sql("""
        select count(*), count(distinct h.statement_id), max(octet_length(s.ddl)) < 1000
        from pggit_internal.history as h join pggit_internal.statements as s on s.id = h.statement_id
        where h.identity ~ '^public.t[01]_'
    """)
    evidence.judged("texts")
    assert found == [(80, 2, bool(secret))]


def fastest(session: psycopg.Connection, name: str, rounds: int) -> float:
    """Return the seconds that creating a table takes when nothing disturbs it."""
    times = []
    for number in range(rounds):
        started = time.perf_counter()
        rows(session, f"create table {name}{number} (id integer primary key, name text)")
        times.append(time.perf_counter() - started)
    evidence.judged("seconds")
    return min(times)


@pytest.mark.promise("versions.cost")
def test_a_table_on_a_server_with_its_defaults(major: int, prepared: Path) -> None:
    """JIT is on by default, and the servers of all other tests have it off."""
    server = binaries.find(major)
    with Cluster(server, source=prepared, settings={"jit": "on"}) as cluster:
        cluster.sql("create database bare")
        options = " ".join(f"-c {setting}" for setting in HOSTILE["no indexes"].split())
        with (
            Database(cluster.conninfo("bare")).connect() as plain,
            Database(cluster.conninfo("pggit_chaos_test")).connect(options=options) as tracked,
        ):
            fastest(tracked, "warm", 5)
            fastest(plain, "warm", 5)
            ratio = fastest(tracked, "t", 20) / fastest(plain, "t", 20)
    assert ratio < 20, f"creating a table takes {ratio:.0f} times as long as without pggit"
