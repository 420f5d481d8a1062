"""The session that runs DDL is its user's: what it sets decides nothing of the record, and pggit sets nothing in it.

Risk: an ORM reads lastval() after an insert whose trigger made a partition, and gets a number of pggit's; a setting
that somebody made long ago hides every drop.

When it fails: an application stores the wrong key, or the record goes on without what was dropped.

How to debug: run the statements of the failure in psql, and `select lastval()` or `show` before and after. Numbers of
the record come from pggit_internal.new_id().
"""

from __future__ import annotations

import pytest

from tests.chaos.database import Database, ask, rows
from tests.chaos.oracles import fsck, model

pytestmark = [pytest.mark.chaos, pytest.mark.transaction]

# Every public function that writes, and every kind of statement that is recorded, in an order that runs.
STATEMENTS = [
    "create schema s",
    "create table s.t (id integer primary key, note text)",
    "alter table s.t add column more text",
    "comment on table s.t is 'x'",
    "create view s.v as select 1 as one",
    "create type s.mood as enum ('ok')",
    "create function s.f() returns integer language sql as 'select 1'",
    "alter table s.t rename to u",
    "drop view s.v",
    "select pggit.generate_trinity_id()",
    "select pggit.create_branch('side')",
    "select pggit.commit_changes('main', 'first')",
    "select pggit.commit_changes('new', 'second')",
    "select pggit.create_tag('v1')",
    "select pggit.delete_branch('side')",
    "select pggit.delete_branch_simple('new')",
    "select pggit.apply_migration('1', 'one', 'create table s.one (id integer)', 'drop table s.one')",
    "select pggit.rollback_migration('1')",
    "select pggit.begin_migration('2', 'two')",
    "select pggit.complete_migration('2')",
    "select pggit.begin_migration('3', 'three')",
    "select pggit.fail_migration('3', 'on purpose')",
    "select pggit.create_data_branch('s.u', 'main', 'd')",
    "insert into s.u__d values (1, 'a', 'b')",
    "select * from pggit.data_diff('s.u', 'main', 'd')",
    "select * from pggit.merge_data_branch('s.u', 'd', 'main')",
    "select pggit.drop_data_branch('s.u', 'd')",
    "select * from pggit.log()",
    "select * from pggit.get_version('s.u')",
    "select * from pggit.get_history('s.u')",
    "select * from pggit.status()",
    "select * from pggit.detect_drift()",
    "select * from pggit.fsck()",
    "select * from pggit.repair()",
    "select * from pggit.repair(null, false)",
    "select * from pggit.self_test()",
    "drop schema s cascade",
]
SESSION = """
    select
        current_setting('search_path'), current_user::text, session_user::text,
        (select jsonb_object_agg(name, setting) from pg_settings where name <> 'transaction_isolation')
"""


@pytest.mark.promise("rules.session")
@pytest.mark.parametrize("level", ["read committed", "repeatable read"])
def test_no_statement_changes_the_session(database: Database, level: str) -> None:
    database.sql("create sequence mine start 4711")
    with database.connect() as used, database.connect() as unused:
        rows(used, "select nextval('mine')")
        for session in (used, unused):
            rows(session, f"set default_transaction_isolation = '{level}'")
        before = rows(used, SESSION)
        for statement in STATEMENTS:
            session = used if STATEMENTS.index(statement) % 3 else unused
            rows(session, statement)
            model.must_equal(
                rows(used, "select lastval(), currval('mine')"), [(4711, 4711)], statement
            )
            model.must_equal(ask(unused, "select lastval()").sqlstate, "55000", statement)
        model.must_equal(rows(used, SESSION), before)
    assert fsck.findings(database) == []


@pytest.mark.promise("rules.session")
def test_a_drop_is_recorded_under_quoted_identifiers(database: Database) -> None:
    with database.connect() as session:
        rows(session, "create table kept (id integer primary key, note text)")
        rows(session, "select pggit.create_data_branch('kept', 'main', 'd')")
        rows(session, "set quote_all_identifiers = on")
        for kind, definition in (
            ("table", '"My Table" (id integer)'),
            ("view", "a_view as select 1 as one"),
            ("function", "f(p text) returns integer language sql as $$ select 1 $$"),
            ("type", "mood as enum ('ok')"),
            ("schema", "s"),
        ):
            rows(session, f"create {kind} {definition}")
            name = '"My Table"' if kind == "table" else definition.split("(")[0].split()[0]
            rows(session, f"drop {kind} {name}")
        told = ask(session, "drop table kept cascade")
    model.must_equal(told.sqlstate, "55006")
    model.must_equal(database.sql("select * from pggit.detect_drift()"), [])
    assert fsck.findings(database) == []
