"""The machine that one job sees: a copy of the project, an environment, and what it writes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from scripts import binaries, matrix
from scripts.interrupt import GRACE
from scripts.matrix import ROOT

# What an outer run, nox or environment says about itself.
FOREIGN = (
    *("PGMATRIX_RUN_ID", "PGMATRIX_CALL", "PGMATRIX_RESULTS", "PGMATRIX_BOARD", "PGMATRIX_HISTORY"),
    *("NOX_", "VIRTUAL_ENV", "GITHUB_"),
)
MOST_PAGE = 1024 * 1024  # bytes: GitHub drops the summary of a step that is larger

# Those of this machine stand in for what actions/cache would bring.
CACHES = ("PGMATRIX_CACHE", "UV_CACHE_DIR")

# A job's root is whoever runs this: it never becomes another user here.
SUDO = """#!/bin/sh
while [ "${1#-}" != "$1" ]; do shift; done
exec "$@"
"""


class StepFailedError(Exception):
    """A step that is red; the text is the reason."""


class MissingPythonError(Exception):
    """A job wants a Python that this machine does not have; the text says which, and what to do."""


@dataclass
class Machine:
    """The folder `home` holds the workspace, and is thrown away with it."""

    home: Path
    log: TextIO
    page: str = ""  # what the job's steps wrote to GITHUB_STEP_SUMMARY
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shutil.copytree(ROOT, self.workspace, symlinks=True, ignore=not_in_a_checkout())
        programs = self.home / "bin"
        programs.mkdir()
        (programs / "sudo").write_text(SUDO)
        (programs / "sudo").chmod(0o755)
        own = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
        path = [str(programs), str(Path(sys.executable).parent), own.get("PATH", os.defpath)]
        self.environment = {
            **own,
            "CI": "true",
            "PATH": os.pathsep.join(path),
            "PGMATRIX_CACHE": str(binaries.cache_dir()),
        }

    @property
    def workspace(self) -> Path:
        """Where the steps run."""
        return self.home / "work"

    def check_out(self) -> str:
        """Make the copy a repository of one commit, as actions/checkout does; return its id."""
        author = ("-c", "user.name=workflow", "-c", "user.email=workflow@localhost")
        for words in (("init", "-q"), ("add", "-A"), (*author, "commit", "-q", "-m", "the copy")):
            self._git(*words)
        return self._git("rev-parse", "HEAD")

    def _git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words],
            cwd=self.workspace,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise StepFailedError(f"git {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def set_up_python(self, version: str) -> str:
        """Put a Python first on PATH, as actions/setup-python does; return where it is from.

        MissingPythonError where there is none: nothing is downloaded.
        """
        if version == matrix.this_python():
            return sys.executable
        folder = self.home / "python"
        made = subprocess.run(
            ["uv", "venv", "--seed", "--no-python-downloads", "--python", version, str(folder)],
            # pyenv's shims fail, and uv with them, unless a version is chosen.
            env={**self.environment, "PYENV_VERSION": version},
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            self.log.write(made.stderr)
            raise MissingPythonError(
                f"this machine has no Python {version}; `uv python install {version}` brings one"
            )
        self.environment["PATH"] = os.pathsep.join([str(folder / "bin"), self.environment["PATH"]])
        return str(folder)

    def run(self, line: str, env: Mapping[str, str]) -> dict[str, str]:
        """Run a ``run:`` text as GitHub does, by ``bash -e``; the outputs that it set."""
        script, outputs, page = (self.home / name for name in ("step.sh", "outputs", "page.md"))
        script.write_text(line)
        outputs.write_text("")
        page.write_text("")
        files = {"GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(page)}
        ours = {name: value for name, value in env.items() if name not in CACHES}
        code = self._call(["bash", "-e", str(script)], {**self.environment, **ours, **files})
        if (size := page.stat().st_size) > MOST_PAGE:
            raise StepFailedError(f"GitHub drops its page, {size} bytes where {MOST_PAGE} may be")
        self.page += page.read_text(encoding="utf-8")
        if code != 0:
            raise StepFailedError(f"exit code {code} of: {line.strip()}")
        return read_outputs(outputs.read_text(encoding="utf-8"))

    def _call(self, command: list[str], environment: dict[str, str]) -> int:
        self.log.flush()
        process = subprocess.Popen(
            command,
            cwd=self.workspace,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,  # so that all of it can be ended at once
        )
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(2 * GRACE)


def read_outputs(text: str) -> dict[str, str]:
    """What a step wrote to GITHUB_OUTPUT."""
    outputs = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if not equals or "<<" in name:
            raise StepFailedError(f"GITHUB_OUTPUT: only name=value is known here, not {line!r}")
        outputs[name] = value
    return outputs


def not_in_a_checkout() -> Callable[[Any, list[str]], set[str]]:
    """What git ignores; the lines of our .gitignore are plain names."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return shutil.ignore_patterns(".git", *(line.strip("/") for line in lines))
