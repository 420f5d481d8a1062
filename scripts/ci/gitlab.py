"""Write the example for GitLab from the matrix's table, so that it never lags behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import jinja2

from scripts import matrix, required
from scripts.ci.planned import check_jobs
from scripts.matrix import ROOT, Cell

EXAMPLE = ROOT / "docs" / "ci" / "gitlab-ci.yml"
MOST_JOBS = 200  # of one parallel:matrix; GitLab refuses more


def main() -> int:
    """Write the example anew."""
    EXAMPLE.parent.mkdir(parents=True, exist_ok=True)
    EXAMPLE.write_text(example(), encoding="utf-8")
    print(EXAMPLE)
    return 0


def example() -> str:
    """What the file holds."""
    cells = matrix.cells("full")
    assert len(cells) <= MOST_JOBS, f"{len(cells)} cells are more than GitLab's {MOST_JOBS}"
    template = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML, of our own words only
        keep_trailing_newline=True,
        trim_blocks=True,
    ).from_string(Path(__file__).with_name("gitlab-ci.yml.j2").read_text(encoding="utf-8"))
    checks = required.checks()
    return template.render(
        python=matrix.oldest_python(),
        majors=matrix.majors(),
        categories=matrix.categories(),
        checks=[job["name"] for job in check_jobs()],
        minutes=max(check.minutes for check in checks if not check.cells),
        smoke=[smoke_axes(check.cells) for check in checks if check.session == "smoke"],
    )


def smoke_axes(cells: Sequence[Cell]) -> dict[str, list[str]]:
    """Return the axes of GitLab's matrix that make these cells: Pythons and majors."""
    return {
        "PYTHON": list(dict.fromkeys(cell.python for cell in cells)),
        "PG": list(dict.fromkeys(str(cell.pg) for cell in cells)),
    }
