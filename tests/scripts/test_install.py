"""The installer against psql: what a script means, and what is said when it fails."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scripts.binaries import Server
from scripts.cluster import Cluster
from scripts.install import CONTRACT, InstallError, chunks, install, pggit_folder
from scripts.matrix import ROOT

# Everything in schema pggit, and what is not in a schema, one line each.
OBJECTS = """
select 'function ' || pg_get_functiondef(oid)
from pg_proc where pronamespace = 'pggit'::regnamespace and prokind in ('f', 'p')
union all
select 'column ' || format('%s.%s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod))
from pg_attribute join pg_class as c on c.oid = attrelid
where relnamespace = 'pggit'::regnamespace and attnum > 0
union all
select 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid)
from pg_constraint where connamespace = 'pggit'::regnamespace
union all
select 'trigger ' || evtname || ' ' || evtevent || ' ' || evtenabled::text from pg_event_trigger
union all
select 'grants ' || oid::regclass || ' ' || coalesce(relacl::text, '')
from pg_class where relnamespace = 'pggit'::regnamespace
order by 1
"""


@pytest.fixture(scope="module")
def cluster(server: Server) -> Iterator[Cluster]:
    """A server for all tests here."""
    with Cluster(server) as cluster:
        yield cluster


@pytest.fixture
def database(cluster: Cluster) -> Iterator[str]:
    """An empty database's connection string."""
    cluster.sql("create database fresh")
    yield cluster.conninfo("fresh")
    cluster.sql("drop database fresh with (force)")


def write(folder: Path, **scripts: str) -> Path:
    for name, text in scripts.items():
        path = folder / f"{name.replace('__', '/')}.sql"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder


def tables(database: str) -> list[str]:
    with psycopg.connect(database) as connection:
        found = connection.execute("select tablename from pg_tables where schemaname = 'public'")
        return sorted(name for (name,) in found)


def test_scripts_are_included_from_where_they_stand(tmp_path: Path, database: str) -> None:
    absolute = write(tmp_path, other="create table by_path ()") / "other.sql"
    write(
        tmp_path,
        install=f"create table first ();\n\\ir below/one.sql\n\\i '{absolute}'\ncreate table last ();",
        below__one="\\include_relative two.sql\n",
        below__two="create table by_two ();",
    )
    install(database, tmp_path)
    assert tables(database) == ["by_path", "by_two", "first", "last"]


def test_include_is_read_from_the_top_script_s_folder_as_psql_users_stand_there(
    server: Server, cluster: Cluster, tmp_path: Path, database: str
) -> None:
    write(
        tmp_path,
        install="\\i below/one.sql\n\\ir last.sql\n",
        below__one="\\i below/two.sql\n\\ir three.sql\n\\i last.sql\n",
        below__two="create table two ();",
        below__three="create table three ();",
        below__last="create table wrong ();",
        last="create table if not exists last ();",
    )
    install(database, tmp_path)
    assert tables(database) == ["last", "three", "two"]
    if psql := server.program("psql"):
        cluster.sql("create database by_hand")
        script = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "install.sql"]
        where = cluster.conninfo("by_hand")
        subprocess.run([psql, *script, "-d", where], cwd=tmp_path, check=True, timeout=50)
        assert tables(where) == ["last", "three", "two"]


def test_order_is_that_of_the_script(tmp_path: Path) -> None:
    write(tmp_path, install="one;\n\\ir two.sql\nthree;", two="two;")
    assert [chunk.sql.strip() for chunk in chunks(tmp_path / "install.sql")] == [
        "one;",
        "two;",
        "three;",
    ]


def test_echo_is_said_and_settings_are_passed_over(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, install="\\set ON_ERROR_STOP on\n\\set QUIET 1\n\\echo 'half way'\nselect 1;\n")
    install(database, tmp_path)
    assert capsys.readouterr().out == "half way\n"


