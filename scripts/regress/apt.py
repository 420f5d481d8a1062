"""Fetch the source package of a server through apt, without changing the machine's settings.

apt gets its own list of sources, state and cache: `apt-get source` needs no ``deb-src`` line in
``/etc/apt``, and works for a user who may not write there.
"""

from __future__ import annotations

import os
import platform
import re
import tarfile
from collections.abc import Sequence
from pathlib import Path

from scripts.binaries.download import check_inside
from scripts.binaries.server import UnusableError, tail
from scripts.binaries.user import run

# The suite of each distribution that has the source package of a major version.
SUITES = {
    "debian": {15: "bookworm", 17: "trixie", 18: "sid"},
    "ubuntu": {16: "noble"},
}
KEYRINGS = Path("/usr/share/keyrings")
MIRROR = re.compile(r"^'(?P<base>\S+?)/?dists/[\w-]+/InRelease' ", re.MULTILINE)
SECONDS = 300  # for a list of 12 MB and a package of 23 MB: 5 s on a good line
INSIDE = re.compile(r"[^/]+/(src/test/(?:regress|isolation)/.+)")


def fetch(major: int, draft: Path) -> Path:
    """Return a source tree in `draft` that holds ``src/test/regress`` and ``src/test/isolation``.

    Raise `UnusableError` where this distribution has no such package or apt fails.
    """
    distribution = running_distribution()
    suites = SUITES.get(distribution, {})
    if major not in suites:
        known = ", ".join(map(str, suites)) or "no major version"
        raise UnusableError(
            f"this distribution ({distribution or 'not named'}) has the source package of {known}"
        )
    options = private(draft)
    source = f"deb-src [signed-by={keyring(distribution)}] {mirror(options)} {suites[major]} main\n"
    (draft / "sources.list").write_text(source, encoding="utf-8")
    options += ["-o", f"Dir::Etc::SourceList={draft}/sources.list", "-o", "Dir::Etc::SourceParts=-"]
    apt(["update", *options], draft)
    apt(["source", "--download-only", "--tar-only", f"postgresql-{major}", *options], draft)
    tarballs = list(draft.glob(f"postgresql-{major}_*.orig.tar.*"))
    if len(tarballs) != 1:
        raise UnusableError(f"apt-get source postgresql-{major} left {len(tarballs)} tarballs")
    return unpack(tarballs[0], draft / "tree")


def running_distribution() -> str:
    """Return the name of the distribution, such as ``debian``; empty where it names none."""
    try:
        return platform.freedesktop_os_release()["ID"]
    except OSError:
        return ""


def private(folder: Path) -> list[str]:
    """Return the options that keep apt's state and cache in `folder`."""
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "status").touch()
    set_to = {
        "Dir::State": folder,
        "Dir::State::lists": folder / "lists",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder,
        "APT::Sandbox::User": "",  # root's: the folder is closed to apt's own user
    }
    return [word for name, value in set_to.items() for word in ("-o", f"{name}={value}")]


def keyring(distribution: str) -> Path:
    """Return the file of keys that the distribution's suites are signed with."""
    found = sorted(KEYRINGS.glob(f"{distribution}-archive-keyring.*"))
    if not found:
        raise UnusableError(f"{KEYRINGS} has no {distribution}-archive-keyring; install it")
    return found[0]


def mirror(options: Sequence[str]) -> str:
    """Return the address of the mirror that the machine itself uses: the first of its sources."""
    listed = apt(["update", "--print-uris", *options], Path("/"))
    found = MIRROR.search(listed)
    if found is None:
        raise UnusableError("apt has no source of packages; add the distribution's to /etc/apt")
    return found["base"]


def apt(words: Sequence[str], folder: Path) -> str:
    """Run apt-get in `folder` and return what it prints; `UnusableError` when it fails."""
    shown = f"apt-get {' '.join(word for word in words if word[0] != '-' and '::' not in word)}"
    try:
        ended = run(["apt-get", "--quiet", *words], env=os.environ, cwd=folder, timeout=SECONDS)
    except FileNotFoundError as error:
        raise UnusableError("no apt-get on PATH to fetch it with") from error
    if ended.returncode != 0:
        raise UnusableError(f"{shown} ended with {ended.returncode}: {tail(ended.stderr)}")
    return ended.stdout


def unpack(tarball: Path, into: Path) -> Path:
    """Unpack the folders of tests, plain files only, and return the tree that holds them."""
    with tarfile.open(tarball) as tar:
        for member in tar:
            match = INSIDE.fullmatch(member.name)
            if match and (content := member.isreg() and tar.extractfile(member)):
                path = into / check_inside(match[1])
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
    if not (into / "src/test/regress/parallel_schedule").is_file():
        raise UnusableError(f"{tarball.name} holds no regression files")
    (into / "VERSION").write_text(tarball.name.partition(".orig")[0] + "\n", encoding="utf-8")
    return into
