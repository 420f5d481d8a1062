"""A schema as pg_dump shows it, without what no definition holds, to compare two of them."""

from __future__ import annotations

import difflib
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.binaries import Server
from tests.chaos.database import Database, rows
from tests.chaos.oracles.dump import fixed_key

OPTIONS = (
    "--schema-only",
    "--no-owner",
    "--no-privileges",
    "--no-security-labels",
    "--no-tablespaces",
    "--no-table-access-method",
    "--exclude-schema=pggit",
    "--exclude-schema=pggit_internal",
)

ENTRY = re.compile(r"^-- (?:Name|Data for Name): .*; Type: ([^;]*); Schema: .*\n--\n", re.MULTILINE)

# Lines of their own that say where and how rows are kept, not what the schema is.
STORAGE = re.compile(
    r"^ALTER (?:TABLE|INDEX|MATERIALIZED VIEW)[^;]*? (?:"
    r"ALTER COLUMN [^;]+? SET (?:STATISTICS|STORAGE|COMPRESSION|\()[^;]*"
    r"|REPLICA IDENTITY [^;]*"
    r"|CLUSTER ON [^;]*"
    r");\n",
    re.MULTILINE,
)
# What pg_dump writes between entries belongs to none.
BETWEEN = re.compile(r"(?:\n(?:(?:SET |--|\\unrestrict).*)?)+\Z")
PARAMETERS = re.compile(r"(?:\n|(?<=\)) )WITH \((?:[^()']|'[^']*')*\)")
COST = re.compile(r"(?<= )(?:COST|ROWS) [0-9.e+]+ ?|SUPPORT [\w.\"]+ ?")
# Since 18 NOT NULL has a name, and older servers none.
NOT_NULL = re.compile(r'CONSTRAINT (?:"(?:[^"]|"")*"|[^\s"]+) NOT NULL')
IDENTITY = re.compile(r"(?<=AS IDENTITY \(\n    SEQUENCE NAME ).*(?=\n)")

# A server reads the first of these as the second: a restored dump is not dumped as it was.
CAST_ARRAY = re.compile(r"\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]")
CAST_ELEMENT = re.compile(r"'(?:[^']|'')*'::character varying")
# What is set for a function, and a view's options, have no order.
SETTINGS = re.compile(r"(?:^    SET .*\n){2,}", re.MULTILINE)
OPTIONS_OF_VIEW = re.compile(r"(?<= WITH \()[^()]*(?=\) AS\n)")

# Nor does the name of a NOT NULL constraint count where there is a comment on it.
NOT_NULL_COMMENTS = """
    select format('COMMENT ON CONSTRAINT %I ON %s IS', c.conname, c.conrelid::regclass), a.attname
    from pg_constraint as c join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'n' and c.conrelid <> 0 and obj_description(c.oid, 'pg_constraint') is not null
"""
INHERITED = """
    select 'pg_attribute', attrelid, attnum from pg_attribute where attislocal and attinhcount > 0
    union all
    select 'pg_constraint', oid, 0 from pg_constraint where conislocal and coninhcount > 0
"""


@dataclass(frozen=True)
class Schema:
    """The entries of a dump, sorted: equal schemas have equal ones, in whatever order they were made."""

    entries: tuple[str, ...]

    @classmethod
    def of(cls, entries: Iterable[str]) -> Schema:
        """Return a schema of entries in any order."""
        return cls(tuple(sorted(entries)))

    def differences(self, other: Schema) -> list[str]:
        """Return the lines that differ; empty for equal schemas."""
        if self == other:
            return []
        ours, theirs = ("".join(each.entries).splitlines(keepends=True) for each in (self, other))
        return list(difflib.unified_diff(theirs, ours, "expected", "found", n=1))


@dataclass(frozen=True)
class Dumper:
    """A server's pg_dump."""

    program: Path
    env: dict[str, str]

    @classmethod
    def of(cls, server: Server) -> Dumper | None:
        """Return the server's own; None where its origin ships none."""
        program = server.program("pg_dump")
        return cls(program, server.env) if program else None

    def take(self, database: Database) -> Schema:
        """Return the schema of a database. Nothing else may write to it meanwhile."""
        with inherited_only(database):
            dumped = subprocess.run(
                [
                    self.program,
                    *fixed_key(self.program, self.env.get("LD_LIBRARY_PATH", "")),
                    *OPTIONS,
                    "-d",
                    database.conninfo,
                ],
                env={**os.environ, **self.env},
                check=True,
                capture_output=True,
                text=True,
                timeout=60,
            )
        text = dumped.stdout
        with database.connect(options="-c search_path=") as connection:
            for comment, column in rows(connection, NOT_NULL_COMMENTS):
                text = text.replace(
                    comment, f"COMMENT ON NOT NULL OF {column} IN {comment.rpartition(' ON ')[2]}"
                )
        return Schema.of(entries(text))


@contextmanager
def inherited_only(database: Database) -> Iterator[None]:
    """Let children declare nothing that they inherit: no definition tells whether they did.

    pg_dump writes a declared column or check into the child, and an inherited one not. The
    catalog is as before afterwards.
    """
    with database.connect() as connection:
        found = rows(connection, INHERITED)
        for is_local in (False, True):
            for catalog, oid, number in found:
                if catalog == "pg_attribute":
                    change = "update pg_attribute set attislocal = %s where attrelid = %s and attnum = %s"
                    rows(connection, change, is_local, oid, number)
                else:
                    rows(
                        connection,
                        "update pg_constraint set conislocal = %s where oid = %s",
                        is_local,
                        oid,
                    )
            if not is_local:
                yield


def entries(dump: str) -> Iterator[str]:
    """Yield the entries of a dump as one text each, normalized."""
    _, *parts = ENTRY.split(dump)
    for kind, text in zip(parts[::2], parts[1::2], strict=True):
        if kind == "EVENT TRIGGER":
            continue  # pggit's
        if (entry := normalized(kind, text)).strip():
            yield entry


def normalized(kind: str, text: str) -> str:
    """Return an entry without what no definition holds. `kind` is pg_dump's word for its type."""
    if kind not in {"FUNCTION", "PROCEDURE", "AGGREGATE", "COMMENT"}:
        text = STORAGE.sub("", text)
    if kind in {"TABLE", "INDEX", "CONSTRAINT", "MATERIALIZED VIEW"}:
        text = PARAMETERS.sub("", text)
        text = text.replace("CREATE UNLOGGED ", "CREATE ")
    if kind in {"TABLE", "CONSTRAINT", "DOMAIN", "CHECK CONSTRAINT"}:
        text = NOT_NULL.sub("NOT NULL", text)
    if kind == "VIEW":
        text = OPTIONS_OF_VIEW.sub(lambda options: ", ".join(sorted(options[0].split(", "))), text)
    if kind in {"FUNCTION", "PROCEDURE"}:
        head, separator, body = text.partition("\n    AS ")
        head = SETTINGS.sub(
            lambda found: "".join(sorted(found[0].splitlines(keepends=True))), head + "\n"
        )
        text = COST.sub("", head).rstrip() + separator + body
    elif kind != "COMMENT":
        text = CAST_ARRAY.sub(cast_elements, text)
    if kind == "SEQUENCE":
        text = IDENTITY.sub("(its own)", text)
    return BETWEEN.sub("\n", text).strip("\n") + "\n"


def cast_elements(array: re.Match[str]) -> str:
    """Return an array with a cast as an array of casts."""
    return "ARRAY[" + CAST_ELEMENT.sub(r"(\g<0>)::text", array[1]) + "]"
