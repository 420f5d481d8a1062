"""The pages of docs/api: their parts, and what their examples really print.

The sql blocks of a page run in order, in one session of a new database with pggit. A text block right
after one is what its last statement prints in psql, without the number of rows. A block that fails
stops at its error, and shows it:

    ERROR:  22023: the message
    HINT:  what to do

To write a page, leave the text blocks empty and let ``python -m tests.pggit.docs docs/api/log.md``
print it with them filled in.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg import Connection
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

from scripts import binaries, install, matrix
from scripts.cluster import Cluster
from scripts.install import TOKENS
from scripts.matrix import ROOT
from tests.chaos.database import Database

API = ROOT / "docs" / "api"

BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^(?P<level>#+) (?P<title>.+)$", re.MULTILINE)
# integer, bigint, smallint, oid, real, double precision, numeric, money: psql sets them to the right.
RIGHT_ALIGNED = {20, 21, 23, 26, 700, 701, 790, 1700}


@dataclass(frozen=True)
class Block:
    """A fenced block and where its body stands in the page."""

    language: str
    body: str
    start: int
    end: int


@dataclass(frozen=True)
class Example:
    """An sql block, and the text block that shows what it prints, if there is one."""

    sql: Block
    shown: Block | None


@dataclass(frozen=True)
class Section:
    """A heading and what is below it, down to the next heading."""

    title: str
    text: str

    @property
    def names(self) -> list[str]:
        """What the section is about: one function, or several with commas between."""
        return self.title.split(", ")

    def signature(self, name: str) -> str:
        """How the section says that a function is called: in lines indented by four blanks."""
        indented = re.search(r"(?:^ {4}.*\n)+", self.text, re.MULTILINE)
        calls = re.split(r"^ {4}(?=pggit\.)", indented[0] if indented else "", flags=re.MULTILINE)
        return next((call for call in calls if call.startswith(f"pggit.{name}(")), "")


def pages() -> list[Path]:
    """The pages of the reference."""
    return sorted(API.glob("*.md"))


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page in order."""
    return [
        Block(m["language"], m["body"], m.start("body"), m.end("body"))
        for m in BLOCK.finditer(text)
    ]


def sections(text: str) -> list[Section]:
    """The sections of a page; a line in a block is no heading."""
    fenced = [(b.start, b.end) for b in blocks(text)]
    found = [
        m
        for m in HEADING.finditer(text)
        if not any(start <= m.start() < end for start, end in fenced)
    ]
    ends = [*(m.start() for m in found[1:]), len(text)]
    return [
        Section(m["title"].strip(), text[m.end() : end]) for m, end in zip(found, ends, strict=True)
    ]


def examples(text: str) -> list[Example]:
    """The sql blocks of a page, each with the text block that follows it."""
    found = [*blocks(text), Block("", "", len(text), len(text))]
    return [
        Example(block, following if _is_shown_by(text, block, following) else None)
        for block, following in itertools.pairwise(found)
        if block.language == "sql"
    ]


def _is_shown_by(text: str, block: Block, following: Block) -> bool:
    between = text[block.end : following.start]
    return following.language == "text" and not re.sub(r"```(text)?", "", between).strip()


def statements(sql: str) -> Iterator[str]:
    """The statements of a block as psql sends them: one at a time, each with its semicolon."""
    start = 0
    for token in re.finditer(f"{TOKENS.pattern} | (?P<end>;)", sql, TOKENS.flags):
        if token["end"]:
            yield sql[start : token.end()].strip()
            start = token.end()
    assert not sql[start:].strip(), f"no semicolon after: {sql[start:].strip()}"


def printed(connection: Connection, sql: str) -> str:
    """What the last statement of a block prints, or the error of the one that fails."""
    output = ""
    for statement in statements(sql):
        result = connection.pgconn.exec_(statement.encode())
        if result.status == ExecStatus.FATAL_ERROR:
            return _error(result)
        output = _table(result)
    return output


def _error(result: PGresult) -> str:
    def field(name: DiagnosticField) -> str:
        return (result.error_field(name) or b"").decode()

    lines = [f"ERROR:  {field(DiagnosticField.SQLSTATE)}: {field(DiagnosticField.MESSAGE_PRIMARY)}"]
    for label, name in (
        ("DETAIL", DiagnosticField.MESSAGE_DETAIL),
        ("HINT", DiagnosticField.MESSAGE_HINT),
    ):
        if field(name):
            lines.append(f"{label}:  {field(name)}")
    return "\n".join(lines) + "\n"


def _table(result: PGresult) -> str:
    """A result in psql's aligned format; nothing for a statement that returns no columns."""
    columns = range(result.nfields)
    if not columns:
        return ""
    head = [(result.fname(c) or b"").decode() for c in columns]
    body = [
        [(result.get_value(r, c) or b"").decode() for c in columns] for r in range(result.ntuples)
    ]
    lines = [[cell.split("\n") for cell in row] for row in body]
    widths = [
        max(len(head[c]), *(len(line) for row in lines for line in row[c]), 0) for c in columns
    ]
    output = [
        "|".join(f" {head[c]:^{widths[c]}} " for c in columns),
        "+".join("-" * (widths[c] + 2) for c in columns),
    ]
    for row in lines:
        output += (
            "|".join(_cell(row[c], number, widths[c], result.ftype(c)) for c in columns)
            for number in range(max(map(len, row)))
        )
    return "".join(line.rstrip() + "\n" for line in output)


def _cell(lines: list[str], number: int, width: int, kind: int) -> str:
    line = lines[number] if number < len(lines) else ""
    aligned = f"{line:>{width}}" if kind in RIGHT_ALIGNED else f"{line:<{width}}"
    return f" {aligned}{'+' if number + 1 < len(lines) else ' '}"


def filled(text: str, connection: Connection) -> str:
    """A page with what its examples really print in its text blocks."""
    pieces = []
    done = 0
    for example in examples(text):
        output = printed(connection, example.sql.body)
        if example.shown:
            pieces += [text[done : example.shown.start], output]
            done = example.shown.end
        elif output.startswith("ERROR:"):
            raise AssertionError(
                f"no text block shows that this fails:\n{example.sql.body}{output}"
            )
    return "".join([*pieces, text[done:]])


def main(arguments: list[str]) -> None:
    """Print pages with their text blocks filled in."""
    with Cluster(binaries.find(matrix.default_pg())) as cluster:
        for number, argument in enumerate(arguments):
            cluster.sql(f"create database page_{number}")
            conninfo = cluster.conninfo(f"page_{number}")
            install.install(conninfo, install.pggit_folder())
            with Database(conninfo).connect() as connection:
                print(filled(Path(argument).read_text(encoding="utf-8"), connection), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
