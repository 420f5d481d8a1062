"""Make what tests and servers printed safe to show: in a terminal, in XML, in HTML alike."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
# What XML 1.0 forbids (a lone surrogate among it), and what steers a terminal.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
MOST = 16_000  # characters of one traceback, so that a run where all fails stays readable


def printable(text: str) -> str:
    """`text` with each unsafe character written as ``#x1B``, the way pytest's JUnit writes them."""
    if text.isprintable():
        return text
    return UNSAFE.sub(lambda match: f"#x{ord(match[0]):02X}", text)


def clean(text: str) -> str:
    """Printable `text` without the colours and cursor movements of a terminal."""
    return printable(ANSI.sub("", text).replace("\r\n", "\n"))


def clip(text: str, most: int = MOST) -> str:
    """The start and the longer end of `text`, with a line that says how much was cut."""
    if len(text) <= most:
        return text
    head, tail = text[: most // 4], text[-3 * most // 4 :]
    return f"{head}\n[... {len(text) - len(head) - len(tail)} characters cut ...]\n{tail}"


def unheeded(text: str) -> str:
    """`text` so that GitHub obeys nothing that a test has put into it; elsewhere as it is."""
    if not os.environ.get("GITHUB_ACTIONS"):
        return text
    word = uuid.uuid4().hex  # that no test can know
    return f"::stop-commands::{word}\n{text}\n::{word}::"


def first_line(text: str, most: int = 300) -> str:
    """The first line of `text` that is not blank, cut to `most` characters."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= most else f"{line[: most - 1]}…"


def names(ids: Sequence[str], most: int = 5) -> str:
    """The ids as a list for a sentence; beyond `most` only their number."""
    shown = ", ".join(ids[:most])
    return shown if len(ids) <= most else f"{shown} and {len(ids) - most} more"


def epoch(iso: str) -> float:
    """Seconds since the epoch of a record's time; 0 where it is none."""
    try:
        return datetime.fromisoformat(iso).timestamp()
    except (TypeError, ValueError):
        return 0.0


def error_line(longrepr: Any) -> str:
    """The line that names the error: pytest's own short form, or else the last line of the text."""
    if isinstance(longrepr, dict) and longrepr.get("reprcrash"):
        line, _, more = clean(str(longrepr["reprcrash"]["message"])).strip().partition("\n")
        # Behind a message of the test's own stands what did not hold.
        return first_line(f"{line}: {more}" if more.startswith("assert ") else line)
    if isinstance(longrepr, list):  # a skip: path, line, reason
        return first_line(clean(str(longrepr[2]).removeprefix("Skipped: ")))
    lines = [line for line in error_text(longrepr).splitlines() if line.strip()]
    return first_line(re.sub(r"^E\s+", "", lines[-1])) if lines else ""


def error_text(longrepr: Any) -> str:
    """The traceback as pytest prints it, from the form in which pytest-reportlog stores it."""
    if isinstance(longrepr, dict):
        chain = longrepr.get("chain") or [
            [longrepr["reprtraceback"], longrepr.get("reprcrash"), None]
        ]
        return clip(clean("\n".join(line for link in chain for line in _link(*link))))
    return clip(clean("" if longrepr is None else str(longrepr)))


def _link(traceback: dict[str, Any], _crash: object, description: str | None) -> Iterator[str]:
    for entry in traceback["reprentries"]:
        data = entry["data"]
        for name, value in (data.get("reprfuncargs") or {}).get("args", ()):
            yield f"{name} = {value}"
        yield from (line.rstrip("\n") for line in data["lines"])
        yield from (data.get("reprlocals") or {}).get("lines", ())
        if place := data.get("reprfileloc"):
            yield f"{place['path']}:{place['lineno']}: {place['message']}"
        yield ""
    if traceback.get("extraline"):
        yield str(traceback["extraline"])
    if description:  # "The above exception was the direct cause of ..."
        yield f"{description}\n"
