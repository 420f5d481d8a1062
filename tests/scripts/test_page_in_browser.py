"""The page as people use it: in a true browser, without a network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from scripts.report import page_of, write_summary
from tests.scripts import scenes
from tests.scripts.test_report_builder import passes, write_cell, write_plan

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PHONE = {"width": 400, "height": 800}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("no Chromium on PATH: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose every complaint and every request to another place fails the test."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def requested(request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            complaints.append(request.url)

    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", requested)
        yield page
    assert complaints == []


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    return scenes.make(tmp_path, "many-failures")


def results(page: Page) -> list[list[str]]:
    """The rows of the table of tests: name with its error, outcome, version, category, time."""
    rows = page.locator("#results tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("th, td").all()] for row in rows]


def test_a_click_on_a_field_shows_its_tests(page: Page, scene: Path) -> None:
    page.goto(scene.as_uri())
    field = page.locator('.matrix tr:has(th:text-is("migration")) td').nth(2)
    field.locator("a").click()
    shown = results(page)
    assert {(row[2], row[3]) for row in shown} == {("PostgreSQL 17", "migration")}
    assert [row[1] for row in shown].count("failed") == 20
    assert field.get_attribute("data-chosen") is not None
    assert page.evaluate("document.activeElement.id") == "tests"
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("document.querySelectorAll('[data-chosen]').length === 0")


def test_the_keyboard_reaches_a_field_and_uses_it(page: Page, scene: Path) -> None:
    page.goto(scene.as_uri())
    page.locator(".matrix td a").first.focus()
    page.keyboard.press("Enter")
    assert {(row[2], row[3]) for row in results(page)} == {("PostgreSQL 15", "property")}


def test_search_and_lists_narrow_the_tests(page: Page, scene: Path) -> None:
    page.goto(scene.as_uri())
    cells = json.loads((scene.parent / "summary.json").read_text(encoding="utf-8"))["cells"]
    total = sum(sum(cell["counts"].values()) for cell in cells)
    page.get_by_label("test or error").fill("IS GONE")
    assert {row[1] for row in results(page)} == {"failed"}
    page.get_by_label("version").select_option("PostgreSQL 18")
    assert len(results(page)) == 14
    assert page.locator("#count").inner_text() == f"14 of {total:,} results"
    page.get_by_label("outcome").select_option("passed")
    assert results(page) == []


def test_the_theme_is_chosen_and_kept(page: Page, scene: Path) -> None:
    page.goto(scene.as_uri())
    colour = "getComputedStyle(document.body).backgroundColor"
    button = page.locator("#theme")
    seen = {}
    for _ in range(3):
        seen[button.inner_text()] = page.evaluate(colour)
        button.click()
    assert seen["Theme: light"] != seen["Theme: dark"]
    button.click()
    page.reload()
    assert button.inner_text() == "Theme: light"
    assert page.evaluate(colour) == seen["Theme: light"]


def test_a_phone_scrolls_tables_and_not_the_page(page: Page, scene: Path) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(scene.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_ten_thousand_results_are_there_at_once(page: Page, tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, [line for n in range(10_000) for line in passes(f"tests/x.py::test_{n}")])
    write_summary(run)
    page.goto(page_of(run).as_uri())
    assert page.locator("#count").inner_text().startswith("10,000 of 10,000 results")
    took = page.evaluate(
        """() => {
            const input = document.querySelector('[name=text]');
            const started = performance.now();
            for (const text of ['test_9', 'test_99', 'nothing']) {
                input.value = text;
                input.dispatchEvent(new Event('input', {bubbles: true}));
            }
            document.body.getBoundingClientRect();
            return (performance.now() - started) / 3;
        }"""
    )
    assert took < 200, f"{took:.0f} ms for each key"
    assert results(page) == []


def test_what_a_test_prints_is_text_and_no_markup(page: Page, tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    nasty = (
        "</script><script>document.title = 'mine'</script><img src=x onerror=document.title='mine'>"
    )
    write_cell(run, [*passes(f"tests/x.py::test_it[{nasty}]"), *scenes.failing("x", nasty, nasty)])
    write_summary(run)
    page.goto(page_of(run).as_uri())
    assert page.title().startswith("Red: chaos matrix")
    assert any(nasty in row[0] for row in results(page))
    assert page.locator("img").count() == 0
