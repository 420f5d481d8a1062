"""Loads the corpus on every major version and writes ``hashes.json`` if they agree."""

from __future__ import annotations

import json
import sys

from scripts import binaries, install, matrix
from scripts.cluster import Cluster
from tests.chaos.database import Database
from tests.pggit.corpus import GOLDEN, QUOTED, load, objects, tree


def hashes(major: int) -> dict[str, object]:
    """What the corpus hashes to on one major version."""
    with Cluster(binaries.find(major)) as cluster:
        cluster.sql("create database corpus")
        database = Database(cluster.conninfo("corpus"))
        install.install(database.conninfo, install.pggit_folder())
        load(database)
        with database.connect() as connection:
            found = objects(connection)
        return {"tree": tree(database), "quoted": database.value(QUOTED), "objects": found}


def main() -> int:
    """The command."""
    found = {major: hashes(major) for major in matrix.majors()}
    texts = {major: json.dumps(each, indent=1, ensure_ascii=False) for major, each in found.items()}
    if len(set(texts.values())) > 1:
        for major, each in found.items():
            print(f"PostgreSQL {major}: tree {each['tree']}, quoted {each['quoted']}")
        print("The major versions do not agree; tests/pggit/test_corpus.py says on what.")
        return 1
    GOLDEN.write_text(texts.popitem()[1] + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
