"""The page's plots, as SVG that stands in the page, drawn by pygal in the page's own colours."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

import pygal
from pygal.style import Style

from scripts.history import Entry
from scripts.report import view
from scripts.report.summary import Summary, Verdict

# Pygal puts a finder for its maps before Python's own, of a kind that every later import warns of.
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != "pygal"]

RUNS = 50  # shown of the history
ROW = 24  # pixels of height for a bar
SVG = "http://www.w3.org/2000/svg"
COLOURS = {
    Verdict.PASSED: "var(--good)",
    Verdict.PARTIAL: "var(--part)",
    Verdict.FAILED: "var(--bad)",
    Verdict.FLAKY: "var(--odd)",
}


@dataclass(frozen=True)
class Plot:
    """A drawing with its title and a sentence that says what it shows."""

    title: str
    text: str
    svg: str


def durations(summary: Summary) -> str:
    """Wall time of each cell as a bar, the longest first; empty for a single cell."""
    timed = [cell for cell in summary.cells if cell.seconds is not None]
    if len(timed) < 2:
        return ""
    timed.sort(key=lambda cell: cell.seconds or 0)
    chart = pygal.HorizontalBar(
        **_common(),
        height=ROW * len(timed) + 60,
        show_legend=False,
        spacing=4,
        truncate_label=-1,
        x_title="seconds",
        style=_style(["var(--good)"]),
    )
    chart.x_labels = [
        f"{view.column_title(cell)} {cell.cell.category or ''}".strip() for cell in timed
    ]
    chart.add(
        "seconds",
        [
            {
                "value": round(cell.seconds or 0, 1),
                "label": str(cell.verdict),
                "color": COLOURS.get(cell.verdict, "var(--void)"),
            }
            for cell in timed
        ],
    )
    return _svg(chart)


def trends(past: Sequence[Entry]) -> list[Plot]:
    """How the last runs of this kind went, where two or more of them have the figure."""
    shown = past[-RUNS:]
    figures: list[tuple[str, str, Callable[[Entry], float | None], tuple[float, float] | None]] = [
        ("pass rate", "%", lambda entry: entry.pass_rate, (0, 100)),
        ("duration", "s", lambda entry: entry.seconds, None),
        ("flaky tests", "", lambda entry: entry.flakes, None),
        ("mutation score", "%", lambda entry: entry.mutation_score, (0, 100)),
    ]
    plots = []
    for title, unit, figure, most in figures:
        values = [figure(entry) for entry in shown]
        known = [value for value in values if value is not None]
        if len(known) < 2:
            continue
        plots.append(Plot(title, _sentence(known, unit), _line(shown, values, known, most)))
    return plots


def _line(
    entries: Sequence[Entry],
    values: Sequence[float | None],
    known: Sequence[float],
    limits: tuple[float, float] | None,
) -> str:
    low, high = min(known), max(known)
    if limits:  # a rate that hardly moves is a line at the top, and not a mountain range
        low, high = min(low, 90.0), limits[1]
    chart = pygal.Line(
        **_common(),
        height=180,
        show_legend=False,
        show_x_labels=False,
        show_minor_y_labels=False,
        dots_size=2.5,
        range=(min(low, 0.0) if not limits else low, high or 1.0),
        style=_style(["var(--part)"]),
    )
    chart.x_labels = [entry.run_id for entry in entries]
    chart.add(
        "",
        [
            None
            if value is None
            else {
                "value": round(value, 2),
                "label": f"{entry.run_id}, {'green' if entry.green else 'red'}",
                "color": "var(--part)" if entry.green else "var(--bad)",
            }
            for entry, value in zip(entries, values, strict=True)
        ],
    )
    return _svg(chart)


def _sentence(known: Sequence[float], unit: str) -> str:
    last, low, high = (
        f"{value:.4g} {unit}".strip() for value in (known[-1], min(known), max(known))
    )
    return f"now {last}; {low} to {high} over {len(known)} runs"


def _common() -> dict[str, object]:
    return {
        "width": 560,
        "explicit_size": False,
        "js": [],
        "print_values": False,
        "disable_xml_declaration": True,
        "margin": 8,
    }


def _style(colours: Sequence[str]) -> Style:
    return Style(
        background="transparent",
        plot_background="transparent",
        foreground="var(--soft)",
        foreground_strong="var(--ink)",
        foreground_subtle="var(--line)",
        guide_stroke_color="var(--line)",
        major_guide_stroke_color="var(--line)",
        font_family="inherit",
        label_font_size=13,
        major_label_font_size=13,
        opacity="1",
        opacity_hover="1",
        transition="0s",
        colors=tuple(colours),
    )


def _svg(chart: pygal.graph.graph.Graph) -> str:
    """The chart without pygal's scripts and comments: the page forbids and does not need them."""
    root = chart.render_tree()
    for parent in root.iter():
        for child in list(parent):
            if child.tag == "script" or not isinstance(child.tag, str):
                parent.remove(child)
    root.set("role", "img")
    root.set("aria-hidden", "true")  # the sentence and the tables beside it say the same
    return ElementTree.tostring(root, encoding="unicode")
