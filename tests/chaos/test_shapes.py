"""Schemas in the style of what people have, loaded with and without pggit.

Risk: what is tested one statement at a time holds, and a real schema with all of it at once does not: an object
is lost, a script fails that did not, a definition has another hash, a dump differs, or removing pggit leaves
something behind.

When it fails: pggit is not safe to install into somebody's database.

How to debug: tests/shapes/<name>/ holds the scripts; load them with psql on `python -m scripts.cluster --pg N`, with
pggit and without. For a tree that differs, `python -m tests.shapes` names the objects on which the majors disagree.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import install
from scripts.cluster import Cluster
from tests.chaos import evidence
from tests.chaos.database import Answer, Database, rows
from tests.chaos.fixtures import new_database
from tests.chaos.oracles import drift, dump, fsck, model, record
from tests.chaos.test_installation import uninstall
from tests.chaos.test_upgrade import found, older, program
from tests.pggit.corpus import objects
from tests.shapes import GOLDEN, NAMES, shape, tree
from tests.shapes.loads import Loads, loading

pytestmark = [pytest.mark.chaos, pytest.mark.migration]

TREES: dict[str, str] = json.loads(GOLDEN.read_text(encoding="utf-8"))

# What is in the catalog, asked without pggit, with the version that pggit knows of it.
VERSIONS = """
    with own as (
        select n.oid from pg_namespace as n where n.nspname !~ '^(pg_|pggit|information_schema$)'
    )
    select o.name, v.full_version
    from (
        select 'pg_namespace'::regclass as classid, own.oid, own.oid::regnamespace::text as name from own
        union all
        select 'pg_class'::regclass, c.oid, c.oid::regclass::text
        from pg_class as c join own on own.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S')
        union all
        select 'pg_proc'::regclass, p.oid, p.oid::regprocedure::text
        from pg_proc as p join own on own.oid = p.pronamespace
        union all
        select 'pg_type'::regclass, t.oid, t.oid::regtype::text
        from pg_type as t join own on own.oid = t.typnamespace left join pg_class as c on c.oid = t.typrelid
        where t.typtype in ('d', 'e', 'r') or c.relkind = 'c'
    ) as o
    left join lateral pggit.get_version(o.name) as v on true
    where not exists (
        select from pg_depend as d
        -- of an extension, of a range type, of an identity column
        where d.classid = o.classid and d.objid = o.oid and d.deptype in ('e', 'i')
    )
