"""What history does not keep, because everybody may read it: passwords in DDL."""

from __future__ import annotations

import re

import pytest
from psycopg import Connection

from tests.pggit.reading import run, value

# Each in one string with something that is tracked; what is not tracked is not kept at all.
SECRETS = [
    "create role hers password 'hunter2'",
    "create role hers encrypted password $q$hunter2$q$",
    "create role hers password /* new */ 'hunter2'",
    "create role hers password -- new\n 'hunter2'",
    "create role hers password 'hun'\n'ter2'",
    "do $$ begin execute 'create role hers password ''hunter2'''; end $$",
    "do 'begin execute ''create role hers password ''''hunter2''''''; end'",
    "create server s foreign data wrapper w options (\"password\" 'hunter2')",
    "create subscription s connection 'host=h password=''hunter2''' publication p with (connect = false)",
    "create subscription s connection 'postgresql://u:hunter2@h/d' publication p with (connect = false)",
]


@pytest.mark.parametrize("statement", SECRETS)
def test_passwords_are_not_kept(db: Connection, statement: str) -> None:
    run(db, "create foreign data wrapper w", f"create table made (id integer); {statement}")
    kept = value(db, "select string_agg(ddl, ' ') from pggit_internal.statements")
    assert "create table made" in kept
    assert not {"hunter2", "hun", "ter2"} & set(re.findall(r"\w+", kept))


def test_what_is_no_password_is_kept_as_it_is(db: Connection) -> None:
    statement = "create table t (id integer); select set_config('x.password', 'on', true)"
    run(db, statement)
    assert value(db, "select ddl from pggit.get_history('t')") == statement
