"""What tests ask pggit and the catalog, in one line each."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from tests.chaos.database import ask, rows

DRIFT = """
    select coalesce(c.identity, o.identity)
    from pggit_internal.catalog_objects() as c
    full join (select * from pggit_internal.objects where is_live) as o
        on o.object_type = c.object_type and o.identity = c.identity
    where o.definition is distinct from pggit_internal.definition(c.classid, c.objid)
    order by 1
"""


def run(db: Connection, *statements: str) -> None:
    """Statements, one after the other."""
    for statement in statements:
        rows(db, statement)


def value(db: Connection, query: str, *params: object) -> Any:
    """The first column of the only row."""
    ((found, *_),) = rows(db, query, *params)
    return found


def error(db: Connection, query: str, *params: object) -> str | None:
    """The SQLSTATE that a statement fails with; None where it succeeds. The transaction goes on."""
    rows(db, "savepoint error")
    answer = ask(db, query, *params)
    rows(db, "rollback to savepoint error")
    return answer.sqlstate


def version(db: Connection, name: str) -> str | None:
    """The full version of an object; None where pggit knows none."""
    found = rows(db, "select full_version from pggit.get_version(%s)", name)
    return str(found[0][0]) if found else None


def changes(db: Connection, name: str) -> list[str]:
    """The change types in an object's history, oldest first."""
    return [row[0] for row in rows(db, "select change_type from pggit.get_history(%s)", name)][::-1]


def severities(db: Connection, name: str) -> list[str]:
    """The severities in an object's history, oldest first."""
    return [row[0] for row in rows(db, "select severity from pggit.get_history(%s)", name)][::-1]


def recorded(db: Connection) -> set[str]:
    """Type and identity of every live object but the schema public."""
    found = rows(
        db,
        "select object_type || ' ' || identity from pggit_internal.objects"
        " where is_live and (object_type, identity) <> ('schema', 'public')",
    )
    return {str(row[0]) for row in found}


def unrecorded(db: Connection) -> list[str]:
    """The objects whose record differs from the catalog, or that only one of them has."""
    return [row[0] for row in rows(db, DRIFT)]


def findings(db: Connection) -> list[tuple[str, str, str]]:
    """What fsck finds: check, object, detail."""
    return rows(db, "select check_name, object, detail from pggit.fsck()")
