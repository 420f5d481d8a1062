"""The messages that code can print, as patterns: what a page quotes is held against them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nox

from scripts.matrix import ROOT

SOURCES = (ROOT / "scripts", ROOT / "tests" / "chaos", Path(nox.__file__).parent)
TELLING = 15  # letters that are the same each time; fewer would fit too many lines


@cache
def templates() -> list[re.Pattern[str]]:
    """Every line of a string in the sources, with a gap for each value put in."""
    found = {
        line
        for folder in SOURCES
        for path in sorted(folder.rglob("*.py"))
        for text in _strings(ast.parse(path.read_text("utf-8")))
        for line in text.split("\n")
        if len(line.replace("\0", "").strip()) >= TELLING
    }
    return [re.compile(re.escape(line.strip()).replace("\0", ".+")) for line in sorted(found)]


def _strings(tree: ast.AST) -> Iterator[str]:
    """The strings of a module; a NUL is where a value goes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
