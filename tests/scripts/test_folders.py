"""A results folder or cache that is full or may not be written: one line, and no result is lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import folders, results
from scripts.binaries import cache, cache_dir
from scripts.binaries.cache import stored
from scripts.folders import FolderError, written
from tests.scripts.house import CELL, House
from tests.scripts.test_cache_damage import fetch

pytestmark = pytest.mark.timeout(180)  # a cell takes 3 s, on a busy machine ten times that

FILLS = """
def test_before(): pass

def test_fills(request):
    folder = Path(request.config.getoption("--progress")).parents[3]
    with pytest.raises(OSError, match="No space left"), (folder / "filler").open("wb", 0) as file:
        while True:
            file.write(bytes(4096))

def test_behind_it_fails(): assert 1 + 1 == 3, "what the user wants to know"

def test_behind_it_passes(): pass
"""


def mounted(folder: Path, options: str, *command: str) -> list[str]:
    """A command in a mount namespace of its own, with a small disk at `folder`."""
    script = f'mount -t tmpfs -o {options} tmpfs {folder} && exec "$@"'
    return ["unshare", "-m", "sh", "-c", script, "sh", *command]


@pytest.fixture(autouse=True)
def may_mount() -> None:
    tried = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)
    if os.geteuid() != 0 or tried.returncode != 0:
        pytest.skip("capability: mounting a small tmpfs needs root; run as root")


def run(
    house: House, folder: Path, options: str, *module: str, **environment: str
) -> tuple[int, str]:
    """A command of the house with a small disk mounted at `folder`: exit code and output."""
    folder.mkdir(exist_ok=True)
    command = mounted(folder, options, sys.executable, "-m", *module)
    done = subprocess.run(
        command,
        cwd=house.root,
        env=house.environment(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=170,
        check=False,
    )
    assert "Traceback" not in done.stdout, done.stdout
    return done.returncode, done.stdout


MOVE = "name another folder in PGMATRIX_RESULTS"
MODULES = (["scripts.cell", CELL], ["nox", "-s", "smoke"], ["nox", "-s", "smoke", "-j", "2"])


@pytest.mark.parametrize("module", MODULES, ids=" ".join)
def test_results_that_may_not_be_written(house: House, module: list[str]) -> None:
    place = house.root / "results"
    code, output = run(house, place, "ro", *module, PGMATRIX_RESULTS=str(place))
    assert code == 1
    assert f"{place} cannot be written (Read-only file system); {MOVE}" in output


def test_results_that_are_a_file(house: House) -> None:
    (house.root / "file").touch()
    code, output = house.cell(PGMATRIX_RESULTS=str(house.root / "file"))
    assert (code, output.count("\n")) == (1, 1)
    assert output.startswith(f"{house.root}/file cannot be written (File exists); {MOVE}")


def test_results_that_are_full_from_the_start(house: House) -> None:
    place = house.root / "results"
    code, output = run(house, place, "size=4k", "scripts.cell", CELL, PGMATRIX_RESULTS=str(place))
    assert (code, output.count("\n")) == (1, 1), output
    assert output.startswith(f"{place} is full (no space is left); free some room there, or {MOVE}")


def test_results_that_fill_up_are_on_the_terminal(house: House) -> None:
    house.suite(FILLS)
    place = house.root / "results"
    code, output = run(house, place, "size=1m", "scripts.cell", CELL, PGMATRIX_RESULTS=str(place))
    assert code == 1
    assert "E   AssertionError: what the user wants to know" in output
    assert "1 failed, 3 passed" in output
    assert f"{CELL}: void" in output
    line = f"{place} is full (no space is left); free some room there, or {MOVE}"
    assert output.rstrip().endswith(line)


def test_a_history_that_may_not_be_written_is_a_warning(house: House) -> None:
    house.suite("def test_passes(): pass\n")
    place = house.root / "history"
    code, output = run(
        house, place, "ro", "scripts.cell", CELL, PGMATRIX_HISTORY=str(place / "history.jsonl")
    )
    assert (code, "Green: 1 of 1 planned cells" in output) == (0, True), output
    assert f"warning: {place} cannot be written" in output
    assert "name another folder in PGMATRIX_HISTORY" in output


@pytest.mark.parametrize(
    ("options", "reason"),
    [("ro", "cannot be written (Read-only file system)"), ("size=8m", "MB are needed)")],
)
def test_a_cache_that_may_not_be_written_is_one_line(
    house: House, open_folder: Path, options: str, reason: str
) -> None:
    house.suite("def test_passes(): pass\n")
    place = open_folder / "cache"
    code, output = run(house, place, options, "scripts.cell", CELL, PGMATRIX_CACHE=str(place))
    assert code == 1
    lines = [line for line in output.splitlines() if line.startswith(f"{CELL}: FolderError: ")]
    assert len(lines) == 1, output
    assert str(place) in lines[0]
    assert reason in lines[0]
    assert lines[0].endswith("name another folder in PGMATRIX_CACHE")
    assert "Red: of 1 planned cell 1 void" in output


def test_a_filled_cache_need_not_be_written(house: House, open_folder: Path) -> None:
    house.suite("def test_passes(): pass\n")
    place = open_folder / "cache"
    assert house.cell(PGMATRIX_CACHE=str(place), PGMATRIX_RUN_ID="first")[0] == 0
    script = f"mount --bind -o ro {place} {place} && mount -o remount,bind,ro {place}"
    command = [sys.executable, "-m", "scripts.cell", CELL]
    done = subprocess.run(
        [
            "unshare",
            "-m",
            "sh",
            "-c",
            f'{script} && ! touch {place}/x && exec "$@"',
            "sh",
            *command,
        ],
        cwd=house.root,
        env=house.environment(PGMATRIX_CACHE=str(place)),
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_home_that_may_not_be_written_does_not_keep_uv_from_making_environments(
    house: House,
) -> None:
    """The environment is made before a session could say anything."""
    source = "import noxfile, subprocess; subprocess.run(['uv', 'venv', '-q', 'made'], check=True)"
    (house.root / "make.py").write_text(source)
    place = house.root / "home"
    without = {"XDG_CACHE_HOME": "", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    code, output = run(house, place, "ro", "make", HOME=str(place), **without)
    assert (code, (house.root / "made" / "bin" / "python").exists()) == (0, True), output
    cache_ = house.root / ".nox" / "uv-cache"
    assert output == f"{place}/.cache/uv cannot be written: uv keeps its cache in {cache_}\n"


def test_a_closed_home_is_told_how_to_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGMATRIX_CACHE", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (tmp_path / "home").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / ".cache"))
    with pytest.raises(FolderError) as error:
        cache_dir()
    text = f"{tmp_path}/home/.cache/pgmatrix cannot be written (Not a directory); name another"
    assert str(error.value) == f"{text} folder in PGMATRIX_CACHE"


def test_another_that_never_ends_is_named(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGMATRIX_CACHE", str(open_folder))
    monkeypatch.setattr(cache, "LOCK_SECONDS", 0.1)
    target = open_folder / "servers" / "pg"
    cache.reachable(target.parent)
    with cache.alone(target), pytest.raises(cache.BusyError, match=r"for 0\.1 s; end it"):
        stored("pg", fetch)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_errors_elsewhere_stay_what_they_are(tmp_path: Path, number: int) -> None:
    for error in (OSError(number, "no", "/elsewhere/x"), OSError(number, "no"), OSError("no")):
        with pytest.raises(OSError, match="no"), written(tmp_path, results.VARIABLE):
            raise error


def test_a_write_names_no_file_so_the_folder_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill() -> None:
        with Path("/dev/full").open("wb", 0) as full, written(tmp_path):
            full.write(b"x")

    with pytest.raises(OSError, match="No space left"):
        fill()
    monkeypatch.setattr(folders, "_takes_bytes", lambda folder: folder != tmp_path)
    with pytest.raises(FolderError, match="is full"):
        fill()
