"""Two sessions change the schema at once, each in a transaction of its own, and both commit.

Risk: what one session changed shows in an object that the other recorded before it was there: a rename that a view
follows, a parent whose new child was not seen. The record then differs from the catalog, with nobody at fault.

When it fails: history and commits hold a schema that never was.

How to debug: the failure has the statements of both sessions. Run them side by side in two psql on
`python -m scripts.cluster --pg N`, then `select * from pggit.detect_drift()`. What should have been recorded anew is
found in sql/tracking/record_dependents.sql and record_children.sql.
"""

from __future__ import annotations

import random
import threading

import pytest
from psycopg import Connection

from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.oracles import answers, fsck, model

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]

SETUP = """
    create schema {s};
    create schema {s}_other;
    create table {s}.t (id integer primary key, name text, n integer);
    create index by_name on {s}.t (name);
    create view {s}.v as select id, name from {s}.t;
    create table {s}.child (id integer references {s}.t);
    create table {s}.p (id integer, name text) partition by list (id);
    create table {s}.part partition of {s}.p for values in (0);
    create table {s}.heir () inherits ({s}.t);
    create sequence {s}.q;
    create type {s}.mood as enum ('ok');
    create function {s}.f() returns trigger language plpgsql as 'begin return new; end'
"""
# {s}: the schema of a round, {w}: 0 or 1, the session.
#
# Nobody renames or drops a schema, a type or a function here: PostgreSQL takes no lock on those that a statement
# mentions, so an object made in one session can name what the other, uncommitted, is taking away or calling
# something else. What the catalog then holds is nobody's to record (docs/security.md, "What remains possible").
STATEMENTS = [
    "alter table {s}.t add column c{w} integer",
    "alter table {s}.t drop column n",
    "alter table {s}.t drop column name cascade",
    "alter table {s}.t rename column name to title",
    "alter table {s}.t rename to u",
    "alter table {s}.t set schema {s}_other",
    "alter table {s}.t alter column n type bigint",
    "alter table {s}.t alter column n set default {w}",
    "alter table {s}.t add constraint positive{w} check (id > {w})",
    "alter table {s}.t drop constraint t_pkey cascade",
    "create index on {s}.t (name)",
    "drop index {s}.by_name",
    "alter index {s}.by_name rename to by_title",
    "drop table {s}.t cascade",
    "create view {s}.w{w} as select id from {s}.t",
    "create or replace view {s}.v as select id, name, {w} as w from {s}.t",
    "alter view {s}.v rename to vv",
    "drop view {s}.v",
    "create materialized view {s}.m{w} as select * from {s}.t",
    "create table {s}.child{w} (id integer references {s}.t)",
    "create table {s}.heir{w} () inherits ({s}.t)",
    "alter table {s}.heir no inherit {s}.t",
    "create table {s}.part{w} partition of {s}.p for values in (1{w})",
    "alter table {s}.p detach partition {s}.part",
    "alter table {s}.p add column c{w} integer",
    "alter table {s}.p rename column name to title",
    "create index on {s}.p (name)",
    "create table {s}.serial{w} (id serial)",
    "create table {s}.same (id integer)",
    "alter sequence {s}.q increment {w}7",
    "alter sequence {s}.q owned by {s}.t.n",
    "drop sequence {s}.q",
    "alter type {s}.mood add value 'v{w}'",
    "create or replace function {s}.g{w}(p {s}.mood) returns integer language sql as 'select {w}'",
    "create trigger g{w} before update on {s}.t for each row execute function {s}.f()",
    "create policy p{w} on {s}.t using (id > {w})",
    "comment on table {s}.t is '{w}'",
    "comment on column {s}.t.name is '{w}'",
    "comment on view {s}.v is '{w}'",
]
# What the other one has changed or taken away first, and a deadlock of the two, which PostgreSQL ends.
LOSSES = frozenset(
    {
        *("0A000", "2BP01", "40P01", "42701", "42703", "42704", "42710", "42809", "42830"),
        *("42P01", "42P07", "42P16", "42P17", "55000", "23505", "25P02", "XX000"),
    }
)


@pytest.mark.promise("versions.tracking")
@pytest.mark.parametrize("rounds", [8, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.timeout(900)
def test_the_record_is_the_catalog_after_ddl_in_two_sessions_at_once(
    database: Database, rng: random.Random, rounds: int
) -> None:
    said: list[Answer] = []
    with (
        database.connect() as one,
        database.connect() as two,
        database.connect() as observer,
    ):
        for session in (one, two):
            rows(session, "set deadlock_timeout = '20ms'")
        for number in range(rounds):
            schema = f"s{number}"
            rows(observer, SETUP.format(s=schema))
            programs = [
                [rng.choice(STATEMENTS).format(s=schema, w=who) for _ in range(2)]
                for who in range(2)
            ]
            said += at_once([one, two], programs)
            drift = rows(observer, "select object_type, identity, drift from pggit.detect_drift()")
            model.must_equal(drift, [], f"{programs} left {drift}")
            for name in (schema, f"{schema}_other"):
                rows(observer, f"drop schema {name} cascade")
    assert fsck.findings(database) == []
    assert answers.judge(said, allowed=LOSSES) == []
    # PostgreSQL's own: it moves a table's indexes to another schema without locking them.
    internal = [answer.message for answer in said if answer.sqlstate == "XX000"]
    assert [said for said in internal if "tuple concurrently updated" not in said] == []


def at_once(sessions: list[Connection], programs: list[list[str]]) -> list[Answer]:
    """Each program in a transaction of its session, both open at the same time; what they were told."""
    has_begun = [threading.Event(), threading.Event()]

    def run(who: int) -> list[Answer]:
        session, program = sessions[who], programs[who]
        rows(session, "begin")
        first = ask(session, program[0])
        has_begun[who].set()
        # Not for long: the other one may be waiting for what this one has locked.
        has_begun[1 - who].wait(0.01)
        return [first, ask(session, program[1]), ask(session, "commit")]

    return [
        Answer(
            "commit" if answer.asked == "commit" else "DDL",
            answer.value,
            answer.sqlstate,
            f"{programs}: {answer.message}",
        )
        for answer in together(run, 2)
    ]
