"""What every module of the chaos suite has."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import matrix
from scripts.matrix import ROOT, categories
from scripts.report.read import Collected, read_progress
from tests.chaos.promises import PROMISES

MODULES = sorted((ROOT / "tests" / "chaos").glob("test_*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_says_risk_meaning_and_how_to_debug(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    parts = re.findall(r"^(Risk|When it fails|How to debug): \S", docstring, re.MULTILINE)
    assert parts == ["Risk", "When it fails", "How to debug"]


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> list[Collected]:
    """Every test of smoke, as a cell collects them; none is run."""
    noted = tmp_path_factory.mktemp("smoke") / "progress.jsonl"
    collect = [sys.executable, "-m", "pytest", "tests/chaos", "--collect-only", "-q"]
    smoke_only = ["-m", matrix.markers("smoke")]
    noting = ["-p", "scripts.recorder", f"--progress={noted}"]
    done = subprocess.run(
        [*collect, *smoke_only, *noting], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    return list(read_progress(noted).collected.values())


def test_every_promise_is_defended_by_smoke(smoke: list[Collected]) -> None:
    defended = {promise for test in smoke for promise in test.promises}
    assert sorted(PROMISES.keys() - defended) == []


def test_no_category_of_smoke_is_empty(smoke: list[Collected]) -> None:
    assert sorted(set(categories()) - {str(test.category) for test in smoke}) == []


def test_nobody_swallows_an_error() -> None:
    broad = re.compile(r"except( Exception| BaseException)?( as \w+)?:")
    suite = (ROOT / "tests").rglob("*.py")
    found = [path.name for path in suite if broad.search(path.read_text(encoding="utf-8"))]
    assert found == []
