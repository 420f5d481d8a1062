"""What a look at a long definition costs: twice as much for one that is twice as long."""

from __future__ import annotations

import psutil
import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import run

FEW = 500
TIMES = 16  # a definition that is so many times as long
MOST = 48  # times as long as the look at a short one; a quadratic look takes 256
LOOKS = 4  # at the long definition: the system counts time by hundredths of a second

# Where the object is found, and how it is made. {strings} and the like are as long as wanted.
KINDS = {
    "numbers in a check": ("regclass", "create table {t} (a integer check (a in ({numbers})))"),
    "strings in a check": ("regclass", "create table {t} (a varchar check (a in ({strings})))"),
    "lists in a check": ("regclass", "create table {t} (a varchar check ({lists}))"),
    "a partial index": (
        "regclass",
        "create table {t} (a text); create index on {t} (a) where a in ({few_strings})",
    ),
    "a view": (
        "regclass",
        "create table of_{t} (a varchar);"
        " create view {t} as select a from of_{t} where a in ({strings})",
    ),
    "columns of a view": (
        "regclass",
        "create table of_{t} (a integer); create view {t} as select {outputs} from of_{t}",
    ),
    "columns": ("regclass", "create table {t} ({columns})"),
    "constraints": ("regclass", "create table {t} (a integer, {checks})"),
    "indexes": ("regclass", "create table {t} (a integer); {indexes}"),
    "labels": ("regtype", "create type {t} as enum ({strings})"),
    "a body": (
        "regprocedure",
        "create function {t}() returns integer language sql"
        " begin atomic select 1 where 'a' in ({strings}); end",
    ),
}
CATALOGS = {"regclass": "pg_class", "regtype": "pg_type", "regprocedure": "pg_proc"}


def listed(count: int, item: str, separator: str = ", ") -> str:
    """Return an item for each number."""
    return separator.join(item.replace("#", str(number)) for number in range(count))


def made(template: str, name: str, count: int) -> str:
    """Return the statements that make an object of a kind and a length."""
    return template.format(
        t=name,
        numbers=listed(count, "#"),
        strings=listed(count, "'#'"),
        few_strings=listed(count // 20, "'#'"),  # a row of a catalog has 8 kB
        lists=listed(count // 8, "a in ('#', 'x')", " or "),
        outputs=listed(count // 10, "a + # as c#"),
        columns=listed(count // 8, "c# integer default #"),
        checks=listed(count // 8, "check (a <> #)"),
        indexes=listed(count // 100, f"create index on {name} ((a + #))", ";"),
    )


def seconds(db: Connection, classid: str, found: str, looks: int) -> float:
    """Return the processor time of a look at a definition, which other processes do not change."""
    backend = psutil.Process(db.info.backend_pid)
    before = backend.cpu_times()
    rows(
        db,
        f"select count(pggit_internal.definition('{classid}'::regclass, {found}::oid)) from generate_series(1, {looks})",
    )
    after = backend.cpu_times()
    return (after.user + after.system - before.user - before.system) / looks


@pytest.mark.parametrize("kind", KINDS)
def test_the_look_at_a_definition_grows_as_its_length(db: Connection, kind: str) -> None:
    cast, template = KINDS[kind]
    found = {
        name: f"'{name}{'()' if cast == 'regprocedure' else ''}'::{cast}"
        for name in ("short", "long")
    }
    run(db, made(template, "short", FEW), made(template, "long", FEW * TIMES))
    short = seconds(db, CATALOGS[cast], found["short"], LOOKS * TIMES)
    long = seconds(db, CATALOGS[cast], found["long"], LOOKS)
    assert long / max(short, 0.0002) < MOST, f"{short * 1000:.1f} and {long * 1000:.1f} ms"
