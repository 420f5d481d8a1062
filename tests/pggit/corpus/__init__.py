"""Objects of every kind that pggit tracks, and the hashes that they have on every major version.

``python -m tests.pggit.corpus`` writes ``hashes.json`` anew, once all major versions agree on it.
"""

from __future__ import annotations

from pathlib import Path

from psycopg import Connection

from tests.chaos.database import Database, rows

FOLDER = Path(__file__).parent
GOLDEN = FOLDER / "hashes.json"

# In an order in which each finds what it uses.
SCRIPTS = (
    "types",
    "columns",
    "names",
    "constraints",
    "indexes",
    "triggers",
    "policies",
    "families",
    "sequences",
    "routines",
    "views",
    "reread",
)

OBJECTS = """
    select
        object_type || ' ' || identity,
        pggit_internal.sha256_hex(pggit_internal.definition(classid, objid)::text)
    from pggit_internal.catalog_objects()
"""

# The words that the server quotes as names, in pggit's spelling.
QUOTED = """
    select pggit_internal.sha256_hex(string_agg(word, ' ' order by word collate "C"))
    from pg_get_keywords()
    where pggit_internal.spelled_alike(quote_ident(word)) <> word
"""


def load(database: Database) -> None:
    """Create the corpus, in one session: in each new one pggit's functions compile anew."""
    with database.connect() as connection:
        for script in SCRIPTS:
            rows(connection, (FOLDER / f"{script}.sql").read_text(encoding="utf-8"))


def objects(connection: Connection) -> dict[str, str]:
    """The hash of every object in the catalog, by type and identity."""
    return dict(sorted(rows(connection, OBJECTS)))


def tree(database: Database) -> str:
    """The tree hash of a commit."""
    database.sql("select pggit.commit_changes('main', 'the corpus')")
    return str(
        database.value("select tree_hash from pggit.commits order by committed_at desc limit 1")
    )
