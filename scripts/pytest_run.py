"""Runs pytest for a cell: its command, its files as they grow, its end."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from scripts import folders, matrix, results
from scripts.board import here
from scripts.folders import FolderError
from scripts.interrupt import GRACE
from scripts.matrix import ROOT
from scripts.report.text import unheeded
from scripts.results import CellRecord

NOTHING_RAN = (3, 4, 5)  # pytest's exit codes: internal error, usage error, nothing collected
GROWING = ("output.log", "report.jsonl")
AT_THE_END = ("junit.xml", "report.html")

Show = Callable[[bytes], object]  # takes what pytest has printed since, again and again


class Drafts:
    """pytest's files, on the server's disk; the cell's folder gets what is new in them.

    So pytest comes to its end although the results folder fills up.
    """

    def __init__(self, drafts: Path, folder: Path) -> None:
        """`drafts` is where pytest writes, `folder` the cell's folder."""
        self.drafts, self.folder = drafts, folder
        self.copied = dict.fromkeys(GROWING, 0)  # bytes
        self.lost: FolderError | None = None  # why the folder does not have all of it

    @property
    def output(self) -> Path:
        """What pytest prints."""
        return self.drafts / "output.log"

    def copy_news(self) -> None:
        """Append to the cell's files what pytest has written since."""
        for name in GROWING:
            if self.lost is None and (self.drafts / name).exists():
                self._keep(self._append, name)

    def copy_rest(self) -> None:
        """Copy also what pytest writes only at its end."""
        self.copy_news()
        for name in AT_THE_END:
            if self.lost is None and (self.drafts / name).exists():
                self._keep(shutil.copyfile, self.drafts / name, self.folder / name)

    def named(self, output: bytes) -> bytes:
        """Return output of pytest with the paths of its files as they are later."""
        return output.replace(str(self.drafts).encode(), str(self.folder).encode())

    def _append(self, name: str) -> None:
        with (self.drafts / name).open("rb") as growing, (self.folder / name).open("ab") as kept:
            growing.seek(self.copied[name])
            news = growing.read()
            kept.write(self.named(news))
        self.copied[name] += len(news)

    def _keep(self, copy: Callable[..., object], *arguments: object) -> None:
        try:
            with folders.written(results.RESULTS, results.VARIABLE):
                copy(*arguments)
        except FolderError as error:
            self.lost = error


def run_pytest(record: CellRecord, folder: Path, environment: dict[str, str], show: Show) -> int:
    """Run the cell's tests; return pytest's exit code, negative for the signal that ended it.

    What pytest prints goes to `show` as it comes, and into ``output.log``. `FolderError` where the
    results folder could not take all results; they have been printed then.
    """
    seconds = float(matrix.table()["cell-seconds"][record.cell.tier])
    with tempfile.TemporaryDirectory(prefix="pytest-", dir=environment["PGHOST"]) as place:
        drafts = Drafts(Path(place), folder)
        command = pytest_command(record, folder, drafts.drafts)

        def look(news: bytes) -> None:
            drafts.copy_news()
            show(drafts.named(news))

        with drafts.output.open("w", encoding="utf-8") as output:
            output.write(f"$ {shlex.join(command)}\n")
            output.flush()
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output
            )
            try:
                code = wait_showing(process, drafts.output, seconds, look)
            finally:
                end(process)
                drafts.copy_rest()
        if drafts.lost:
            if not here.is_watched():
                printed = drafts.named(drafts.output.read_bytes())
                print(unheeded(printed.decode(errors="replace")))
            raise drafts.lost
    return code


def why_nothing_ran(record: CellRecord, folder: Path, environment: dict[str, str]) -> str | None:
    """What pytest says when it collects in one process: xdist loses what its workers refuse.

    None where tests ran, or where it does not complain.
    """
    if record.exit_code not in NOTHING_RAN or record.workers == 1:
        return None
    collecting = folder / "collecting"
    alone = pytest_command(replace(record, workers=1), collecting, collecting)
    try:
        found = subprocess.run(
            [*alone, "--collect-only", "--quiet"],
            cwd=ROOT,
            env=environment,
            timeout=60,
            check=False,
            capture_output=True,
            text=True,
        )
    except subprocess.TimeoutExpired:
        return "collecting in one process takes more than 60 s"
    lines = [line.strip() for line in (found.stderr + found.stdout).splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    inner = [line for line in lines if line.startswith("INTERNALERROR> ")]
    said = errors or inner[-1:] or [re.sub(r" in [\d.]+s$", "", line) for line in lines[-1:]]
    return "\n".join(said) if found.returncode else None


def wait_showing(process: subprocess.Popen[bytes], log: Path, seconds: float, show: Show) -> int:
    """Wait for a process, showing its log as it grows; TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    with log.open("rb") as growing:
        while True:
            code = process.poll()
            show(growing.read())
            if code is not None:
                return code
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"pytest ran for more than the {seconds:.0f} s that its tier allows"
                )
            time.sleep(0.1)


def end(process: subprocess.Popen[bytes]) -> None:
    """Have pytest clean up and end, then make it."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def pytest_command(record: CellRecord, folder: Path, drafts: Path) -> list[str]:
    """Return the command that runs the cell's tests; most of its files go to `drafts`.

    The progress goes straight to the cell's folder: it tells which test ran when all was killed.
    """
    cell = record.cell
    markers = f"({matrix.markers(cell.tier)})"
    # Of several -m pytest takes the last: they are one.
    split = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    split.add_argument("-m", action="append", default=[])
    more, rest = split.parse_known_args(record.pytest_args)
    wanted = [markers, *filter(None, [cell.category]), *(f"({each})" for each in more.m)]
    command = [
        *(sys.executable, "-m", "pytest", "--config-file=pyproject.toml"),  # tests may be elsewhere
        *([] if any(map(is_path, rest)) else ["tests/chaos"]),
        *("-m", " and ".join(wanted)),
        *("-p", "scripts.recorder", f"--progress={folder / 'progress.jsonl'}"),
        f"--report-log={drafts / 'report.jsonl'}",
        f"--junit-xml={drafts / 'junit.xml'}",
        *("-o", f"junit_suite_name={cell.name}"),
        *(f"--html={drafts / 'report.html'}", "--self-contained-html"),
        *(f"--seed={record.seed}", f"--hypothesis-profile={cell.tier}"),
        *(f"--keep={folder / 'kept'}", f"--examples={examples_folder(record)}"),
        f"--timeout={matrix.table()['test-seconds'][cell.tier]}",
    ]
    if record.workers > 1:
        command += ["-n", str(record.workers), "--dist=worksteal"]
    if record.shard.count > 1:
        command += [f"--splits={record.shard.count}", f"--group={record.shard.number}"]
    return command + rest


def examples_folder(record: CellRecord) -> Path:
    """Where Hypothesis keeps failing examples from one run to the next: for each cell its own.

    Another pggit fails elsewhere, so its examples are not mixed with ours.
    """
    other = "" if record.pggit_sql is None else f"-{zlib.crc32(record.pggit_sql.encode()):08x}"
    return results.RESULTS / "examples" / f"{record.cell.slug}{other}"


def is_path(word: str) -> bool:
    """Whether an argument names tests, e.g. ``tests/chaos/test_network.py::test_latency[2 s]``."""
    return not word.startswith("-") and (ROOT / word.partition("::")[0]).exists()
