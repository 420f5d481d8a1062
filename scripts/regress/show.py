"""What the regression files found: a line a file, a page for people, and a file for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import jinja2
from rich.console import Console
from rich.text import Text

from scripts.regress.results import FileResult, MajorResult
from scripts.report.text import clean
from scripts.results import write_json, write_whole

HTML = Path(__file__).with_name("page.html.j2")
CSS = Path(__file__).parents[1] / "report" / "html" / "page.css"
MOST_SLOW = 15
MOST_SHOWN = 5  # differences of a file on the terminal; the page has all


def progress(result: FileResult) -> None:
    """Print one line when a file has run on both servers."""
    words = [
        f"{result.name}: {'identical' if result.identical else 'differs'}",
        "clean" if result.clean else "not clean",
        f"{result.plain:.2f} s without, {result.pggit:.2f} s with pggit",
    ]
    print(", ".join(words), flush=True)


def problems(found: Sequence[MajorResult], most: float, stopped: str | None) -> list[str]:
    """Return why the run is red, in words; empty where it is green."""
    started = [f"not finished: {stopped}"] if stopped else []
    return started + [text for major in found for text in major.problems(most)]


def headline(found: Sequence[MajorResult], most: float, stopped: str | None) -> str:
    """Return the verdict in one sentence."""
    bad = problems(found, most, stopped)
    counts = "; ".join(major.counts for major in found)
    return f"Red: {'; '.join(bad)}. {counts}" if bad else f"Green: {counts}"


def show(found: Sequence[MajorResult], most: float, stopped: str | None, console: Console) -> None:
    """Print what differs, and the verdict."""
    for major in found:
        for result in major.every:
            if result.differences:
                _say(console, f"\n{result.name} on PostgreSQL {major.pg} differs:", "bold")
                for difference in result.differences[:MOST_SHOWN]:
                    _say(console, difference.statement)
                    _say(console, "\n".join(difference.lines), "red")
            for text in result.complaints:
                _say(console, f"{result.name} on PostgreSQL {major.pg}: {text}", "red")
        for line in major.dump[:MOST_SHOWN]:
            _say(console, line, "red")
        if major.without_specs:
            _say(console, major.without_specs)
    style = "bold red" if problems(found, most, stopped) else "bold"
    _say(console, f"\n{headline(found, most, stopped)}", style)


def write(folder: Path, found: Sequence[MajorResult], most: float, stopped: str | None) -> Path:
    """Write ``regress.json`` and the page, and return the page's path."""
    data = {
        "headline": headline(found, most, stopped),
        "problems": problems(found, most, stopped),
        "majors": [
            asdict(major) | {"ratio": round(major.ratio, 3), "counts": major.counts}
            for major in found
        ],
    }
    write_json(folder / "regress.json", data)
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.from_string(HTML.read_text(encoding="utf-8")).render(
        css=CSS.read_text(encoding="utf-8"),
        headline=headline(found, most, stopped),
        problems=problems(found, most, stopped),
        majors=found,
        slowest=slowest,
    )
    path = folder / "index.html"
    write_whole(path, page.encode("utf-8", "backslashreplace"))
    return path


def slowest(major: MajorResult) -> list[FileResult]:
    """Return the files with the highest ratios."""
    return sorted(major.files, key=lambda each: -each.ratio)[:MOST_SLOW]


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(clean(text), style), soft_wrap=True)
