"""Definitions that differ where PostgreSQL's own functions write one text for both.

Risk: a default that calls another of a column's sequences, or another index of a partition in the parent's, is taken
for what was there before: the change is in no history and no commit.

When it fails: two schemas that behave differently have one hash.

How to debug: compare `select pggit_internal.definition(...)` of both. Suspect sql/definitions/columns.sql and
attached.sql; sql/tracking/record_owner.sql for what no event names.
"""

from __future__ import annotations

import gzip

import psycopg
import pytest

from scripts import install
from scripts.matrix import ROOT
from tests.chaos.database import Database, rows
from tests.chaos.oracles import drift, fsck, model

pytestmark = [pytest.mark.chaos, pytest.mark.property]

SECOND = "create sequence second owned by t.a"
DEFAULT = "alter table t alter a set default nextval('second')"
PARTITION = "create table p (a integer) partition by range (a); create table t partition of p for values from (0) to (9)"
INDEXES = "create index one on only p (a); create index two on only p (a); create index x on t (a); create index y on t (a)"
KEYS = (
    "alter table only p add constraint k unique (a); "
    "alter table t add constraint x unique (a), add constraint y unique (a)"
)
FOREIGN = "create table u (a integer primary key); alter table t add constraint {} foreign key (a) references u"
# What makes a table t, and scripts after each of which it is another one.
DIFFERENT = {
    "sequences of a column": (
        "create table t (a serial)",
        [
            "select",
            SECOND,
            f"{SECOND}; {DEFAULT}",
            f"{SECOND}; alter sequence t_a_seq rename to other",
        ],
    ),
    "indexes of a partition": (
        f"{PARTITION}; {INDEXES}",
        [
            "select",
            "alter index one attach partition x",
            "alter index one attach partition y",
            "alter index two attach partition x",
            "alter index one attach partition x; alter index two attach partition y",
            "alter index one attach partition y; alter index two attach partition x",
            "alter index one attach partition x; alter index one rename to first",
        ],
    ),
    "keys of a partition": (
        f"{PARTITION}; {KEYS}",
        ["select", "alter index k attach partition x", "alter index k attach partition y"],
    ),
    "foreign keys of a partition": (
        PARTITION,
        [
            FOREIGN.format("z") + "; alter table p add constraint z foreign key (a) references u",
            FOREIGN.format("y") + "; alter table p add constraint k foreign key (a) references u;"
            " alter table t add constraint z foreign key (a) references u",
            FOREIGN.format("z") + "; alter table p add constraint k foreign key (a) references u;"
            " alter table t add constraint y foreign key (a) references u",
        ],
    ),
}
# Scripts that lead back to what the first makes.
EQUAL = [
    ("create table t (a serial)", f"{SECOND}; alter sequence second owned by none"),
    ("create table t (a serial)", f"{SECOND}; drop sequence second"),
    ("create table t (a serial)", f"{SECOND}; {DEFAULT}; drop sequence t_a_seq"),
    ("create table t (a serial, b integer)", f"{SECOND}; alter sequence second owned by t.b"),
    # No two are equal, so there is nothing to tell.
    (f"{PARTITION}; create index x on t (a)", "create index one on p (a)"),
]
HASH = """
    select o.definition_hash, pggit.calculate_schema_hash('public.t')
    from pggit_internal.objects as o where o.is_live and o.identity = 'public.t'
"""


def recorded(connection: psycopg.Connection, *scripts: str) -> str:
    """The hash of t after scripts, which are undone: the record's, which is the catalog's."""
    rows(connection, "savepoint before")
    for statement in "; ".join(scripts).split("; "):
        rows(connection, statement)
    ((found, actual),) = rows(connection, HASH)
    model.must_equal(found, actual, f"recorded after {scripts}")
    rows(connection, "rollback to savepoint before")
    return str(found)


@pytest.mark.promise("versions.hash-laws")
def test_definitions_that_differ_have_different_hashes(database: Database) -> None:
    with database.rolled_back() as connection:
        for kind, (make, scripts) in DIFFERENT.items():
            hashes = {script: recorded(connection, make, script) for script in scripts}
            model.must_equal(len(set(hashes.values())), len(scripts), f"{kind}: {hashes}")


@pytest.mark.promise("versions.hash-laws")
@pytest.mark.promise("versions.tracking")
def test_what_leads_back_has_the_same_hash(database: Database) -> None:
    with database.rolled_back() as connection:
        for make, script in EQUAL:
            model.must_equal(
                recorded(connection, make, script), recorded(connection, make), f"{make}; {script}"
            )


# Tables that earlier versions wrote otherwise, one that is changed unseen before the upgrade, and one that is not.
BEFORE = (
    "create table public.t (a serial)",
    "create sequence public.second owned by public.t.a",
    "create table public.part (a integer) partition by range (a)",
    "create table public.c partition of public.part for values from (0) to (9)",
    "create index one on only public.part (a)",
    "create index x on public.c (a)",
    "create index y on public.c (a)",
    "alter index public.one attach partition public.x",
    "create table public.drifted (a serial)",
    "create sequence public.third owned by public.drifted.a",
    "create table public.plain (a serial)",
)
HISTORY = (
    "select seal, identity, severity from pggit_internal.history order by changed_at, identity"
)


@pytest.mark.slow
@pytest.mark.promise("rules.upgrade")
@pytest.mark.promise("versions.hash-laws")
def test_an_upgrade_writes_such_definitions_anew_and_leaves_drift(
    server: Database, bare: Database
) -> None:
    script = ROOT / "tests" / "released" / "0.1.0.sql.gz"
    with bare.connect() as connection:
        connection.execute(gzip.decompress(script.read_bytes()))
    with bare.connect() as connection:
        for statement in BEFORE:
            rows(connection, statement)
        rows(connection, "alter event trigger pggit_ddl_command_end disable")
        rows(connection, "alter table public.drifted add column unseen integer")
        rows(connection, "alter event trigger pggit_ddl_command_end enable always")
        before = rows(connection, HISTORY)
    install.install(bare.conninfo, install.pggit_folder())
    model.must_equal(drift.findings(bare), [("table", "public.drifted", "modified")])
    after = bare.sql(HISTORY)
    model.must_equal(after[: len(before)], before)
    model.must_equal(
        [(identity, severity) for _, identity, severity in after[len(before) :]],
        [("public.c", "patch"), ("public.t", "minor")],
    )
    model.must_equal(fsck.findings(bare), [])
    install.install(bare.conninfo, install.pggit_folder())
    model.must_equal(bare.sql(HISTORY), after, "installed again")