"""


def each_shape(*smoke: str) -> pytest.MarkDecorator:
    """Parametrize a test with all shapes; smoke has the time for these."""
    return pytest.mark.parametrize(
        "name",
        [name if name in smoke else pytest.param(name, marks=pytest.mark.slow) for name in NAMES],
    )


@pytest.fixture(scope="module")
def loads(server: Database) -> Iterator[Loads]:
    """The shapes that the tests of this module have loaded so far."""
    with loading(server) as found:
        yield found


def errors(answers: list[Answer]) -> list[tuple[str, str]]:
    """Return the migrations that failed, and with what."""
    return [(each.asked, each.message) for each in answers if not each.is_ok]


@pytest.mark.promise("commits.tree")
@pytest.mark.promise("integrity.drift")
@pytest.mark.timeout(180)
@each_shape("audit", "tenants", "forum", "ledger")
def test_a_shape_has_one_tree_on_every_major(loads: Loads, name: str) -> None:
    with loads.clone(name) as database, database.connect() as connection:
        assert fsck.findings(database) == []
        assert drift.findings(database) == []
        model.must_equal(tree(connection), TREES[name], name)
        assert fsck.findings(database) == []


@pytest.mark.promise("rules.same-effect")
@pytest.mark.timeout(180)
@each_shape("audit", "tenants")
def test_scripts_fail_with_recording_as_without(loads: Loads, name: str) -> None:
    expected = errors(loads.get(name, recorded=False).answers)
    assert [asked for asked, _ in expected] == [
        f"{name}/{each.name}" for each in shape(name).migrations if each.name.endswith("_fails")
    ]
    model.must_equal(errors(loads.get(name).answers), expected, name)


@pytest.mark.promise("rules.install")
@pytest.mark.promise("rules.same-effect")
@pytest.mark.timeout(180)
@each_shape("tenants")
def test_uninstalling_leaves_the_dump_of_a_load_without(
    loads: Loads, name: str, major: int
) -> None:
    server = found(major)
    pg_dump = program(server, "pg_dump")
    with loads.clone(name) as database:
        uninstall(database)
        without = loads.get(name, recorded=False).database
        dumps = [dump.take(pg_dump, server.env, each) for each in (without, database)]
        assert dump.differences(*dumps) == []
        assert dumps[0] == dumps[1]


@pytest.mark.promise("versions.kinds")
@pytest.mark.timeout(180)
@each_shape("tenants")
def test_every_object_has_a_version(loads: Loads, name: str) -> None:
    with loads.get(name).database.connect() as connection:
        rows(connection, "set search_path = pg_catalog")  # names are written in full
        versions = rows(connection, VERSIONS)
    assert len(versions) > 10
    model.must_equal([each for each in versions if each[1] is None], [], name)


@pytest.mark.promise("rules.baseline")
@pytest.mark.timeout(180)
@each_shape("tenants")
def test_the_baseline_is_what_recording_gives(loads: Loads, name: str) -> None:
    with loads.clone(name, recorded=False) as database, database.connect() as connection:
        install.install(database.conninfo, install.pggit_folder())
        assert fsck.findings(database) == []
        assert drift.findings(database) == []
        with loads.get(name).database.connect() as recorded:
            model.must_equal(objects(connection), objects(recorded), name)
        model.must_equal(tree(connection), TREES[name], name)


def move(source: Database, target: Database, pg_dump: Path, env: dict[str, str]) -> None:
    """Dump a database and restore it in an empty one, stopping at the first error."""
    pg_restore = pg_dump.with_name("pg_restore")
    environment = {**os.environ, **env}
    dumped = subprocess.run(
        [pg_dump, "-Fc", "-d", source.conninfo],
        env=environment,
        check=True,
        capture_output=True,
        timeout=60,
    ).stdout
    command: list[str | Path] = [pg_restore, "--exit-on-error", "-d", target.conninfo]
    subprocess.run(command, env=environment, check=True, input=dumped, timeout=60)
    evidence.landed("restore", f"{len(dumped)} bytes")


@pytest.mark.promise("rules.restore")
@pytest.mark.timeout(180)
@each_shape()
def test_a_dump_is_restored_with_its_record(
    loads: Loads, name: str, bare: Database, major: int
) -> None:
    server = found(major)
    source = loads.get(name).database
    move(source, bare, program(server, "pg_dump"), server.env)
    assert record.differences(record.snapshot(source), record.snapshot(bare)) == []
    assert drift.findings(bare) == []
    with bare.connect() as connection:
        model.must_equal(tree(connection), TREES[name], name)
    fsck.must_be_clean(bare)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.promise("rules.restore")
def test_a_dump_of_an_older_server_has_the_same_tree(loads: Loads, major: int) -> None:
    new = found(major)
    with Cluster(found(older(major, 1))) as cluster:
        for name in NAMES:
            cluster.sql(f"create database {name}")
            source = Database(cluster.conninfo(name))
            install.install(source.conninfo, install.pggit_folder())
            with source.connect() as connection:
                shape(name).load(connection)
            with new_database(loads.server, "template0") as target:
                move(source, target, program(new, "pg_dump"), new.env)
                assert drift.findings(target) == []
                with target.connect() as connection:
                    model.must_equal(tree(connection), TREES[name], name)
                fsck.must_be_clean(target)
