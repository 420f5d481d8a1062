"""Calls that a session makes and that the model makes too."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import Connection, sql

from tests.chaos.database import Answer, ask
from tests.chaos.oracles.model import Git, RefusedError

# Methods of the model that are no functions of pggit. The arguments are names, ...
STATEMENTS = {
    "create_table": "create table {} (id integer)",
    "add_column": "alter table {} add column {} integer",
    "drop_column": "alter table {} drop column {}",
    "drop_table": "drop table {}",
}
CHANGES = """
    select coalesce(array_agg(identity || ' ' || change order by identity collate "C"), '{{}}')
    from pggit.%s({}) where object_type = 'table'
"""
# ... or values.
QUERIES = {
    "log": "select coalesce(array_agg(hash), '{{}}') from pggit.log({}, 1000000)",
    "show": CHANGES % "show",
    "status": CHANGES % "status",
    "version": """
        select coalesce(array_agg(full_version), '{{}}') from pggit.get_version(quote_ident({}))
    """,
    "view": """
        select jsonb_build_object(
            'branches', (
                select jsonb_object_agg(
                    b.branch_name, jsonb_build_array(b.parent_branch, b.head_commit_hash, b.commit_count)
                )
                from pggit.list_branches() as b
            ),
            'commits', (
                select coalesce(
                    jsonb_object_agg(c.hash, jsonb_build_array(c.parent_commit_hash, c.message)), '{{}}'
                )
                from pggit.commits as c
            ),
            'tags', (
                select coalesce(jsonb_object_agg(t.name, t.commit_hash), '{{}}') from pggit.tags as t
            )
        )
    """,
}


@dataclass(frozen=True)
class Call:
    """A method of the model with its arguments; ``#`` in one stands for a number, see `numbered`."""

    name: str
    arguments: tuple[str | bool, ...] = ()

    @property
    def sql(self) -> str:
        """The statement that makes the server do it."""
        if self.name in STATEMENTS:
            names = map(sql.Identifier, map(str, self.arguments))
            return sql.SQL(STATEMENTS[self.name]).format(*names).as_string()
        places = ", ".join(["{}"] * len(self.arguments))
        text = QUERIES.get(self.name, f"select pggit.{self.name}({places})")
        return sql.SQL(text).format(*map(sql.Literal, self.arguments)).as_string()

    def numbered(self, number: int) -> Call:
        """The same under names of its own."""
        return Call(
            self.name,
            tuple(
                each.replace("#", str(number)) if isinstance(each, str) else each
                for each in self.arguments
            ),
        )

    def ask(self, connection: Connection) -> Answer:
        """What the server says."""
        return ask(connection, self.sql)

    def do(self, git: Git, said: Answer) -> str | None:
        """Do it to the model; what the server should have said instead, or None if it was right."""
        # The server chooses a commit's ID.
        arguments = (
            (*self.arguments, said.value) if self.name == "commit_changes" else self.arguments
        )
        try:
            value = getattr(git, self.name)(*arguments)
        except RefusedError as refused:
            return None if refused.sqlstate == said.sqlstate else refused.sqlstate
        is_right = said.is_ok and value in (None, said.value)
        return None if is_right else repr(value)
