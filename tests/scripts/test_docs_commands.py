"""Every command that a Markdown file shows can be typed: its session, cell, module and options exist.

What the gate runs is run there; what only looks (`LOOKS`) is run here; of the others, which take minutes, the
parser itself is asked.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from functools import cache

import pytest

from scripts import plan, required
from scripts.matrix import ROOT
from scripts.request import Request
from tests.scripts import markdown
from tests.scripts.markdown import Command

GATE = [f"nox -s {words}" for _, words in required.gate_calls()]
COMMANDS = [
    *(command for page in markdown.documents() for command in markdown.commands(page)),
    *(found for line in GATE if (found := markdown.command("required-checks", line))),
]
NOX = [command for command in COMMANDS if command.program == "nox"]
MODULES = [command for command in COMMANDS if command.arguments[:1] == ("-m",)]
PSQL = [command for command in COMMANDS if command.program == "psql"]

# What a person puts in: where a page says one of these, the parser is given the other.
FILLED = {
    "N": "17",
    "ID": "the-run",
    "TEST": "tests/chaos/test_savepoints.py::test_x",
    "NAME": "commits/*",
}
OPTION = re.compile(r"(?<![\w-])--?\w[\w-]*")
LOOKS = {"scripts.binaries", "scripts.doctor"}  # seconds, and nothing is left behind
# What a module calls first, once it has understood its command line: before that it may check words that
# its parser lets through.
FIRST = {"interrupt": "listen", "lifeline": "hold", "multiprocessing": "Process"}
PYTEST_SESSIONS = {"smoke", "full", "weekly", "tests", "sql-tests"}  # Request, then pytest

pytestmark = pytest.mark.timeout(300)


class ParsedError(Exception):
    """The command line was understood; nothing was done yet."""


def filled(words: Sequence[str]) -> list[str]:
    """Words with something real for each placeholder."""
    return [FILLED.get(word, word) for word in words]


def clean_environment() -> dict[str, str]:
    """Ours, outside of any run."""
    return {k: v for k, v in os.environ.items() if k not in (plan.RUN_ID, plan.CALL)}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """A program of this environment, to its end."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def selected(own: Sequence[str]) -> list[str]:
    """The sessions that nox selects by its own arguments."""
    listed = run("-m", "nox", *filled(own), "--list", "--json")
    assert listed.returncode == 0, listed.stderr
    return [session["session"] for session in json.loads(listed.stdout)]


