"""docs/testing/TROUBLESHOOTING.md quotes real messages: most are provoked, the others found in the code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from scripts import binaries, install, matrix
from scripts.cluster import Cluster
from scripts.matrix import ROOT
from tests.pggit.docs import Block, blocks, sections
from tests.scripts import messages
from tests.scripts.symptoms import PROVOKED, World

PAGE = ROOT / "docs" / "testing" / "TROUBLESHOOTING.md"
SYMPTOMS: dict[str, list[Block]] = {
    section.title: quoted
    for section in sections(PAGE.read_text("utf-8"))
    if (quoted := [block for block in blocks(section.text) if block.language == "text"])
}

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with Cluster(binaries.find(matrix.default_pg())) as cluster:
        cluster.sql("create database pggit")
        install.install(cluster.conninfo("pggit"), install.pggit_folder())
        yield World(cluster, tmp_path_factory.mktemp("symptoms"), [])


def lines(title: str) -> list[str]:
    """What the page quotes under a heading."""
    return [line.strip() for block in SYMPTOMS[title] for line in block.body.splitlines()]


@pytest.mark.parametrize("title", PROVOKED)
def test_the_message_is_the_one_that_is_provoked(world: World, title: str) -> None:
    said = "\n".join(line.strip() for line in PROVOKED[title](world).splitlines())
    for line in lines(title):
        pattern = re.escape(line).replace(re.escape("..."), ".*")
        assert re.search(f"^{pattern}", said, re.MULTILINE), f"{line}\n\nis not in:\n\n{said}"


def remedy(title: str) -> list[str]:
    """The statements that the page says to run, if any."""
    (section,) = (s for s in sections(PAGE.read_text("utf-8")) if s.title == title)
    return re.findall(r"^ {4}(\w.*);$", section.text, re.MULTILINE)


@pytest.mark.parametrize("title", [title for title in PROVOKED if remedy(title)])
def test_the_remedy_leaves_a_sound_database(world: World, title: str) -> None:
    PROVOKED[title](world)
    database = world.databases[-1]
    for statement in remedy(title):
        database.sql(statement.replace("mydb", database.name))
    assert database.sql("select * from pggit.fsck()") == []
    assert database.sql("select * from pggit.detect_drift()") == []


@pytest.mark.parametrize("title", [title for title in SYMPTOMS if title not in PROVOKED])
def test_the_message_is_in_the_code_that_prints_it(title: str) -> None:
    known = messages.templates()
    for line in lines(title):
        message = re.sub(r"^(bisect|mutants|Not finished): ", "", line)
        assert any(pattern.fullmatch(message) for pattern in known), f"nothing prints: {line}"


def test_every_symptom_has_a_message_and_what_to_do() -> None:
    assert len(SYMPTOMS) >= 15
    assert PROVOKED.keys() <= SYMPTOMS.keys()
    for section in sections(PAGE.read_text("utf-8")):
        if section.title in SYMPTOMS:
            prose = section.text.replace(
                "".join(block.body for block in SYMPTOMS[section.title]), ""
            )
            assert re.search(r"^ {4}\S|`[^`]+`|Nothing is to be done", prose, re.MULTILINE)
