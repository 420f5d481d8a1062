"""Which characters a custom Trinity ID may have: those that can be seen, on every server and in every locale."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

import pytest
from psycopg import Connection

from tests.chaos.database import Database, rows
from tests.pggit.reading import error, value

COMMIT = "select pggit.commit_changes('main', '', %s)"
UNSEEN = {
    "control": "\x01",
    "control of Latin-1": "\x85",
    "no-break space": "\xa0",
    "soft hyphen": "\xad",
    "ideographic space": "\u3000",
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "right to left": "\u202e",
    "isolate": "\u2066",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "byte order mark": "\ufeff",
    "tag": "\U000e0041",
    "private use": "\ue000",
    "private plane": "\U0010fffd",
    "no character": "\ufdd0",
    "last of a plane": "\U0001ffff",
}
SEEN = [
    "é",
    "ß",
    "ж",
    "א",
    "ش",
    "あ",
    "漢",
    "ก",
    "가",
    "€",
    "🚀",
    "e\u0301",
    "'",
    '"',
    "\\",
    " ",
    "~",
    "\u0378",  # not assigned, but may be one day
]


@pytest.mark.parametrize("name", UNSEEN)
def test_what_cannot_be_seen_is_refused(db: Connection, name: str) -> None:
    for place in ("{}release-2026", "release{}2026", "release-2026{}"):
        assert error(db, COMMIT, place.format(UNSEEN[name])) == "22023"


@pytest.mark.parametrize("character", SEEN)
def test_what_can_be_seen_is_taken(db: Connection, character: str) -> None:
    assert value(db, COMMIT, f"release{character}2026") == f"release{character}2026"


def test_the_list_is_unicodes(db: Connection) -> None:
    listed = {
        code
        for low, high in rows(
            db, "select lower(r), upper(r) from unnest(pggit_internal.unprintable()) as r"
        )
        for code in range(low, high)
    }
    # Python's Unicode is another one than the list's: what it does not know says nothing.
    known = [code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) != "Cn"]
    assert len(known) > 250_000
    assert {code for code in known if not chr(code).isprintable()} == listed & set(known)


# The database's encoding, and the one of the bytes that are stored in it.
@pytest.fixture(params=["LATIN1 latin-1", "SQL_ASCII utf-8"])
def encodings(request: pytest.FixtureRequest) -> list[str]:
    found: list[str] = request.param.split()
    return found


@pytest.fixture
def other(encodings: list[str], server: Database) -> Iterator[Database]:
    """A database of another encoding, with nothing of pggit's but the check."""
    server.sql(
        f"create database pggit_encoded template template0 encoding '{encodings[0]}' locale 'C'"
    )
    try:
        yield Database(server.conninfo.replace("dbname=postgres", "dbname=pggit_encoded"))
    finally:
        server.sql("drop database pggit_encoded with (force)")


def test_the_encoding_of_the_database_does_not_count(
    other: Database, encodings: list[str], db: Connection
) -> None:
    names = ("utf8(text)", "unprintable()", "is_printable(text)", "is_trinity_id(text)")
    query = "select pg_get_functiondef(('pggit_internal.' || %s)::regprocedure)"
    other.sql("create schema pggit_internal")
    for name in names:
        other.sql(value(db, query, name))
    check = "select pggit_internal.is_trinity_id(convert_from(%s, getdatabaseencoding()))"
    for text, expected in (("Größe-2026", True), ("Gr\xad\xadße-2026", False)):
        assert other.value(check, text.encode(encodings[1])) is expected