def parse(module: str, arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a module's own parser understand arguments; AssertionError with what it said if not."""
    main_module = importlib.import_module(
        f"{module}.__main__" if (ROOT / module.replace(".", "/")).is_dir() else module
    )

    def stop(*_: object, **__: object) -> None:
        raise ParsedError

    begun = [name for name in FIRST if hasattr(main_module, name)]
    for name in begun:
        monkeypatch.setattr(getattr(main_module, name), FIRST[name], stop)
    if not begun:
        parse_args = argparse.ArgumentParser.parse_args

        def parse_and_stop(parser: argparse.ArgumentParser, words: Sequence[str]) -> None:
            parse_args(parser, words)
            raise ParsedError

        monkeypatch.setattr(
            argparse.ArgumentParser,
            "parse_args",
            lambda parser, words=None: parse_and_stop(parser, words or sys.argv[1:]),
        )
    monkeypatch.setattr(sys, "argv", [module, *arguments])
    takes_arguments = main_module.main.__code__.co_argcount > 0
    with pytest.raises(ParsedError):
        main_module.main(*([list(arguments)] if takes_arguments else []))


@pytest.fixture(scope="module")
def pytest_options() -> set[str]:
    """Every option that pytest has where the suite is run."""
    said = run("-m", "pytest", "tests/chaos", "-p", "scripts.recorder", "--help")
    assert said.returncode == 0, said.stdout
    return set(OPTION.findall(said.stdout))


def options(words: Sequence[str]) -> set[str]:
    """The options among words, without their values."""
    return {word.partition("=")[0] for word in words if word.startswith("-")}


@cache
def own_options(module: str) -> frozenset[str]:
    """The options of a module's own parser, as its help says."""
    said = run("-m", module, "--help")
    assert said.returncode == 0, said.stderr
    return frozenset(OPTION.findall(said.stdout)) | {"--pg", "--seed", "--shard"}  # Request's


def module_of(session: str) -> str:
    """The module that a session runs, as the noxfile names it."""
    source = (ROOT / "noxfile.py").read_text()
    name = session.partition("-3.")[0]
    body = re.search(
        rf"^def {name.replace('-', '_')}\(.*?(?=^@nox|\Z)", source, re.MULTILINE | re.DOTALL
    )
    assert body, f"the noxfile has no session {name}"
    called = re.search(r'"(scripts\.\w+)"', body[0])
    return called[1] if called else ""


def test_there_are_commands_of_each_kind() -> None:
    assert len(NOX) > 30
    assert len(MODULES) > 5
    assert len(PSQL) > 1


@pytest.mark.parametrize("own", sorted({command.own for command in NOX}), ids=" ".join)
def test_nox_knows_what_it_selects(own: tuple[str, ...]) -> None:
    assert selected(own)


@pytest.mark.parametrize("command", [each for each in NOX if each.rest], ids=str)
def test_the_session_understands_what_stands_behind_the_dashes(
    command: Command, pytest_options: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = selected(command.own)[0]
    rest = filled(command.rest)
    if session.partition("-3.")[0].partition("(")[0] not in PYTEST_SESSIONS:
        module = module_of(session)
        parse(module, rest, monkeypatch)
        assert options(rest) <= own_options(module) | pytest_options  # flakes takes pytest's too
        return
    words = Request.parse(rest).pytest_args
    assert options(words) <= pytest_options
    paths = [word for word in words if "/" in word and not word.startswith("-")]
    assert [path for path in paths if not (ROOT / path.partition("::")[0]).exists()] == []


@pytest.mark.parametrize("command", MODULES, ids=str)
def test_the_module_understands_its_arguments(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, *arguments = filled(command.arguments[1:])
    if module.startswith("scripts."):
        parse(module, arguments, monkeypatch)
    else:
        assert importlib.util.find_spec(module)


@pytest.mark.parametrize(
    "words",
    sorted({tuple(filled(c.arguments)) for c in MODULES if c.arguments[1] in LOOKS}),
    ids=" ".join,
)
def test_what_only_looks_can_be_run(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", PSQL, ids=str)
def test_the_scripts_for_psql_are_there(command: Command) -> None:
    files = [word for word in command.arguments if word.endswith(".sql")]
    assert [name for name in files if not (ROOT / name).is_file()] == []


def test_variables_are_those_that_the_code_reads() -> None:
    shown = {word.partition("=")[0] for command in COMMANDS for word in command.variables}
    sources = [*(ROOT / "scripts").rglob("*.py"), *(ROOT / "tests" / "chaos").rglob("*.py")]
    code = "".join(path.read_text("utf-8") for path in sources)
    unknown = [
        name
        for name in shown
        if re.sub(r"\d+$", "", name) not in code and name not in {"TMPDIR", "CI", "COLUMNS"}
    ]
    assert shown
    assert unknown == []


def test_every_session_is_in_the_reference() -> None:
    names = {name.partition("-3.")[0].partition("(")[0] for name in selected(["-s", *sessions()])}
    text = (ROOT / "docs" / "testing" / "README.md").read_text("utf-8").replace('"', "")
    rows = "".join(line for line in text.splitlines() if line.startswith("| `nox -"))
    assert [name for name in sorted(names) if f"nox -s {name}" not in rows] == []


def sessions() -> list[str]:
    """The names of all sessions."""
    source = (ROOT / "noxfile.py").read_text()
    named = re.findall(r'@nox\.session\(name="([\w-]+)"', source)
    defined = re.findall(r"^def (\w+)\(session: nox\.Session\) -> None", source, re.MULTILINE)
    return sorted({*named, *defined} - {name.replace("-", "_") for name in named})
