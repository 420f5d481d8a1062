"""How far a cell's tests are, from its ``progress.jsonl`` as it grows (`scripts.recorder`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.report.text import printable
from scripts.results import parse_json


@dataclass
class Progress:
    """What the file has told so far; `look` reads what was added to it."""

    path: Path
    planned: int = 0
    ended: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    running: dict[str, None] = field(default_factory=dict)
    read: int = 0  # bytes

    def look(self) -> None:
        """Read on. A line that is not whole yet waits for the next time."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.read)
                new = file.read()
        except FileNotFoundError:
            return
        whole, newline, _ = new.rpartition(b"\n")
        self.read += len(whole + newline)
        for line in whole.splitlines():
            try:
                self._note(parse_json(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue  # the report says what is wrong with the file; here it is only not shown

    def _note(self, event: dict[str, Any]) -> None:
        if event["event"] == "collected":
            self.planned = len(event["tests"])
            return
        test = printable(event["id"])
        match event["event"]:
            case "started":
                self.running[test] = None
            case "failed":  # also the last that is heard of a test whose xdist worker died
                self.failed.add(test)
                self.ended.add(test)
                self.running.pop(test, None)
            case "finished":
                self.ended.add(test)
                self.running.pop(test, None)
