"""Checks pggit's PL/pgSQL functions for what creating them does not check: ``-m scripts.sql_lint``.

PL/pgSQL looks at an expression only when it runs. The extension plpgsql_check looks at all of them:
columns that do not exist, types that do not fit, variables nobody uses, a volatility that is wrong.
No download has it, so this needs a PostgreSQL that is installed on the machine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts import command, install, lifeline, matrix
from scripts.binaries import Server
from scripts.binaries.search import places
from scripts.binaries.server import UnusableError
from scripts.cluster import Cluster, reap

DATABASE = "pggit_lint"

# The beginning of a function, a part of the message, and why it is right as it is.
EXCEPTIONS = {
    ("pggit_internal.run_script(text,text)", "text type variable is not sanitized"): (
        "running the script of a migration, with its caller's rights, is what it is for"
    ),
    ("pggit_internal.raise_corrupt(text)", "should be IMMUTABLE"): (
        "with a constant, the planner would call it"
    ),
    ("pggit_internal.", "cannot to determine"): "the check itself says that it cannot tell",
    ("pggit_internal.lost_rows(text)", "SQL injection"): (
        "its names come quoted, from a statement of pggit.plan()"
    ),
    **{
        (f"pggit_internal.{function}(", "SQL injection"): (
            "its names come quoted, from table_shape() and the registry"
        )
        for function in (
            "advance_base_to_branch",
            "advance_base_to_source",
            "apply_to_branch",
            "apply_to_table",
            "check_data_branches",
            "describe_data_branch",
            "grant_as_table",
            "lock_relation",
            "make_branch_view",
            "make_overlay",
            "make_save_triggers",
            "merge_found_branches",
        )
    },
}

# A trigger function is checked with each table that has it as a trigger. Where none has it, because
# that comes with a data branch, with some relation: it may not use a column then.
QUERY = """
select function.name, coalesce(c.lineno, 1), c.level, concat_ws('; ', c.message, c.detail, c.hint)
from (
    select distinct
        p.oid, p.oid::regprocedure::text as name, t.tgoldtable, t.tgnewtable,
        case
            when p.prorettype = 'trigger'::regtype then coalesce(t.tgrelid, 'pg_class'::regclass)
            else 0
        end as relation
    from pg_proc as p
    join pg_language as l on l.oid = p.prolang
    left join pg_trigger as t on t.tgfoid = p.oid
    where l.lanname = 'plpgsql'
        and p.pronamespace in (to_regnamespace('pggit'), to_regnamespace('pggit_internal'))
) as function
cross join lateral plpgsql_check_function_tb(
    function.oid, function.relation, oldtable => tgoldtable, newtable => tgnewtable,
    fatal_errors => false, all_warnings => true
) as c
order by 1, 2, 4
"""


@dataclass(frozen=True)
class Finding:
    """What plpgsql_check says about a line of a function's body."""

    function: str
    line: int
    level: str
    message: str

    def __str__(self) -> str:
        return f"{self.function}:{self.line}: {self.level}: {self.message}"

    def is_meant_by(self, exception: tuple[str, str]) -> bool:
        """Whether an entry of `EXCEPTIONS` is about this."""
        function, message = exception
        return self.function.startswith(function) and message in self.message


def main() -> int:
    """Print what is found; 1 if anything is."""
    lifeline.hold()
    reap()
    server = next(servers_with_check(), None)
    if server is None:
        major = next((each.major for each in installed_servers()), matrix.default_pg())
        print(
            "sql_lint: NOT CHECKED: no PostgreSQL that is installed here has plpgsql_check."
            f" What would help: apt-get install postgresql-{major}-plpgsql-check",
            file=sys.stderr,
        )
        return 0
    found = findings(server, install.pggit_folder())
    bad = [*unexpected(found), *unneeded(found)]
    print("\n".join(bad) or f"sql_lint: nothing found by plpgsql_check on {server.version}")
    return 1 if bad else 0


def servers_with_check() -> Iterator[Server]:
    """The servers of this machine that have plpgsql_check."""
    for server in installed_servers():
        with Cluster(server) as cluster:
            names = "select name from pg_available_extensions where name = 'plpgsql_check'"
            if cluster.sql(names):
                yield server


def installed_servers() -> Iterator[Server]:
    """The servers of the matrix that are here without a download."""
    for major in matrix.majors():
        for place in places(major):
            if place.origin in {"environment", "system"}:
                try:
                    yield place.probe(major)
                except (UnusableError, OSError):
                    continue


def findings(server: Server, folder: Path) -> list[Finding]:
    """What plpgsql_check says about the pggit that `folder` holds."""
    with Cluster(server) as cluster:
        cluster.sql(f"create database {DATABASE}")
        cluster.sql("create extension plpgsql_check", dbname=DATABASE)
        install.install(cluster.conninfo(DATABASE), folder)
        return [Finding(*row) for row in cluster.sql(QUERY, dbname=DATABASE)]


def unexpected(found: Iterable[Finding]) -> list[str]:
    """The findings that no exception is about."""
    return [str(each) for each in found if not any(map(each.is_meant_by, EXCEPTIONS))]


def unneeded(found: Iterable[Finding]) -> list[str]:
    """The exceptions that are about none of the findings."""
    return [
        f"{function}: EXCEPTIONS of scripts/sql_lint.py lists {message!r}, which is not found"
        for function, message in EXCEPTIONS
        if not any(each.is_meant_by((function, message)) for each in found)
    ]


if __name__ == "__main__":
    command.run(main)
