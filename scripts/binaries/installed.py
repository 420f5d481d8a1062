"""Servers that a package manager or a person installed on this machine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from scripts.binaries.server import Place, UnusableError, tail
from scripts.binaries.user import run

PG_CONFIG_SECONDS = 30

FOLDERS = (
    "/usr/lib/postgresql/{major}/bin",  # Debian, Ubuntu
    "/usr/pgsql-{major}/bin",  # Red Hat, SUSE
    "/opt/homebrew/opt/postgresql@{major}/bin",  # Homebrew on Apple silicon
    "/usr/local/opt/postgresql@{major}/bin",  # Homebrew on Intel
    "/Applications/Postgres.app/Contents/Versions/{major}/bin",
)


def places(major: int) -> Iterator[Place]:
    """The folders where packages of this major version put their programs, then pg_config's."""
    for pattern in FOLDERS:
        folder = Path(pattern.format(major=major))
        yield Place("system", str(folder), partial(Path, folder))
    yield Place("system", "pg_config --bindir", pg_config_bindir)


def pg_config_bindir() -> Path:
    """The folder that the first pg_config on PATH names; it may be of any version."""
    try:
        answer = run(
            ["pg_config", "--bindir"], env=os.environ, cwd=Path("/"), timeout=PG_CONFIG_SECONDS
        )
    except FileNotFoundError as error:
        raise UnusableError("no pg_config on PATH") from error
    except subprocess.TimeoutExpired as error:
        raise UnusableError(f"pg_config did not answer in {PG_CONFIG_SECONDS} s") from error
    if answer.returncode != 0:
        raise UnusableError(f"pg_config ended with {answer.returncode}: {tail(answer.stderr)}")
    return Path(answer.stdout.strip())
