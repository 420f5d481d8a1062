"""self_test: all promises kept on a sound installation, and not on a broken one; it leaves no trace."""

from __future__ import annotations

import time

import pytest

from tests.chaos.database import Database
from tests.chaos.oracles import record

BROKEN = {
    "alter event trigger pggit_ddl_command_end disable": "every change of the schema",
    "grant insert on pggit.commits to public": "nobody is granted",
    "drop index pggit.branches_live_name": "event triggers and tables",
    "create or replace function pggit.calculate_schema_hash(p_table text) returns text language sql as 'select 1'": "equal definitions",
    "create or replace function pggit.generate_trinity_id() returns text language sql as 'select gen_random_uuid()::text'": "Trinity IDs",
}


def kept(database: Database) -> dict[str, bool]:
    """Each promise, and whether it is kept."""
    return dict(database.sql("select promise, is_kept from pggit.self_test()"))


def test_a_sound_installation_keeps_every_promise_in_less_than_a_second(
    database: Database,
) -> None:
    before = record.snapshot(database)
    started = time.monotonic()
    found = kept(database)
    assert time.monotonic() - started < 1
    assert len(found) == 8
    assert all(found.values()), found
    assert record.differences(before, record.snapshot(database)) == []


@pytest.mark.parametrize("damage", BROKEN)
def test_a_broken_one_does_not(database: Database, damage: str) -> None:
    database.sql(damage)
    broken = [promise for promise, is_kept in kept(database).items() if not is_kept]
    assert any(promise.startswith(BROKEN[damage]) for promise in broken), broken


def test_it_works_with_other_repositories_in_the_way(database: Database) -> None:
    database.sql("create table t (id integer); select pggit.commit_changes('side')")
    database.sql("create table u (id integer)")
    assert all(kept(database).values())
