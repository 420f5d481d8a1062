"""What operators do after a disaster: dump and restore, base backups, repair.

Risk: what comes back is not what was saved, or cannot be worked on; or repair mends by half, or guesses.

When it fails: the backup or the repair that everybody relies on loses history.

How to debug: run pg_dump and psql by hand on `python -m scripts.cluster --pg N`; the failure lists the
rows that differ. For repair: sql/integrity/mend.sql.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts import binaries
from scripts.binaries import run_as_server
from scripts.cluster import Cluster
from tests.chaos import evidence, sample
from tests.chaos.database import Database
from tests.chaos.faults import tamper
from tests.chaos.fixtures import private_database
from tests.chaos.load import COMMIT, Load, untracked
from tests.chaos.oracles import answers, dump, fsck, line, model, record
from tests.pggit import corpus

pytestmark = [pytest.mark.chaos, pytest.mark.recovery]


def restored(source: Database, target: Database, major: int, folder: Path) -> list[list[str]]:
    """Bring one database into another by pg_dump and psql; the dumps of both, as SQL."""
    server = binaries.find(major)
    pg_dump, psql = server.program("pg_dump"), server.program("psql")
    if pg_dump is None or psql is None:
        pytest.skip(
            f"capability: PostgreSQL {major} from {server.origin} has no pg_dump; install its client programs"
        )
    script = folder / "dump.sql"
    strictly = ["-X", "-q", "-v", "ON_ERROR_STOP=1"]
    for program, options, database in ((pg_dump, [], source), (psql, strictly, target)):
        subprocess.run(
            [program, *options, "-d", database.conninfo, "-f", script],
            check=True,
            env={**os.environ, **server.env},
            timeout=60,
            stdout=subprocess.DEVNULL,
        )
    evidence.landed("restore", f"{script.stat().st_size} bytes of SQL")
    return [dump.take(pg_dump, server.env, each) for each in (source, target)]


@pytest.mark.promise("rules.restore")
def test_a_restored_dump_is_the_same_repository(
    database: Database, bare: Database, major: int, tmp_path: Path
) -> None:
    database.sql("create table t (id serial primary key, state text check (state <> ''))")
    database.sql("select pggit.commit_changes('main', 'saved ü')")
    database.sql("alter table t add column more text")
    before = record.snapshot(database)
    dumps = restored(database, bare, major, tmp_path)
    assert record.differences(before, record.snapshot(bare)) == []
    assert dump.differences(*dumps) == []
    fsck.must_be_clean(bare)
    hashes = [each.value("select pggit.calculate_schema_hash('t')") for each in (database, bare)]
    assert hashes[0] == hashes[1]
    # And it goes on where the old one stopped.
    said = [
        bare.ask("alter table t drop column more"),
        bare.ask("select pggit.commit_changes('main')"),
    ]
    assert answers.judge(said) == []
    assert line.judge(line.read(bare, "main"), [said[1].value]) == []
    assert bare.sql("select full_version from pggit.get_version('t')") == [("2.0.0",)]


@pytest.mark.promise("rules.restore")
def test_no_definition_changes_by_a_restore(
    database: Database, bare: Database, major: int, tmp_path: Path
) -> None:
    corpus.load(database)
    # The server writes CYCLE ... TO 'y'::text, and cannot read that.
    database.sql("drop view looks.searched")
    restored(database, bare, major, tmp_path)
    found = []
    for each in (database, bare):
        with each.connect() as connection:
            found.append(corpus.objects(connection))
    model.must_equal(found[1], found[0], "the hashes of the corpus")
    assert bare.sql("select * from pggit.detect_drift()") == []


@pytest.mark.promise("rules.restore")
def test_a_base_backup_taken_under_load_is_a_sound_repository(
    cluster: Cluster, private: Database
) -> None:
    pg_basebackup = cluster.server.program("pg_basebackup")
    if pg_basebackup is None:
        pytest.skip(
            f"capability: PostgreSQL {cluster.server.major} from {cluster.server.origin} has no"
            " pg_basebackup; install its client programs"
        )
    load = Load(private)
    load.start(acknowledged=4)
    backup = cluster.folder / "backup"
    taken = run_as_server(
        [pg_basebackup, "-h", cluster.folder, "-U", "postgres", "-D", backup, "-c", "fast"],
        env=cluster.server.env,
        timeout=60,
    )
    during = load.commits()
    cluster.stop("immediate")
    load.join()
    assert taken.returncode == 0, taken.stderr
    with Cluster(cluster.server, source=backup) as restored:
        evidence.landed("restore", f"a base backup with {len(during)} commits at its end")
        copy = private_database(restored)
        assert fsck.findings(copy) == []
        assert untracked(copy) == []
        read = line.read(copy, "main")
        said = copy.ask(COMMIT)
        assert answers.judge([said]) == []
        assert line.read(copy, "main") == [(said.value, read[0][0]), *read]
    cluster.start()
    # Not another history, but the beginning of the one there was.
    final = line.read(private, "main")
    assert line.judge(final, load.commits()) == []
    assert read == final[len(final) - len(read) :]


OFF = (
    "alter event trigger pggit_ddl_command_end disable; alter event trigger pggit_sql_drop disable"
)
# For each remedy of repair(): the damage that calls for it.
DAMAGES = {
    "drift": [
        f"{OFF}; create table shop.unseen (id integer)",
        f"{OFF}; alter table shop.sales add column unseen integer",
        f"{OFF}; drop view shop.totals",
    ],
    "event_trigger": [
        "drop event trigger pggit_sql_drop",
        "alter event trigger pggit_ddl_command_end disable",
    ],
    "policy_role": [
        "delete from pggit_internal.policy_roles",
        "insert into pggit_internal.policy_roles (object_id, name, role) values (1, 'x', 'pg_monitor')",
    ],
    "unused_statement": [
        "insert into pggit_internal.statements (id, ddl, hash) values (1, 'x', pggit_internal.sha256_hex('x'))"
    ],
    "live_tree": [
        "update pggit_internal.worktree set prefix = '00'"
        " where prefix = (select max(prefix) from pggit_internal.worktree)",
        "delete from pggit_internal.pending",
    ],
    "pending_step": ["insert into pggit_internal.pending values (999999)"],
    "unused_tree": [
        "insert into pggit_internal.tree_nodes values (pggit_internal.sha256_hex('{}'), '{}')"
    ],
    "unused_definition": [
        "insert into pggit_internal.definitions values (pggit_internal.sha256_hex('{}'), '{}')"
    ],
}
KEPT = ("pggit.commits", "pggit.branches", "pggit.tags", "pggit.migrations")
DAMAGE = "select check_name from pggit.fsck() union select 'drift' from pggit.detect_drift()"


@pytest.mark.promise("integrity.repair")
def test_there_is_a_damage_for_each_remedy(database: Database) -> None:
    mends = database.sql(
        "select check_name from pggit_internal.remedies() where remedy is not null order by 1"
    )
    model.must_equal([name for (name,) in mends], sorted(DAMAGES))


@pytest.mark.promise("integrity.repair")
@pytest.mark.parametrize(
    "checks",
    [
        pytest.param(list(DAMAGES), id="all at once"),
        *[pytest.param([check], id=check, marks=pytest.mark.slow) for check in DAMAGES],
    ],
)
def test_repair_mends_what_it_claims_to_mend(database: Database, checks: list[str]) -> None:
    sample.fill(database)
    before = record.snapshot(database)
    for damage in [damage for check in checks for damage in DAMAGES[check]]:
        tamper.define(database, f"set session_replication_role = replica; {damage}")
    assert {(check,) for check in checks} <= set(database.sql(DAMAGE))
    assert database.sql("select * from pggit.repair(null, false) where action like 'left%%'") == []
    assert database.sql(DAMAGE) == []
    after = record.snapshot(database)
    assert [table for table in KEPT if before[table] != after[table]] == []
    # And it is at work again: what is done now is recorded, and the tree is what the catalog holds.
    said = [database.ask("create table shop.afterwards (id integer)"), database.ask(COMMIT)]
    assert answers.judge(said) == []
    assert database.sql(DAMAGE) == []
    assert database.sql("select full_version from pggit.get_version('shop.afterwards')") == [
        ("1.0.0",)
    ]
    assert line.judge(line.read(database, "main"), [said[1].value]) == []


@pytest.mark.promise("integrity.repair")
def test_repair_leaves_what_only_a_backup_can_mend(clone: Database) -> None:
    sample.fill(clone)
    tamper.edit(clone, "update pggit.commits set message = 'forged' where message = 'first'")
    tamper.edit(clone, "delete from pggit_internal.worktree")
    said = dict(clone.sql("select check_name, action from pggit.repair(null, false)"))
    assert said["commit_hash"].startswith("left: ")
    assert set(clone.sql(DAMAGE)) == {("commit_hash",)}
    assert {name for name, _, _ in fsck.findings(clone)} == {"commit_hash"}
    message = clone.value("select message from pggit.commits where hash = 'commit-0001'")
    model.must_equal(message, "forged")
