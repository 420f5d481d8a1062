"""What every module of the chaos suite has."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from scripts.matrix import ROOT, categories
from tests.chaos.promises import PROMISES

MODULES = sorted((ROOT / "tests" / "chaos").glob("test_*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_says_risk_meaning_and_how_to_debug(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    parts = re.findall(r"^(Risk|When it fails|How to debug): \S", docstring, re.MULTILINE)
    assert parts == ["Risk", "When it fails", "How to debug"]


def test_every_promise_is_defended() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    defended = set(re.findall(r'promise\("([^"]+)"\)', text))
    assert defended == set(PROMISES)


def test_no_category_is_empty() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    assert [name for name in categories() if f"pytest.mark.{name}]" not in text] == []


def test_nobody_swallows_an_error() -> None:
    broad = re.compile(r"except( Exception| BaseException)?( as \w+)?:")
    suite = (ROOT / "tests").rglob("*.py")
    found = [path.name for path in suite if broad.search(path.read_text(encoding="utf-8"))]
    assert found == []