@pytest.mark.parametrize(
    "line", ["\\gexec", "\\set version 2", "\\copy t from x", "\\if true", "\\set"]
)
def test_unknown_command_is_named_with_its_place(tmp_path: Path, line: str) -> None:
    write(
        tmp_path, install="select 1;\n\\ir deep/part.sql\n", deep__part=f"select 1;\n\n  {line}\n"
    )
    with pytest.raises(InstallError) as error:
        list(chunks(tmp_path / "install.sql"))
    assert str(error.value).startswith(f"{tmp_path}/deep/part.sql:3: {line}")
    assert "known here are \\i, \\ir, \\echo" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "select $$\n\\gexec\n$$;",
        "select $body$\n$$\n\\gexec\n$body$;",
        "/*\n\\gexec\n*/ select 1;",
        "-- it's\n-- \\gexec\nselect 1;",
        "select 'one''\n\\gexec\n';",
        "select E'it\\'s\n\\gexec\n';",
        'select 1 as "a\n\\gexec\n";',
        "/* one /* two */\n\\gexec\n*/ select 1;",
    ],
)
def test_backslash_in_text_and_comments_is_no_command(
    tmp_path: Path, database: str, text: str
) -> None:
    write(tmp_path, install=text)
    assert [chunk.sql for chunk in chunks(tmp_path / "install.sql")] == [text]
    install(database, tmp_path)


def test_error_names_file_line_and_sqlstate_and_stops(tmp_path: Path, database: str) -> None:
    write(
        tmp_path,
        install="create table before ();\n\\ir part.sql\ncreate table after ();\n",
        part="select 1;\n\n\\echo part\nselect\n  nothing;\nselect 2;\n",
    )
    with pytest.raises(InstallError) as error:
        install(database, tmp_path)
    assert str(error.value).startswith(f'{tmp_path}/part.sql:5: 42703 column "nothing"')
    assert tables(database) == ["before"]


def test_hint_of_the_server_is_passed_on(tmp_path: Path, database: str) -> None:
    write(tmp_path, install="select upper(1);")
    with pytest.raises(InstallError, match="You might need to add explicit type casts"):
        install(database, tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "install.sql"])
def test_missing_folder_is_named(tmp_path: Path, database: str, name: str) -> None:
    (tmp_path / "install.sql").touch()
    with pytest.raises(
        InstallError, match=f"{tmp_path}/{name}/install.sql: .*or where PGGIT_SQL says"
    ):
        install(database, tmp_path / name)


def test_missing_functions_of_the_contract_are_listed(tmp_path: Path, database: str) -> None:
    body = "() returns int language sql return 1;"
    made = "".join(f"create function pggit.{n}{body}" for n in CONTRACT - {"fsck", "log"})
    write(tmp_path, install=f"create schema pggit; {made}")
    found = install(database, tmp_path)
    assert found.missing == ("fsck", "log")
    without = f"without 2 of pggit's {len(CONTRACT)} functions (fsck, log)"
    assert str(found) == f"{tmp_path / 'install.sql'}, {without}"


def test_folder_is_ours_or_the_one_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGGIT_SQL", raising=False)
    assert pggit_folder() == ROOT / "sql"
    monkeypatch.setenv("PGGIT_SQL", str(tmp_path))
    assert pggit_folder() == tmp_path


def objects(database: str) -> list[str]:
    with psycopg.connect(database) as connection:
        return [line for (line,) in connection.execute(OBJECTS)]


def test_psql_installs_the_same(cluster: Cluster, server: Server, database: str) -> None:
    psql = server.program("psql")
    if psql is None:
        pytest.skip(f"the {server.origin} server comes without psql")
    install(database, ROOT / "sql")
    ours = objects(database)
    cluster.sql("create database by_psql")
    script = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(ROOT / "sql" / "install.sql")]
    subprocess.run([psql, *script, "-d", cluster.conninfo("by_psql")], check=True, timeout=50)
    assert objects(cluster.conninfo("by_psql")) == ours
    kinds = {line.partition(" ")[0] for line in ours}
    assert kinds == {"function", "column", "constraint", "trigger", "grants"}
