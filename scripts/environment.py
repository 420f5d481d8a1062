"""Take the user's settings of libpq and pytest out of the environment, where a command starts.

libpq reads some forty variables (PGHOSTADDR, PGSERVICE, PGOPTIONS, PGTZ ...). Most of them win over
a connection string that does not name them. One is enough to lead a run to another server, or to
change what it measures.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from scripts import folders

OURS = ("PGMATRIX_", "PGGIT_")
# pytest writes these itself, and misses them if they are gone.
RUNNING = ("PYTEST_CURRENT_TEST", "PYTEST_VERSION", "PYTEST_XDIST_")
# What leads to a cell's server: the suite gets these from its cell, or from a user by hand.
SERVER = ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE")


removed: list[str] = []  # names that `clean_environment` took out: the user's shell has them still


def clean_environment(keep: Collection[str] = ()) -> None:
    """Remove from this process's environment what libpq and pytest read, but for names in `keep`.

    Children inherit the rest.
    """
    for name in [name for name in os.environ if _is_foreign(name) and name not in keep]:
        del os.environ[name]
        removed.append(name)


def place_uv_cache(other: Path) -> None:
    """Have uv, which makes nox's environments, keep its cache in `other` if the home is closed."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    usual = Path(home) / "uv"
    if "UV_CACHE_DIR" not in os.environ and not os.access(folders.nearest(usual), os.W_OK):
        print(f"{usual} cannot be written: uv keeps its cache in {other}", file=sys.stderr)
        os.environ["UV_CACHE_DIR"] = str(other)


def without_server(environment: Mapping[str, str]) -> dict[str, str]:
    """Return a copy for a server program: a cell's PGPORT or PGHOST belongs to another server."""
    return {name: value for name, value in environment.items() if not _is_libpq(name)}


def _is_foreign(name: str) -> bool:
    return _is_libpq(name) or (name.startswith("PYTEST_") and not name.startswith(RUNNING))


def _is_libpq(name: str) -> bool:
    return name.startswith("PG") and not name.startswith(OURS)
