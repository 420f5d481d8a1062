"""Installing, installing again, installing half, taking away.

Risk: an installation that is interrupted or repeated damages the repository or the user's objects.

When it fails: operators cannot upgrade or remove pggit without fear.

How to debug: `psql -f sql/install.sql` in a database on `python -m scripts.cluster --pg N`; the failure
lists the rows that a second run added or changed.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from scripts import install
from tests.chaos import evidence
from tests.chaos.database import Answer, Database, rows, together
from tests.chaos.oracles import answers, fsck, model, record
from tests.chaos.waiting import until

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


@pytest.mark.promise("rules.install")
def test_uninstalling_names_the_data_branches_that_stop_it(bare: Database) -> None:
    install.install(bare.conninfo, install.pggit_folder())
    bare.sql("create table t (id integer primary key)")
    bare.sql("select pggit.create_data_branch('t', 'main', 'trial')")
    with pytest.raises(install.InstallError, match=r"55006 .*'trial' of public\.t"):
        uninstall(bare)
    bare.sql("select pggit.drop_data_branch('t', 'trial')")
    uninstall(bare)
    model.must_equal(bare.sql("select * from t"), [])


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


WAITING = "select count(*) from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"


@pytest.mark.promise("rules.install")
def test_an_installation_waits_for_the_one_before_it(bare: Database) -> None:
    script = install.pggit_folder() / "repository" / "schemas.sql"
    lock, _, _ = script.read_text(encoding="utf-8").partition("create schema")
    with bare.connect() as first, ThreadPoolExecutor() as executor:
        rows(first, "begin")
        rows(first, lock)
        second = executor.submit(install.install, bare.conninfo, install.pggit_folder())
        until("the second installation to wait", lambda: bare.value(WAITING, bare.name) == 1)
        rows(first, "commit")
        second.result(30)
    model.must_equal(bare.value("select count(*) from pggit_internal.repository"), 1)
    fsck.must_be_clean(bare)


# The most that a role without superuser can hold: it owns the database, and keeps its transaction open.
USER_LOCKS = [
    "select pg_advisory_lock(hashtext('pggit.install'))",
    "select pg_advisory_lock_shared(hashtext('pggit.install'))",
    "analyze pg_catalog.pg_event_trigger",
    "analyze pg_catalog.pg_namespace",
    "lock table pg_catalog.pg_namespace in access share mode",
]


@pytest.mark.promise("rules.install")
@pytest.mark.parametrize("state", ["first", "again"])
def test_no_lock_of_a_user_stops_an_installation(bare: Database, state: str) -> None:
    role = f"owner_of_{bare.name}"
    bare.sql(f"create role {role}")
    bare.sql(f"alter database {bare.name} owner to {role}")
    try:
        if state == "again":
            install.install(bare.conninfo, install.pggit_folder())
        with bare.connect() as user:
            rows(user, f"set role {role}")
            rows(user, "begin")
            for statement in USER_LOCKS:
                rows(user, statement)
            impatient = make_conninfo(bare.conninfo, options="-c lock_timeout=1s")
            install.install(impatient, install.pggit_folder())
            held = rows(user, "select count(*) from pg_locks where pid = pg_backend_pid()")
            evidence.landed("locks", f"a user without superuser rights holds {held[0][0]}")
    finally:
        bare.sql(f"alter database {bare.name} owner to postgres")
        bare.sql(f"drop role {role}")
    fsck.must_be_clean(bare)
