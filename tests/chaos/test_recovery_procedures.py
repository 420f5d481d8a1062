"""What operators do after a disaster: dump and restore.

Risk: what comes back is not what was saved, or cannot be worked on.

When it fails: the backup that everybody relies on loses history.

How to debug: run pg_dump and psql by hand on `python -m scripts.cluster --pg N`; the failure lists the
rows that differ.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts import binaries
from tests.chaos import evidence
from tests.chaos.database import Database
from tests.chaos.oracles import answers, fsck, line, record

pytestmark = [pytest.mark.chaos, pytest.mark.recovery]


@pytest.mark.promise("rules.restore")
def test_a_restored_dump_is_the_same_repository(
    database: Database, bare: Database, major: int, tmp_path: Path
) -> None:
    server = binaries.find(major)
    pg_dump, psql = server.program("pg_dump"), server.program("psql")
    if pg_dump is None or psql is None:
        pytest.skip(
            f"capability: PostgreSQL {major} from {server.origin} has no pg_dump; install its client programs"
        )
    database.sql("create table t (id serial primary key, state text check (state <> ''))")
    database.sql("select pggit.commit_changes('main', 'saved ü')")
    database.sql("alter table t add column more text")
    before = record.snapshot(database)
    environment = {**os.environ, **server.env}
    script = tmp_path / "dump.sql"
    subprocess.run(
        [pg_dump, "-d", database.conninfo, "-f", script], check=True, env=environment, timeout=60
    )
    subprocess.run(
        [psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", bare.conninfo, "-f", script],
        check=True,
        env=environment,
        timeout=60,
        stdout=subprocess.DEVNULL,
    )
    evidence.landed("restore", f"{script.stat().st_size} bytes of SQL")
    assert record.differences(before, record.snapshot(bare)) == []
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
