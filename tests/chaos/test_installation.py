"""Installing, installing again, installing half, taking away.

Risk: an installation that is interrupted or repeated damages the repository or the user's objects.

When it fails: operators cannot upgrade or remove pggit without fear.

How to debug: `psql -f sql/install.sql` in a database on `python -m scripts.cluster --pg N`; the failure
lists the rows that a second run added or changed.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from scripts import install
from tests.chaos import evidence
from tests.chaos.database import Answer, Database, together
from tests.chaos.oracles import answers, fsck, model, record

pytestmark = [pytest.mark.chaos, pytest.mark.migration]

OBJECTS = "select n.nspname, count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname ~ 'pggit' group by 1"


def uninstall(database: Database) -> None:
    with database.connect() as connection:
        install.run_script(connection, install.pggit_folder() / "uninstall.sql")


@pytest.mark.promise("rules.install")
def test_installing_again_changes_nothing(database: Database) -> None:
    database.sql("create table t (id integer)")
    database.sql("select pggit.commit_changes('main', 'kept')")
    before = record.snapshot(database)
    install.install(database.conninfo, install.pggit_folder())
    assert record.differences(before, record.snapshot(database)) == []


@pytest.mark.promise("rules.install")
def test_uninstalling_leaves_the_users_objects_alone(bare: Database) -> None:
    install.install(bare.conninfo, install.pggit_folder())
    bare.sql("create table t (id serial primary key, note text default 'x')")
    bare.sql("insert into t (note) values ('kept')")
    uninstall(bare)
    model.must_equal(bare.sql("select id, note from t"), [(1, "kept")])
    model.must_equal(bare.sql(OBJECTS), [])
    bare.sql("alter table t add column more text")
    uninstall(bare)  # nothing there: nothing happens
    model.must_equal(bare.sql("select count(*) from t"), [(1,)])


@pytest.mark.promise("rules.install")
def test_uninstalling_refuses_to_take_a_users_view_along(database: Database) -> None:
    database.sql("create view mine as select message from pggit.commits")
    before = record.snapshot(database)
    with pytest.raises(install.InstallError, match="2BP01"):
        uninstall(database)
    assert record.differences(before, record.snapshot(database)) == []
    model.must_equal(database.sql("select * from mine"), [])


@pytest.mark.promise("rules.baseline")
def test_tables_that_exist_are_the_baseline(bare: Database) -> None:
    bare.sql(
        "create schema s; create table s.t (id integer); create view v as select 1 as one; create type e as enum ('a')"
    )
    install.install(bare.conninfo, install.pggit_folder())
    recorded = bare.sql(
        "select identity, major, minor, patch from pggit_internal.objects order by identity"
    )
    model.must_equal(
        recorded, [(name, 1, 0, 0) for name in ("public", "public.e", "public.v", "s", "s.t")]
    )
    history = bare.sql("select version, change_type from pggit.get_history('s.t')")
    model.must_equal(history, [("1.0.0", "CREATE")])
    fsck.must_be_clean(bare)


@pytest.mark.promise("rules.install")
def test_an_installation_that_fails_leaves_nothing(bare: Database, tmp_path: Path) -> None:
    source = install.pggit_folder()
    script = (source / "install.sql").read_text(encoding="utf-8").replace(r"\ir ", f"\\i {source}/")
    broken = script.replace("commit;", "select 1/0; commit;")
    assert broken != script
    (tmp_path / "install.sql").write_text(broken, encoding="utf-8")
    with pytest.raises(install.InstallError, match="22012"):
        install.install(bare.conninfo, tmp_path)
    evidence.landed("failing statement", "division by zero before the installation's commit")
    model.must_equal(bare.sql(OBJECTS), [])
    model.must_equal(bare.sql("select count(*) from pg_event_trigger"), [(0,)])


@pytest.mark.promise("rules.install")
def test_two_installations_at_once_give_one_repository(bare: Database) -> None:
    barrier = threading.Barrier(2)

    def run(_who: int) -> list[Answer]:
        barrier.wait(30)
        install.install(bare.conninfo, install.pggit_folder())
        return [Answer("install")]

    said = together(run, 2)
    assert answers.judge(said) == []
    assert bare.value("select count(*) from pggit_internal.repository") == 1
    fsck.must_be_clean(bare)
