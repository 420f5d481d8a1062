"""The guides are true: files that they name exist, and the steps to extend the machinery work."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts import matrix
from scripts.matrix import ROOT, categories
from scripts.mutants.mutant import read
from tests.scripts.house import House
from tests.scripts.markdown import SPAN

GUIDES = [
    *sorted((ROOT / "docs" / "testing").glob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "docs/performance.md")),
]
NAMED = re.compile(r"(?:tests|scripts|docs|sql|\.github|\.ci)/[\w./*-]+")
INVENTED = re.compile(r"test_x\b")  # stands for any

NEXT_MAJOR = max(matrix.majors()) + 1

pytestmark = pytest.mark.timeout(180)


def say(house: House, *command: str) -> str:
    """What a program says in the copy."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=house.root,
        env=house.environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.relative_to(ROOT)))
def test_files_that_a_guide_names_exist(guide: Path) -> None:
    named = [
        span["code"]
        for span in SPAN.finditer(guide.read_text("utf-8"))
        if NAMED.fullmatch(span["code"]) and not INVENTED.search(span["code"])
    ]
    assert [name for name in named if not list(ROOT.glob(name.rstrip("/")))] == []


def test_every_category_and_tier_is_explained() -> None:
    text = (ROOT / "docs" / "testing" / "CHAOS_ENGINEERING.md").read_text("utf-8")
    rows = re.findall(r"^\| (\w+) \|", text, re.MULTILINE)
    assert {*categories(), *matrix.table()["tiers"]} <= set(rows)


def test_a_fault_is_in_the_doctors_list_with_its_reason(house: House) -> None:
    (house.root / "tests" / "chaos" / "faults" / "flood.py").write_text(
        '"""Floods the cellar."""\n\n\n'
        "def why_not() -> str:\n    return 'capability: no water; open the tap'\n"
    )
    (house.root / "list_faults.py").write_text(
        "from scripts.doctor import known_faults\n"
        "print([fault for fault in known_faults() if fault[0] == 'flood'])\n"
    )
    said = say(house, "list_faults")
    assert "[('flood', 'Floods the cellar.', 'capability: no water; open the tap')]" in said


@pytest.mark.parametrize(
    ("marks", "complaint"),
    [
        (["chaos", "promise('server.survives')"], "has categories []"),
        (["chaos", "load"], "defends nothing"),
    ],
)
def test_a_test_without_its_marks_is_refused(
    house: House, marks: Sequence[str], complaint: str
) -> None:
    (house.root / "tests" / "chaos" / "test_new.py").write_text(
        "import pytest\n\n"
        + "".join(f"@pytest.mark.{mark}\n" for mark in marks)
        + "def test_new():\n    pass\n"
    )
    assert complaint in say(house, "pytest", "tests/chaos", "--collect-only", "-q")


@pytest.mark.parametrize(
    ("name", "header", "flaw"),
    [
        ("commits/new", "-- promise: commits.log\n-- why: x\n", None),
        ("branches/new", "-- promise: commits.log\n-- why: x\n", "is in folder branches"),
        ("commits/new", "-- promise: commits.log\n", "does not say why"),
        ("commits/new", "-- promise: commits.no\n-- why: x\n", "unknown promise commits.no"),
    ],
)
def test_a_mutant_is_in_its_promises_folder_and_says_why(
    tmp_path: Path, name: str, header: str, flaw: str | None
) -> None:
    path = tmp_path / f"{name}.sql"
    path.parent.mkdir()
    path.write_text(header + "select 1;\n")
    found = read(path, tmp_path).flaw
    assert (found is None) if flaw is None else flaw in str(found)


def test_a_major_is_added_in_one_place_and_its_pins_in_another(house: House) -> None:
    house.configure("pg = [15, 16, 17, 18]", f"pg = [15, 16, 17, 18, {NEXT_MAJOR}]")
    assert f"full-{matrix.this_python()}(pg={NEXT_MAJOR}, category=load)" in say(house, "nox", "-l")
    said = say(house, "scripts.binaries", "--pg", str(NEXT_MAJOR))
    assert f"PostgreSQL {NEXT_MAJOR}: no server found" in said
    assert f"postgres_pins.json pins 15, 16, 17, 18, not {NEXT_MAJOR}" in said
