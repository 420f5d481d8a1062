"""libfaketime, which skews a server's clock: the machine's own, else the one in a wheel of PyPI."""

from __future__ import annotations

import platform
import subprocess
import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.binaries.cache import stored
from scripts.binaries.pins import Pin
from scripts.binaries.pypi import fetch_wheel
from scripts.binaries.server import UnusableError, tail
from scripts.binaries.user import run_as_server
from scripts.errors import RepairableError

# Where packages put it: Debian and Ubuntu, Fedora, Arch and Alpine.
FOLDERS = ("usr/lib/*/faketime", "usr/lib64/faketime", "usr/lib/faketime")
NAME = "libfaketimeMT.so.1"
SYSTEM = Path("/")

# The wheel is marked for any machine, but holds a library for Linux on x86-64.
PIN = Pin(
    "libfaketime",
    "3.0.1",
    "any",
    "sha256",
    "5eed7c17f3d4ba0f6f828de4975f69a622b06b1e792674e6c1b069c0689fab79",
)
MACHINE = "x86_64"
INSIDE = "libfaketime/vendor/libfaketime/src/libfaketime.so.1"
FETCH_SECONDS = 15  # for 93 kB; a test that waits for it is ended after 60


@dataclass(frozen=True)
class Library:
    """A libfaketime that changes the time here."""

    origin: str  # "system" or "pypi"
    path: Path


def find() -> Library:
    """Return the first libfaketime that changes the time here, downloaded if need be.

    Raise `UnusableError` without one: the text names each place, what was found there, and
    what helps.
    """
    if platform.system() != "Linux":
        raise UnusableError(
            "libfaketime needs LD_PRELOAD, which only Linux has; run this on a Linux machine"
        )
    failures = []
    for origin, place in (("system", installed), ("pypi", fetched)):
        try:
            path = place()
            probe(path)
        except (UnusableError, RepairableError, OSError) as error:
            failures.append(f"{origin}: {' '.join(str(error).split())}")
        else:
            return Library(origin, path)
    raise UnusableError(f"no libfaketime ({'; '.join(failures)}); install the package faketime")


def installed() -> Path:
    """Return the library that a package manager installed."""
    found = sorted(path for folder in FOLDERS for path in SYSTEM.glob(f"{folder}/{NAME}"))
    if not found:
        raise UnusableError(f"{NAME} is not installed")
    return found[0]


def fetched() -> Path:
    """Return the library in the cache, downloaded if it is not there."""
    if platform.machine() != MACHINE:
        raise UnusableError(f"PyPI has it for {MACHINE} only, this is {platform.machine()}")
    return stored(f"{PIN.package}-{PIN.version}", partial(fetch, PIN)) / Path(INSIDE).name


def fetch(pin: Pin, draft: Path) -> Path:
    """Download the wheel into `draft` and take the library out of it."""
    tree = draft / "library"
    with zipfile.ZipFile(fetch_wheel(pin, draft, FETCH_SECONDS)) as archive:
        tree.mkdir()
        (tree / Path(INSIDE).name).write_bytes(archive.read(INSIDE))
    return tree


def probe(library: Path) -> None:
    """Raise `UnusableError` if a program that preloads the library does not believe its clock."""
    try:
        answer = run_as_server(
            ["date", "+%Y"],
            env={"LD_PRELOAD": str(library), "FAKETIME": "@2001-02-03 04:05:06"},
            timeout=10,
        )
    except subprocess.TimeoutExpired as error:
        raise UnusableError(f"{library} makes `date` hang for {error.timeout} s") from error
    if answer.stdout.strip() != "2001":
        raise UnusableError(f"{library} does not change the time here: {tail(answer.stderr)}")
