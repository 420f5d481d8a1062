"""A pggit with mutants in it: a folder with an ``install.sql``, as `PGGIT_SQL` wants it.

Whatever installs pggit reads that folder: the template of a cell, the private servers, upgrades.
So a mutant is everywhere without a second way to plant it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from scripts.mutants.mutant import Mutant

EDITS = Path(__file__).with_name("edits.sql")
END = "\ncommit;\n"  # of install.sql: what is planted is part of the installation


def snapshot(source: Path, target: Path) -> Path:
    """A copy of ``sql/``, so that one run tests one pggit while people go on editing."""
    shutil.copytree(source, target)
    script = (target / "install.sql").read_text(encoding="utf-8")
    if script.count(END) != 1:
        raise ValueError(f"{source / 'install.sql'} does not end with one commit")
    return target


def plant(source: Path, target: Path, mutants: Sequence[Mutant]) -> Path:
    """The pggit of `source` with these mutants, in the new folder `target`."""
    target.mkdir(parents=True)
    for entry in source.iterdir():
        if entry.name != "install.sql":
            (target / entry.name).symlink_to(entry.absolute())
    includes = "\\ir edits.sql\n"
    shutil.copy(EDITS, target / "edits.sql")
    for number, mutant in enumerate(mutants):
        (target / f"mutant{number}.sql").write_text(mutant.sql, encoding="utf-8")
        includes += f"\\ir mutant{number}.sql\n"
    script = (source / "install.sql").read_text(encoding="utf-8")
    planted = script.replace(END, f"\n{includes}{END}") if mutants else script
    (target / "install.sql").write_text(planted, encoding="utf-8")
    return target


def nothing(target: Path) -> Path:
    """A pggit that is nothing but an empty schema."""
    target.mkdir(parents=True)
    (target / "install.sql").write_text("create schema if not exists pggit;\n", encoding="utf-8")
    return target
