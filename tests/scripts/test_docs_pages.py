"""The first page is short, plain and true; every link of every page leads somewhere."""

from __future__ import annotations

import io
import re
from pathlib import Path
from statistics import mean

import pytest
from rich.console import Console

from scripts import plan
from scripts.matrix import ROOT, Cell, categories
from scripts.report import page_of
from scripts.report.terminal import show
from scripts.results import Planned
from tests.chaos.promises import PROMISES
from tests.pggit.docs import blocks, sections
from tests.scripts import markdown
from tests.scripts.test_report_builder import fails, judged, passes, write_cell, write_plan

README = ROOT / "README.md"
REFERENCE = ROOT / "docs" / "testing" / "README.md"
PLAIN = [README, REFERENCE, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
MOST_LINES = 120
MOST_WORDS = 30  # of a sentence or a table's cell
MEAN_WORDS = 20
AVOIDED = re.compile(
    r"\b(nobody|somebody|whoever|anybody|mend(s|ed)?|at once|of (its|their|one's) own|(need|know)s not"
    r"|since lately|stands? behind|there (is|are) no)\b|^there (is|are)\b",
    re.IGNORECASE,
)

RED = re.compile(  # the lines of the README's red run
    r"Red: of 1 planned cell 1 failed; (?P<failed>\d+) tests failed; (?P<passed>\d+) tests passed\.\n\n"
    r"✗ failed on PostgreSQL 17 smoke: (?P<test>\S+)\n"
    r"  (?P<why>.+)\n"
    r"  repeat: nox .* --seed (?P<seed>\d+) '(?P=test)'\n\n"
    r"Promises on PostgreSQL 17: (?P<broken>\d+) failed, (?P<kept>\d+) passed\n"
    r"  failed: (?P<promise>[\w.-]+): (?P<sentence>.+)\n"
)


def name(page: Path) -> str:
    """How a test is named after its page."""
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", markdown.documents(), ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in markdown.links(page):
        if link.startswith("https:"):
            continue
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), f"{name(page)} links to {link}"
        assert not anchor or anchor in markdown.anchors(target), f"{name(page)} links to {link}"


def test_links_of_all_kinds_are_looked_at(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("![a](b.png) [c][d] `[e](f)`\n\n| [g](h.md#i) |\n| --- |\n\n[d]: j.md\n")
    assert markdown.links(page) == ["b.png", "j.md", "h.md#i"]


def test_the_readme_is_one_page() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("page", PLAIN, ids=name)
def test_sentences_are_short(page: Path) -> None:
    text = page.read_text("utf-8")
    sentences = markdown.sentences(text)
    long = [each for each in sentences + markdown.cells(text) if markdown.length(each) > MOST_WORDS]
    assert long == []
    assert mean(map(markdown.length, sentences)) <= MEAN_WORDS


@pytest.mark.parametrize("page", PLAIN, ids=name)
def test_words_are_common(page: Path) -> None:
    text = page.read_text("utf-8")
    found = [
        each for each in markdown.sentences(text) + markdown.cells(text) if AVOIDED.search(each)
    ]
    assert found == []


def test_sentences_are_counted_as_a_reader_would() -> None:
    text = "# No sentence\n\nOne `x. y` two, since\n3.11. (Four five.) Six:\n\n- seven! eight\n\n---\n\n    code\n"
    counted = [(each, markdown.length(each)) for each in markdown.sentences(text)]
    assert counted == [
        ("One code two, since 3.11.", 5),
        ("(Four five.", 2),
        ("Six:", 1),
        ("seven!", 1),
        ("eight", 1),
    ]


def test_the_two_commands_stand_alone_under_their_heading() -> None:
    (start,) = (s for s in sections(README.read_text("utf-8")) if s.title == "Start")
    lines = [line.strip() for line in start.text.splitlines() if line.startswith("    ")]
    assert len(lines) == 2
    assert lines[0].startswith("python3 -m venv ")
    assert lines[1] == "nox -s smoke"


def test_the_red_run_of_the_readme_is_what_the_terminal_prints(tmp_path: Path) -> None:
    (red,) = (b.body for b in blocks(README.read_text("utf-8")) if b.body.startswith("Red: "))
    shown = RED.fullmatch(red)
    assert shown, red
    assert (ROOT / shown["test"].partition("::")[0]).exists()
    assert PROMISES[shown["promise"]] == shown["sentence"]

    broken = [shown["promise"], *map(str, range(int(shown["broken"]) - 1))]
    kept = [f"kept-{number}" for number in range(int(shown["kept"]))]
    lines = fails(shown["test"], shown["why"], *(("promise", each) for each in broken))
    for number in range(int(shown["failed"]) - 1):
        lines += fails(f"x::failed-{number}")
    prints = ("fingerprints", '{"table t": "5f1c"}')  # without any, a whole run is red
    lines += passes("x::promises", prints, *(("promise", each) for each in kept))
    for number in range(int(shown["passed"]) - 1):
        lines += passes(f"x::passed-{number}")
    cell = Cell("smoke", "3.11", 17)
    run = write_plan(tmp_path, Planned(cell))
    promises = dict.fromkeys([*broken, *kept], shown["sentence"])
    seed = int(shown["seed"])
    write_cell(run, lines, cell=cell, spread=categories(), seed=seed, promises=promises)
    summary = judged(run)
    show(summary, page_of(summary.folder), Console(file=(output := io.StringIO())))
    printed = output.getvalue().splitlines()
    assert [line for line in red.splitlines() if line not in printed] == []


def test_figures_of_the_readme_are_those_of_the_benchmark() -> None:
    text = " ".join(README.read_text("utf-8").split())
    benchmark = (ROOT / "docs" / "performance.md").read_text("utf-8")
    ratios = re.findall(r"`([A-Z]+ [A-Z]+)`(?: takes)? ([\d.]+) times", text)
    assert len(ratios) == 3
    for statement, ratio in ratios:
        row = rf"^\| `[^|]*{statement}[^|]* \| {ratio} \|"
        assert re.search(row, benchmark, re.MULTILINE), f"{statement} is not {ratio}"


def test_the_diagram_of_the_house_names_what_is_there() -> None:
    (house,) = (s.text for s in sections(REFERENCE.read_text("utf-8")) if s.title == "The house")
    (diagram,) = (block.body for block in blocks(house) if block.language == "text")
    named = re.findall(r"(?:(?:scripts|sql|tests)/[\w/.]*)|\w+\.(?:py|toml)", diagram)
    assert len(named) == 9
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_reference_names_every_variable() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "scripts").rglob("*.py"))
    read = set(re.findall(r'"(PGMATRIX_\w+|PGGIT_SQL)"', sources)) - {plan.CALL, plan.BOARD}
    listed = re.findall(r"^\| `(PG\w+)", REFERENCE.read_text("utf-8"), re.MULTILINE)
    assert set(listed) == read | {"PGMATRIX_BIN_"}
