"""A repository moves to a newer PostgreSQL: by dump and restore, and by pg_upgrade.

Risk: a hash that depends on the server's version, an OID that was stored, an order in which a dump cannot
be restored: after the upgrade of the server, all of history reads as damaged, or is gone.

When it fails: users of pggit cannot move to a newer PostgreSQL with their history.

How to debug: start both versions with `python -m scripts.cluster --pg N`, fill the older one by
tests/chaos/sample.py, and run pg_dump and pg_restore of the newer by hand. The failure lists what differs.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts import binaries, install, matrix
from scripts.binaries import NoServerError, Server
from scripts.binaries.user import run, server_user
from scripts.cluster import Cluster
from tests.chaos import evidence, sample
from tests.chaos.database import Database
from tests.chaos.oracles import answers, dump, fsck, line, record

pytestmark = [pytest.mark.chaos, pytest.mark.migration]

HASHES = "select identity, pggit.calculate_schema_hash(identity) from pggit_internal.objects where is_live and object_type = 'table' order by 1"


def found(major: int) -> Server:
    """The server programs of a major version, or a skip that says what to do."""
    try:
        return binaries.find(major)
    except NoServerError as error:
        pytest.skip(f"capability: {error}")


def program(server: Server, name: str) -> Path:
    """The path of a client program, or a skip that says what to do."""
    path = server.program(name)
    if path is None:
        pytest.skip(
            f"capability: PostgreSQL {server.version} from {server.origin} has no {name}; install its client programs"
        )
    return path


def older(major: int, least: int) -> int:
    """A major version of the matrix that is `least` versions older, or a skip: there is none."""
    if major - least not in matrix.majors():
        pytest.skip(f"inapplicable: the matrix has no PostgreSQL {major - least} to come from")
    return major - least


@contextmanager
def filled(server: Server) -> Iterator[tuple[Cluster, Database]]:
    """A server with the sample repository in database ``shop``."""
    with Cluster(server) as cluster:
        cluster.sql("create database shop")
        database = Database(cluster.conninfo("shop"))
        install.install(database.conninfo, install.pggit_folder())
        sample.fill(database)
        yield cluster, database


def go_on(database: Database) -> None:
    """The repository is sound, the record is what the catalog holds, and work goes on."""
    fsck.must_be_clean(database)
    assert database.sql("select * from pggit.detect_drift()") == []
    head = database.value("select hash from pggit.log('main', 1)")
    said = [
        database.ask("alter table shop.sales add column after_upgrade integer"),
        database.ask("select pggit.commit_changes('main')"),
    ]
    assert answers.judge(said) == []
    commits = line.read(database, "main")
    assert line.judge(commits, [said[1].value, head]) == []
    fsck.must_be_clean(database)


@pytest.mark.promise("rules.restore")
@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    "least", [1, *(pytest.param(more, marks=pytest.mark.slow) for more in (0, 2, 3))]
)
def test_a_dump_of_an_older_server_is_restored(
    bare: Database, major: int, least: int, tmp_path: Path
) -> None:
    new = found(major)
    pg_dump, pg_restore = program(new, "pg_dump"), program(new, "pg_restore")
    archive = tmp_path / "shop.dump"
    environment = {**os.environ, **new.env}
    # Between majors, the same definition is written in other words.
    compared = ["--data-only"] if least else []
    with filled(found(older(major, least))) as (_, database):
        before, hashes = record.snapshot(database), database.sql(HASHES)
        dumped = dump.take(pg_dump, new.env, database, *compared)
        command: list[str | Path] = [pg_dump, "-Fc", "-d", database.conninfo, "-f", archive]
        subprocess.run(command, check=True, env=environment, timeout=60)
    command = [pg_restore, "--exit-on-error", "-d", bare.conninfo, archive]
    subprocess.run(command, check=True, env=environment, timeout=60)
    evidence.landed("restore", f"{archive.stat().st_size} bytes from PostgreSQL {major - least}")
    assert record.differences(before, record.snapshot(bare)) == []
    assert dump.differences(dumped, dump.take(pg_dump, new.env, bare, *compared)) == []
    assert bare.sql(HASHES) == hashes
    go_on(bare)


@pytest.mark.promise("rules.restore")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("least", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_pg_upgrade(major: int, least: int) -> None:
    new, old = found(major), found(older(major, least))
    pg_upgrade = program(new, "pg_upgrade")
    with Cluster(new) as target:
        target.stop()
        with filled(old) as (cluster, database):
            before, hashes = record.snapshot(database), database.sql(HASHES)
            cluster.stop()
            command: list[str | Path] = [
                *(pg_upgrade, "--username=postgres", "--no-sync", f"--socketdir={target.folder}"),
                *(f"--old-bindir={old.bindir}", f"--old-datadir={cluster.data}"),
                *(f"--new-bindir={new.bindir}", f"--new-datadir={target.data}"),
            ]
            done = run(
                command, env=upgrading(new), cwd=target.data, timeout=240, user=server_user()
            )
            assert done.returncode == 0, done.stdout + done.stderr
        evidence.landed("upgrade", f"pg_upgrade from {old.version} to {new.version}")
        target.start()
        database = Database(target.conninfo("shop"))
        assert record.differences(before, record.snapshot(database)) == []
        assert database.sql(HASHES) == hashes
        go_on(database)


def upgrading(new: Server) -> dict[str, str]:
    """The environment of pg_upgrade, without this cell's PGHOST and the like, which it refuses."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return ours | {"LC_ALL": "C.UTF-8"} | new.env
