"""The proof that the suite can go red: how mutants are read, planted, tried and judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from scripts import results
from scripts.binaries import Server
from scripts.mutants import __main__ as command
from scripts.mutants import killers, planted
from scripts.mutants.mutant import Mutant, load, nulls
from scripts.mutants.ordering import Order
from scripts.mutants.session import SenselessError, Session
from scripts.mutants.show import as_json, show
from scripts.mutants.trial import Suite, Trial
from scripts.mutants.verdict import Result, Verdict, judge
from scripts.report.outcomes import Outcome, Test

FINE = "-- promise: commits.log\n-- why: the log is empty\nselect 1;\n"
BUG = Mutant("commits/bug", "select 1;", "a bug", "commits.log")
SERVER = Server(15, "15.0", "nowhere", Path("/nowhere"))
Answer = Callable[[str, Order], Trial]


def ended(name: str, outcome: Outcome = Outcome.PASSED) -> Test:
    line = "" if outcome is Outcome.PASSED else "it said why"
    return Test(name, outcome, "property", ("commits.log",), 1.5, line, "", (), {})


def trial(*failed: str, passed: tuple[str, ...] = ("t::fine",)) -> Trial:
    return Trial(tuple(ended(name, Outcome.FAILED) for name in failed) + tuple(map(ended, passed)))


class FakeSuite(Suite):
    """Answers instead of running anything, and notes what it was asked."""

    def __init__(self, folder: Path, answer: Answer) -> None:
        super().__init__(SERVER, "smoke", folder)
        self.answer = answer
        self.asked: list[tuple[str, Order, bool]] = []

    def test(self, name: str, pggit: Path, order: Order, *, to_the_end: bool = False) -> Trial:
        self.asked.append((name, order, to_the_end))
        assert (pggit / "install.sql").exists()
        return self.answer(name, order)

    def test_at_once(self, name: str, pggit: Path, order: Order, workers: int) -> Trial:
        return self.test(name, pggit, order, to_the_end=True)

    def problem_of(self, pggit: Path) -> str | None:
        text = (pggit / "mutant0.sql").read_text()
        return "it does not fit" if "misfit" in text else None


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "sql"
    (folder / "commits").mkdir(parents=True)
    (folder / "commits" / "log.sql").write_text("select 'log';\n")
    (folder / "install.sql").write_text("begin;\n\\ir commits/log.sql\n\ncommit;\n")
    return folder


def session(
    source: Path, answer: Answer, killers: dict[str, str] | None = None
) -> tuple[Session, FakeSuite]:
    suite = FakeSuite(source.parent, answer)
    work = source.parent / "work"
    return Session(suite, source, work, killers or {}, say=lambda _: None), suite


def read(folder: Path, **texts: str) -> dict[str, Mutant]:
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.sql"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return {mutant.name: mutant for mutant in load(folder)}


def test_a_header_says_what_is_broken(tmp_path: Path) -> None:
    text = (
        "-- promise: commits.log\n-- why: the log is empty,\n--     all of it\n"
        "-- kills: t::one\n-- kills: t::two\nselect 1; -- why: not this\n"
    )
    (mutant,) = read(tmp_path, commits__log=text).values()
    assert (mutant.promise, mutant.why) == ("commits.log", "the log is empty, all of it")
    assert (mutant.kills, mutant.equivalent) == (("t::one", "t::two"), None)
    assert (mutant.flaw, mutant.section, mutant.is_harmless) == (None, "commits", False)


@pytest.mark.parametrize(
    ("name", "text", "flaw"),
    [
        ("commits__a", "select 1;", "does not say why"),
        ("commits__a", FINE.replace("commits.log", "commits.lag"), "unknown promise commits.lag"),
        ("branches__a", FINE, "breaks commits.log, and is in folder branches"),
    ],
)
def test_a_broken_file_is_void(source: Path, name: str, text: str, flaw: str) -> None:
    mutants = read(source.parent, **{name: text})
    mutant = next(mutant for mutant in mutants.values() if mutant.name == name.replace("__", "/"))
    assert flaw in str(mutant.flaw)
    proof, suite = session(source, lambda *_: trial("t::one"))
    result = proof.try_mutant(mutant)
    assert (result.verdict, result.line, suite.asked) == (Verdict.VOID, mutant.flaw, [])
    assert result.is_bad


def test_planted_mutants_are_part_of_the_installation(source: Path, tmp_path: Path) -> None:
    folder = planted.plant(source, tmp_path / "planted", [BUG, BUG])
    script = (folder / "install.sql").read_text()
    expected = "\\ir edits.sql\n\\ir mutant0.sql\n\\ir mutant1.sql\n\ncommit;\n"
    assert script.endswith(expected)
    assert (folder / "commits" / "log.sql").read_text() == "select 'log';\n"
    assert (folder / "mutant0.sql").read_text() == BUG.sql


def test_without_mutants_nothing_is_planted(source: Path, tmp_path: Path) -> None:
    folder = planted.plant(source, tmp_path / "planted", [])
    assert (folder / "install.sql").read_text() == (source / "install.sql").read_text()


def test_a_script_without_an_end_is_refused(source: Path, tmp_path: Path) -> None:
    (source / "install.sql").write_text("select 1;\n")
    with pytest.raises(ValueError, match="does not end with one commit"):
        planted.snapshot(source, tmp_path / "copy")


def test_the_killer_comes_first_then_the_promise_then_the_quick() -> None:
    order = Order(["t::killer"], "commits.log", {"t::quick": 0.1, "t::slow": 9.0, "t::log": 60.0})
    tests = [
        ("t::unknown", ()),
        ("t::slow", ()),
        ("t::quick", ()),
        ("t::log", ("commits.log",)),
        ("t::killer[2]", ()),
        ("t::killers", ()),
    ]
    tests.sort(key=lambda each: order.position(*each))
    assert [name for name, _ in tests] == [
        "t::killer[2]",
        "t::log",
        "t::quick",
        "t::slow",
        "t::unknown",
        "t::killers",
    ]


def test_a_mutant_is_tried_with_its_last_killer_first(source: Path) -> None:
    proof, suite = session(source, lambda *_: trial("t::one"), killers={BUG.name: "t::one"})
    result = proof.try_mutant(BUG)
    assert (result.verdict, result.test, result.category) == (Verdict.KILLED, "t::one", "property")
    assert suite.asked == [(BUG.name, Order(["t::one"], "commits.log"), False)]


def test_a_survivor_is_red(source: Path) -> None:
    proof, _ = session(source, lambda *_: trial())
    (result,) = proof.kill([BUG])
    assert (result.verdict, result.line, result.is_bad) == (Verdict.SURVIVED, "a bug", True)


def test_a_void_test_kills() -> None:
    found = judge(BUG, Trial((ended("t::one", Outcome.VOID),)), "smoke")
    assert (found.verdict, found.test) == (Verdict.KILLED, "t::one")


def test_what_is_no_verdict_of_the_tests_is_void() -> None:
    found = judge(BUG, Trial((ended("t::one", Outcome.FAILED),), "pytest ended with 3"), "smoke")
    assert (found.verdict, found.line, found.is_bad) == (Verdict.VOID, "pytest ended with 3", True)


@pytest.mark.parametrize(
    ("failed", "verdict", "line"),
    [
        (("t::one[1]", "t::two"), Verdict.KILLED, "it said why"),
        (("t::one[1]",), Verdict.SURVIVED, "not noticed by t::two"),
    ],
)
def test_every_test_that_must_fail_has_to(
    source: Path, failed: tuple[str, ...], verdict: Verdict, line: str
) -> None:
    mutant = Mutant("commits/bug", "", "a bug", "commits.log", kills=("t::one", "t::two"))
    proof, suite = session(source, lambda *_: trial(*failed))
    result = proof.try_mutant(mutant)
    assert (result.verdict, result.line) == (verdict, line)
    ((_, order, to_the_end),) = suite.asked
    assert (order.only_first, to_the_end) == (True, True)


def test_an_equivalent_mutant_is_not_counted_as_killed(source: Path) -> None:
    mutant = Mutant("commits/bug", "select 1", "a bug", "commits.log", equivalent="the key says it")
    proof, suite = session(source, lambda *_: trial("t::one"))
    result = proof.try_mutant(mutant)
    assert (result.verdict, result.line) == (Verdict.EQUIVALENT, "the key says it")
    assert (result.is_bad, suite.asked) == (False, [])


def test_an_equivalent_mutant_must_fit_all_the_same(source: Path) -> None:
    mutant = Mutant("commits/bug", "misfit", "a bug", "commits.log", equivalent="the key says it")
    result = session(source, lambda *_: trial())[0].try_mutant(mutant)
    assert (result.verdict, result.line) == (Verdict.VOID, "it does not fit")


def test_a_suite_that_never_fails_stops_at_the_canary(source: Path) -> None:
    proof, suite = session(source, lambda *_: trial())
    mutants = [Mutant("canary", "", "nothing works"), BUG]
    with pytest.raises(SenselessError, match="canary is survived"):
        command.prove([proof], mutants, None)
    assert [name for name, _, _ in suite.asked] == ["canary"]


def test_a_suite_that_fails_without_a_mutant_stops_at_the_baseline(source: Path) -> None:
    proof, suite = session(source, lambda *_: trial("t::flaky"))
    with pytest.raises(SenselessError, match=r"without a mutant: t::flaky \(it said why\)"):
        command.prove([proof], [Mutant("canary", "", "nothing works"), BUG], None)
    assert [name for name, _, _ in suite.asked] == ["canary", "baseline"]


def test_a_test_that_passes_without_pggit_is_a_complaint(source: Path) -> None:
    tests = trial("t::good", "t::fsck_only", passed=("t::hollow",)).tests
    tried = Trial(tests, own_work_passed=("t::fsck_only", "t::hollow"))
    proof, _ = session(source, lambda *_: tried)
    proof.empty()
    assert proof.complaints == [
        "passes without pggit: t::fsck_only",
        "passes without pggit: t::hollow",
    ]


def test_harmless_rewrites_are_tried_together(source: Path) -> None:
    proof, suite = session(source, lambda *_: trial())
    proof.harmless([Mutant(f"harmless/{name}", "", "") for name in ("one", "two")])
    assert ([name for name, _, _ in suite.asked], proof.complaints) == (["harmless/all"], [])


def test_a_rewrite_that_is_noticed_is_found_among_the_others(source: Path) -> None:
    proof, _ = session(source, lambda name, _: trial(*([] if name == "harmless/two" else ["t::x"])))
    proof.harmless([Mutant(f"harmless/{name}", "", "") for name in ("one", "two")])
    assert proof.complaints == ["harmless/one is noticed: t::x (it said why)"]


def test_rewrites_that_are_noticed_together_only_are_a_complaint(source: Path) -> None:
    proof, _ = session(source, lambda name, _: trial(*(["t::x"] if name == "harmless/all" else [])))
    proof.harmless([Mutant(f"harmless/{name}", "", "") for name in ("one", "two")])
    assert proof.complaints == ["harmless/* is noticed: t::x (it said why)"]


def test_what_survives_smoke_is_tried_on_full(source: Path) -> None:
    smoke, _ = session(source, lambda *_: trial())
    full, asked = session(source, lambda name, _: trial(*([] if name == "baseline" else ["t::x"])))
    full.suite.tier = "full"
    (result,) = command.prove([smoke, full], [BUG], ["commits/*"])
    assert (result.verdict, result.tier) == (Verdict.KILLED, "full")
    # The killer was never seen to pass on the clean pggit: it is asked to.
    ((_, _, _), (name, order, _)) = asked.asked
    assert (name, order.first, order.only_first) == ("baseline", ["t::x"], True)


def test_only_the_wanted_are_tried(source: Path) -> None:
    proof, suite = session(source, lambda name, _: trial(*([] if name == "baseline" else ["t::x"])))
    mutants = [BUG, *nulls(["log", "show"]), Mutant("harmless/one", "", "")]
    found = command.prove([proof], mutants, ["null/l*"])
    assert [result.mutant.name for result in found] == ["null/log"]
    assert [name for name, _, _ in suite.asked] == ["null/log", "baseline"]


def test_killers_are_kept_and_forgotten(tmp_path: Path) -> None:
    results.write_json(tmp_path / killers.FILE, {"gone": "t::old", "commits/other": "t::two"})
    found = [Result(BUG, Verdict.KILLED, test="t::one"), Result(BUG, Verdict.SURVIVED)]
    killers.write(tmp_path, found, [BUG.name, "commits/other"])
    assert killers.read(tmp_path) == {"commits/bug": "t::one", "commits/other": "t::two"}


def test_the_table_names_what_survived(tmp_path: Path) -> None:
    found = [
        Result(BUG, Verdict.SURVIVED, line="a bug"),
        Result(BUG, Verdict.KILLED, "smoke", "t::one", "load", "said"),
    ]
    console = Console(width=100, record=True, file=(tmp_path / "out").open("w"))
    show(found, ["passes without pggit: t::hollow"], console)
    text = console.export_text()
    console.file.close()
    assert "survived: commits/bug (commits.log): a bug" in text
    assert "Killed by tests of: load 1" in text
    assert "passes without pggit: t::hollow" in text
    data = as_json(found, [], None)
    assert data["counts"] == {"killed": 1, "survived": 1, "void": 0, "equivalent": 0}
    assert data["mutants"][1]["test"] == "t::one"
