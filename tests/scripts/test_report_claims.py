"""What a whole run claims beyond its cells: every category, every promise, the same hashes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.matrix import Cell, categories
from scripts.report import page_of, write_summary
from scripts.report.claims import claimed
from scripts.report.promises import promises
from scripts.results import Planned, Shard
from tests.scripts.test_report_builder import (
    CELL,
    Line,
    fails,
    judged,
    passes,
    skips,
    write_cell,
    write_plan,
)

SMOKE = Cell("smoke", "3.11", 16)
FULL = [Cell("full", "3.11", 16, category) for category in categories()]
PROMISES = {"a.kept": "What is put stays", "b.seen": "What is there is seen"}
HASHES = {"table t": "aaaa", "view v": "bbbb"}


def written(hashes: dict[str, str]) -> tuple[str, str]:
    """The property in which a test leaves fingerprints."""
    return ("fingerprints", json.dumps(hashes))


def defends(id_: str, promise: str, *more: tuple[str, str]) -> list[Line]:
    """A test that passes."""
    return passes(id_, ("promise", promise), *more)


def smoke(
    run: Path,
    tests: Sequence[Line],
    *,
    cell: Cell = SMOKE,
    without: str = "",
    partial: bool = False,
) -> None:
    """A smoke cell with these tests and one of each category, but for one, that wrote hashes."""
    there = [name for name in categories() if name != without]
    lines = [*tests, *(line for name in there for line in passes(f"x::{name}"))]
    write_categories(write_cell(run, lines, cell=cell, partial=partial, promises=PROMISES), there)


def write_categories(folder: Path, names: Sequence[str]) -> None:
    """Let the test ``x::load`` have the category load, and so on."""
    path = folder / "progress.jsonl"
    first, _, rest = path.read_text().partition("\n")
    event = json.loads(first)
    for test in event["tests"]:
        category = test["id"].removeprefix("x::")
        test["category"] = category if category in names else None
    path.write_text(f"{json.dumps(event)}\n{rest}")


def shards(run: Path, *, without: str = "") -> None:
    """A smoke cell in two shards, the first with all categories but the last one."""
    *most, last = [name for name in categories() if name != without]
    for number, names in enumerate([most, [last]], 1):
        hashes = [written(HASHES)] if "property" in names else []
        lines = [line for name in names for line in passes(f"x::{name}", *hashes)]
        write_categories(write_cell(run, lines, cell=SMOKE, shard=Shard(number, 2)), names)


def test_smoke_in_shards_has_every_category(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(SMOKE))
    shards(run)
    assert judged(run).green


def test_smoke_in_shards_without_a_category_is_void(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(SMOKE))
    shards(run, without="recovery")
    (cell,) = judged(run).cells
    assert (cell.verdict, cell.reasons) == ("void", ("no test of category recovery",))


def test_shards_planned_one_by_one_have_every_category_between_them(tmp_path: Path) -> None:
    run = write_plan(tmp_path, *(Planned(SMOKE, Shard(number, 2)) for number in (1, 2)))
    shards(run)
    assert judged(run).green
    shards(run, without="recovery")
    summary = judged(run)
    assert summary.problems == (
        "smoke-3.11(pg=16): no test of category recovery in any of its shards",
    )
    assert not summary.green


def test_one_shard_claims_nothing(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(SMOKE, Shard(1, 2)))
    write_cell(run, passes("x::one"), cell=SMOKE, shard=Shard(1, 2), promises=PROMISES)
    assert judged(run).green


KEPT = defends("x::kept", "a.kept", written(HASHES))
SEEN = defends("x::seen", "b.seen")


def test_promises_that_all_have_a_test_are_green(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(SMOKE))
    smoke(run, [*KEPT, *SEEN])
    assert judged(run).green


@pytest.mark.parametrize(
    "tests", [KEPT, [*KEPT, *skips("x::seen", "no disk", ("promise", "b.seen"))]]
)
def test_promise_without_a_test_that_ran_is_red(tmp_path: Path, tests: list[Line]) -> None:
    run = write_plan(tmp_path, Planned(SMOKE))
    smoke(run, tests)
    summary = write_summary(run)
    problem = "PostgreSQL 16: no test ran for 1 of 2 promises: b.seen"
    assert (summary.problems, summary.green) == ((problem,), False)
    assert 'class="mark failed">' in page_of(run).read_text()


def test_promise_that_this_machine_cannot_test_is_not_red(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    run = write_plan(tmp_path, Planned(SMOKE))
    reason = "capability: no disk; buy one"
    smoke(run, [*KEPT, *skips("x::seen", reason, ("promise", "b.seen"))])
    summary = write_summary(run)
    assert (summary.problems, summary.green) == ((), True)
    assert 'class="mark failed">' not in page_of(run).read_text()
    monkeypatch.setenv("CI", "true")
    assert not write_summary(run).green


def test_whole_categories_of_a_version_claim_its_promises(tmp_path: Path) -> None:
    run = write_plan(tmp_path, *map(Planned, FULL))
    for cell in FULL:
        tests = KEPT if cell.category == "property" else passes(f"x::{cell.category}")
        write_cell(run, tests, cell=cell, promises=PROMISES)
    assert judged(run).problems == ("PostgreSQL 16: no test ran for 1 of 2 promises: b.seen",)


def test_another_version_does_not_keep_a_promise_for_this_one(tmp_path: Path) -> None:
    other = Cell("smoke", "3.11", 18)
    run = write_plan(tmp_path, Planned(SMOKE), Planned(other))
    smoke(run, KEPT)
    smoke(run, [*KEPT, *SEEN], cell=other)
    assert judged(run).problems == ("PostgreSQL 16: no test ran for 1 of 2 promises: b.seen",)


def test_narrowed_run_and_single_cell_claim_no_promise(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(SMOKE, partial=True), Planned(CELL))
    smoke(run, [], partial=True)
    write_cell(run, promises=PROMISES)
    summary = write_summary(run)
    assert (claimed(summary.cells), summary.problems, summary.green) == ([], (), True)
    assert "red only where every category ran" in page_of(run).read_text()


def test_version_that_lost_a_cell_claims_no_promise(tmp_path: Path) -> None:
    """It is red for the lost cell, not for every promise that this cell defends."""
    run = write_plan(tmp_path, *map(Planned, FULL))
    for cell in FULL[1:]:
        write_cell(run, cell=cell, promises=PROMISES)
    assert judged(run).problems == ()


def test_promises_are_shown_by_version_with_the_worst_state(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    lost = fails("x::lost", "lost", ("promise", "a.kept"))
    void = passes("x::void", ("promise", "b.seen"), ("verdict", "void"), ("void", "no kill"))
    odd = passes("x::odd", ("promise", "c.unknown"))
    write_cell(run, [*KEPT, *lost, *SEEN, *void, *odd], promises=PROMISES)
    found = promises(write_summary(run).cells)
    assert [(each.id, str(each.state(16)), each.counts(16)) for each in found] == [
        ("a.kept", "failed", "1 of 2"),
        ("b.seen", "void", "1 of 2"),
        ("c.unknown", "passed", "1 of 1"),
    ]
    assert str(found[0].state(17)) == "no test"
    data = json.loads((run / "summary" / "summary.json").read_text())
    kept = {"id": "a.kept", "sentence": "What is put stays", "states": {"16": "failed"}}
    assert data["promises"][0] == kept
    for name in ("index.html", "summary.md"):
        assert "What is put stays" in (run / "summary" / name).read_text()


def test_hashes_that_agree_are_green(tmp_path: Path) -> None:
    other = Cell("smoke", "3.11", 18)
    run = write_plan(tmp_path, Planned(SMOKE), Planned(other))
    for cell in (SMOKE, other):
        smoke(run, [*KEPT, *SEEN], cell=cell)
    assert judged(run).green


def test_hash_that_differs_is_red_and_names_object_and_versions(tmp_path: Path) -> None:
    cells = [Cell("smoke", "3.11", pg) for pg in (15, 16, 17, 18)]
    run = write_plan(tmp_path, *map(Planned, cells))
    odd = {16: {"table t": "cccc0000dddd", "view v": "bbbb"}, 18: {"table t": "aaaa"}}
    for cell in cells:
        tests = defends("x::kept", "a.kept", written(odd.get(cell.pg, HASHES)))
        smoke(run, [*tests, *SEEN], cell=cell)
    summary = write_summary(run)
    table = "table t (aaaa on 15, 17, 18; cccc0000 on 16)"
    view = "view v (bbbb on 15, 16, 17; missing on 18)"
    problem = f"the same DDL has not one hash for 2 objects: {table}, {view}"
    assert (summary.problems, summary.green) == ((problem,), False)
    assert f"<li>{table}" in page_of(run).read_text()


def test_two_cells_of_one_version_must_agree_too(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(SMOKE), Planned(FULL[0]))
    smoke(run, [*KEPT, *SEEN])
    write_cell(run, passes("x::other", written({**HASHES, "view v": "dddd"})), cell=FULL[0])
    text = "the same DDL has not one hash for 1 object: view v (bbbb on 16; dddd on 16)"
    assert judged(run).problems == (text,)


def test_whole_cell_that_wrote_no_hashes_is_red(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(SMOKE))
    smoke(run, [*defends("x::kept", "a.kept"), *SEEN])
    assert judged(run).problems == ("smoke-3.11(pg=16): no test wrote fingerprints",)


def test_hashes_that_cannot_be_read_make_the_cell_void(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, passes("x::kept", ("fingerprints", "{")))
    (cell,) = judged(run).cells
    assert cell.verdict == "void"
