"""Where PostgreSQL's regression files are: the cache, apt, or a folder that the user names."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.binaries.cache import made_readable, stored
from scripts.binaries.server import UnusableError
from scripts.errors import RepairableError
from scripts.regress import apt

SCHEDULED = re.compile(r"^test:(?P<names>.*)$", re.MULTILINE)


class FilesError(RepairableError):
    """No regression files; the text says where they were looked for and what to do."""


@dataclass(frozen=True)
class Files:
    """The regression files of one major version; `isolation` is None where it has no specs."""

    origin: str  # such as "postgresql-18_18.6", or the user's folder
    regress: Path
    isolation: Path | None

    @property
    def scripts(self) -> list[Path]:
        """The regression files in the order of their schedule, which they depend on."""
        names = scheduled(self.regress / "parallel_schedule")
        return [self.regress / "sql" / f"{name}.sql" for name in names]

    @property
    def specs(self) -> list[Path]:
        """The isolation specs in the order of their schedule."""
        if self.isolation is None:
            return []
        names = scheduled(self.isolation / "isolation_schedule")
        return [self.isolation / "specs" / f"{name}.spec" for name in names]

    def copy(self, work: Path) -> Files:
        """Copy all to `work`, where the server's user reads them and writes beside them."""
        isolation = self.isolation and work / "isolation"
        shutil.copytree(self.regress, work / "regress")
        if self.isolation and isolation:
            shutil.copytree(self.isolation, isolation)
        made_readable(work)
        return Files(self.origin, work / "regress", isolation)


def find(major: int, folder: Path | None) -> Files:
    """Return the files in `folder`, or else those of the distribution's source package.

    A folder is a source tree of PostgreSQL, or one with ``regress`` and perhaps ``isolation``.
    """
    if folder is not None:
        return in_folder(folder, str(folder))
    try:
        tree = stored(f"regress-{major}", partial(apt.fetch, major))
    except UnusableError as error:
        raise FilesError(
            f"no regression files of PostgreSQL {major}: {error}; unpack PostgreSQL's source and"
            " name the folder with --files FOLDER"
        ) from error
    return in_folder(tree, (tree / "VERSION").read_text(encoding="utf-8").strip())


def in_folder(folder: Path, origin: str) -> Files:
    """Return the files of a tree; `FilesError` where it has no schedule."""
    for parent in (folder / "src" / "test", folder):
        if (parent / "regress" / "parallel_schedule").is_file():
            isolation = parent / "isolation"
            has_specs = (isolation / "isolation_schedule").is_file()
            return Files(origin, parent / "regress", isolation if has_specs else None)
    raise FilesError(
        f"{folder} holds no regression files: neither src/test/regress/parallel_schedule nor"
        " regress/parallel_schedule is there; name the folder of PostgreSQL's source"
    )


def scheduled(schedule: Path) -> list[str]:
    """Return the names in a schedule; groups that may run in parallel come one after another."""
    text = schedule.read_text(encoding="utf-8")
    return [name for match in SCHEDULED.finditer(text) for name in match["names"].split()]
