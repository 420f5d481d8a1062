"""What the project's Markdown files hold: commands in code, links with their anchors, sentences."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scripts.matrix import ROOT
from tests.pggit.docs import BLOCK, sections

SPAN = re.compile(r"`(?P<code>[^`\n]+)`")
INDENTED = re.compile(r"^ {4}(?P<code>\S.*)$", re.MULTILINE)
SHELL = {"", "sh"}  # the languages of blocks that may hold commands

ASSIGNMENT = re.compile(r"(?P<name>[A-Z_]+[0-9]*)=")
PROGRAM = re.compile(r"(?:\S*/)?(nox|python|python3|psql)")

PARSER = MarkdownIt("commonmark").enable("table")
SENTENCE_END = re.compile(r"(?<=[.!?])[)\"'*]*\s+")
CODE = "code"  # a code span counts as one word


@dataclass(frozen=True)
class Command:
    """One command of a page: the variables set before it, the program, its arguments."""

    page: str
    variables: tuple[str, ...]
    program: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}: {shlex.join([*self.variables, self.program, *self.arguments])}"

    @property
    def own(self) -> tuple[str, ...]:
        """What stands before ``--``: for nox itself."""
        at = self.arguments.index("--") if "--" in self.arguments else len(self.arguments)
        return self.arguments[:at]

    @property
    def rest(self) -> tuple[str, ...]:
        """What stands behind ``--``: for the session."""
        return self.arguments[len(self.own) + 1 :]


def documents() -> list[Path]:
    """Every Markdown file of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def commands(page: Path) -> list[Command]:
    """The commands of nox, Python and psql that a page shows, each once, in order."""
    name = str(page.relative_to(ROOT)) if page.is_relative_to(ROOT) else page.name
    found = (command(name, code) for code in _codes(page.read_text("utf-8")))
    return list(dict.fromkeys(each for each in found if each))


def _codes(text: str) -> Iterator[str]:
    """The lines of code of a page; a command that goes on behind a backslash is one."""
    for block in BLOCK.finditer(text):
        if block["language"] in SHELL:
            yield from block["body"].replace("\\\n", " ").splitlines()
    prose = BLOCK.sub("", text)
    for pattern in (INDENTED, SPAN):
        yield from (match["code"] for match in pattern.finditer(prose))


def command(page: str, code: str) -> Command | None:
    """The command of a line of code; None where it is another program's, or none."""
    shown, _, _ = code.partition("  ")  # behind two blanks stands what it does
    try:
        words = shlex.split(shown, comments=True)
    except ValueError:  # an apostrophe: prose or SQL
        return None
    if "&&" in words:
        words = words[len(words) - words[::-1].index("&&") :]
    count = next((n for n, word in enumerate(words) if not ASSIGNMENT.match(word)), len(words))
    variables, rest = words[:count], words[count:]
    if not rest or not PROGRAM.fullmatch(rest[0]) or len(rest) == 1:
        return None
    return Command(page, tuple(variables), Path(rest[0]).name, tuple(rest[1:]))


def links(page: Path) -> list[str]:
    """Return the targets of a page's links and pictures, in order."""
    inline = (token for token in _inlines(page.read_text("utf-8")))
    targets = (
        child.attrGet("href") or child.attrGet("src")
        for token in inline
        for child in token.children or []
        if child.type in ("link_open", "image")
    )
    return [str(target) for target in targets]


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub makes of a page's headings."""
    titles = [section.title for section in sections(page.read_text("utf-8"))]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def sentences(text: str) -> list[str]:
    """Return the sentences of a page's paragraphs and list items. A colon does not end one."""
    return [
        sentence
        for token in _inlines(text, "paragraph_open")
        for sentence in SENTENCE_END.split(_plain(token))
        if _words(sentence)
    ]


def cells(text: str) -> list[str]:
    """Return the texts of a page's table cells, heads included."""
    return [_plain(token) for token in _inlines(text, "th_open", "td_open")]


def length(sentence: str) -> int:
    """Return the number of words of a sentence."""
    return len(_words(sentence))


def _inlines(text: str, *openers: str) -> Iterator[Token]:
    """The running texts of a page: all, or only those right behind tokens of certain types."""
    tokens = PARSER.parse(text)
    for before, token in itertools.pairwise(tokens):
        if token.type == "inline" and (not openers or before.type in openers):
            yield token


def _plain(token: Token) -> str:
    """A text without its markup."""
    pieces = {"code_inline": CODE, "softbreak": " ", "hardbreak": " ", "image": ""}
    return "".join(pieces.get(child.type, child.content) for child in token.children or [])


def _words(sentence: str) -> list[str]:
    return [word for word in sentence.split() if re.search(r"\w", word)]
