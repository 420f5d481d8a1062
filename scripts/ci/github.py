"""How a step talks to GitHub Actions: its outputs, its page, and its annotations."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_ANNOTATIONS = 10  # errors a step; GitHub drops further ones in silence


@dataclass(frozen=True)
class Annotation:
    """One error on the run's page; `file` is the file in the repository that it is about."""

    title: str
    message: str
    file: str | None = None

    def __str__(self) -> str:
        place = f"file={_escape(self.file, ':,')}," if self.file else ""
        return f"::error {place}title={_escape(self.title, ':,')}::{_escape(self.message)}"


def annotate(annotations: Sequence[Annotation]) -> None:
    """Print the annotations; the last of too many says how many are not shown."""
    shown = list(annotations[:MOST_ANNOTATIONS])
    if len(annotations) > MOST_ANNOTATIONS:
        more = len(annotations) - MOST_ANNOTATIONS + 1
        shown[-1] = Annotation(f"{more} more", "they are on the summary's page")
    for annotation in shown:
        print(annotation, flush=True)


def set_outputs(**outputs: object) -> None:
    """Give values, as JSON, to the jobs behind this one; outside of GitHub nobody reads them."""
    lines = [f"{name}={json.dumps(value)}\n" for name, value in outputs.items()]
    _append("GITHUB_OUTPUT", "".join(lines))


def add_to_page(markdown: str) -> None:
    """Put Markdown on the page of this job; outside of GitHub there is none."""
    _append("GITHUB_STEP_SUMMARY", markdown)


def _append(variable: str, text: str) -> None:
    if path := os.environ.get(variable):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


def _escape(text: str, separators: str = "") -> str:
    """What a workflow command keeps for itself, as GitHub's own toolkit writes it."""
    for character in f"%\r\n{separators}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
