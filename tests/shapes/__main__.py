"""Loads every shape on every major version and writes ``trees.json`` if they agree."""

from __future__ import annotations

import json
import sys

from scripts import binaries, install, matrix
from scripts.cluster import Cluster
from tests.chaos.database import Database
from tests.pggit.corpus import objects
from tests.shapes import GOLDEN, NAMES, shape, tree


def loaded(major: int) -> dict[str, tuple[str, dict[str, str]]]:
    """Each shape's tree hash and the hashes of its objects on one major version."""
    found = {}
    with Cluster(binaries.find(major)) as cluster:
        for name in NAMES:
            cluster.sql(f"create database {name}")
            database = Database(cluster.conninfo(name))
            install.install(database.conninfo, install.pggit_folder())
            with database.connect() as connection:
                for answer in shape(name).load(connection):
                    if answer.is_ok == answer.asked.endswith("_fails"):
                        print(f"PostgreSQL {major}: {answer.asked}: {answer.message or 'no error'}")
                found[name] = (tree(connection), objects(connection))
    return found


def main() -> int:
    """The command."""
    oldest, *newer = matrix.majors()
    expected = loaded(oldest)
    differ = [
        f"{name}: {identity} on {major} and {oldest}"
        for major in newer
        for name, (tree_hash, hashes) in loaded(major).items()
        if tree_hash != expected[name][0]
        for identity in dict.fromkeys([*expected[name][1], *hashes])
        if expected[name][1].get(identity) != hashes.get(identity)
    ]
    if differ:
        print("\n".join([*differ, "The major versions do not agree on these."]))
        return 1
    trees = {name: tree_hash for name, (tree_hash, _) in expected.items()}
    GOLDEN.write_text(json.dumps(trees, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
