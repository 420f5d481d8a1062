"""A copy of ``sql/`` whose statements write their places to the server's log.

Nothing moves to another line. A PL/pgSQL statement gets a ``raise log`` before it, in functions and
in DO blocks. The body of an SQL function is one statement: its mark is a call of a function, which
SQL has instead of ``raise``.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.errors import RepairableError
from scripts.sql_coverage import plpgsql
from scripts.sql_coverage.tokens import Token, tokens

SIGN = "pggit-covered"  # in the log, before the place
MARK_FILE = "coverage_mark.sql"
MARK = f"""
create or replace function pggit_internal.coverage_mark(p_place text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise log '{SIGN} %', p_place;
end
$$;
"""
INCLUDE = re.compile(r"^\\ir .*\n", re.MULTILINE)


class UnreadableError(RepairableError):
    """A file that is not read here as PostgreSQL reads it; says file and line."""


@dataclass(frozen=True)
class Edit:
    """What stands instead of the text from `start` to `end`; `%` is the statement's place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Statement:
    """A statement's position in its file, and how to mark it: the first edit stands there."""

    edits: tuple[Edit, ...]

    @property
    def position(self) -> int:
        """Where it begins."""
        return self.edits[0].start


def copy(folder: Path, target: Path) -> dict[str, str]:
    """Write the copy to `target`; the place of every statement, and the line that stands there."""
    shutil.copytree(folder, target)
    places: dict[str, str] = {}
    for path in sorted(target.rglob("*.sql")):
        text = path.read_text(encoding="utf-8")
        marked, found = instrument(text, path.relative_to(target).as_posix())
        path.write_text(marked, encoding="utf-8")
        places |= found
    script = target / "install.sql"
    text = script.read_text(encoding="utf-8")
    # Behind the first script, which makes the schemas.
    script.write_text(INCLUDE.sub(rf"\g<0>\\ir {MARK_FILE}\n", text, count=1), encoding="utf-8")
    (target / MARK_FILE).write_text(MARK, encoding="utf-8")
    return places


def instrument(text: str, name: str) -> tuple[str, dict[str, str]]:
    """A file's text with marks, and the place of every statement with its line."""
    places: dict[str, str] = {}
    edits: list[Edit] = []
    try:
        for statement in statements(text):
            place = _place(text, statement.position, name, places)
            places[place] = text[statement.position :].partition("\n")[0]
            edits += [Edit(e.start, e.end, e.text.replace("%", place)) for e in statement.edits]
    except plpgsql.SyntaxUnknownError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableError(f"{name}:{line}: {error}") from error
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text, places


def statements(text: str) -> Iterator[Statement]:
    """The statements in the bodies of a file's functions and DO blocks."""
    command: list[Token] = []
    for token in tokens(text, 0, len(text)):
        command.append(token)
        if token.is_sign(";"):
            yield from _in_command(text, command)
            command = []


def _in_command(text: str, command: list[Token]) -> Iterator[Statement]:
    words = [each.text for each in command if each.kind == "word"]
    bodies = [each for each in command if each.kind == "body"]
    if words[:1] == ["do"]:
        yield from _plpgsql(text, bodies[0])
    elif words[:1] == ["create"] and {"function", "procedure"} & set(words[1:4]):
        language = words[words.index("language") + 1]
        if language == "plpgsql":
            yield from _plpgsql(text, bodies[0])
        elif language == "sql" and bodies:
            yield _sql_statement(tokens(text, bodies[0].start, bodies[0].end)[0])
        elif language == "sql" and "atomic" in words:
            # The command ends at the body's first ";", which is far enough.
            first = command[[each.text for each in command].index("atomic") + 1]
            yield _sql_statement(first)
        elif language == "sql" and "return" in words:
            yield _sql_expression(command)
        else:
            raise plpgsql.SyntaxUnknownError("found no body that is known", command[0].start)


def _plpgsql(text: str, body: Token) -> Iterator[Statement]:
    for start in plpgsql.statements(tokens(text, body.start, body.end), body.end):
        yield Statement((Edit(start, start, f"raise log '{SIGN} %'; "),))


def _sql_statement(first: Token) -> Statement:
    return Statement(
        (Edit(first.start, first.start, "select pggit_internal.coverage_mark('%'); "),)
    )


def _sql_expression(command: list[Token]) -> Statement:
    """``return x`` becomes ``begin atomic select mark; select x as returned; end``.

    Without a name, PostgreSQL would give the column one when it is dumped: no longer the same dump.
    """
    word = next(each for each in command if each.is_word("return"))
    mark = "begin atomic select pggit_internal.coverage_mark('%'); select"
    end = command[-1].start
    return Statement((Edit(word.start, word.end, mark), Edit(end, end, " as returned; end")))


def _place(text: str, position: int, name: str, taken: dict[str, str]) -> str:
    line_start = text.rfind("\n", 0, position) + 1
    place = f"{name}:{text.count(chr(10), 0, position) + 1}"
    return place if place not in taken else f"{place}:{position - line_start + 1}"
