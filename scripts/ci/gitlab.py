"""Write the example for GitLab from the matrix's table, so that it never lags behind."""

from __future__ import annotations

from pathlib import Path

import jinja2

from scripts import matrix
from scripts.matrix import ROOT

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
    return template.render(
        python=matrix.oldest_python(), majors=matrix.majors(), categories=matrix.categories()
    )
