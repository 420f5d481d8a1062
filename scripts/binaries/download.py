"""Fetches archives through their registry's client, checks their hash, and unpacks them."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from scripts.binaries.pins import Pin
from scripts.binaries.server import UnusableError, tail
from scripts.binaries.user import run

CLIENT_SECONDS = 300  # for 12 to 24 MB; 2 s on a good line


def download(
    argv: Sequence[str | Path],
    *,
    into: Path,
    pattern: str,
    pin: Pin,
    seconds: float | None = None,
) -> Path:
    """Return the file, matching `pattern`, that a client puts `into` a folder: only the pinned one.

    The client gets `seconds`, or `CLIENT_SECONDS`.
    """
    limit = CLIENT_SECONDS if seconds is None else seconds
    command = " ".join(map(str, argv[:4]))
    try:
        # Its temporary files too: whether there is room was asked for this disk.
        ours = {**os.environ, "TMPDIR": str(into)}
        client = run(argv, env=ours, cwd=into, timeout=limit)
    except FileNotFoundError as error:
        raise UnusableError(f"no {argv[0]} on PATH to fetch it with") from error
    except subprocess.TimeoutExpired as error:
        raise UnusableError(f"{command} ... did not end in {limit} s") from error
    files = list(into.glob(pattern))
    if client.returncode != 0 or len(files) != 1:
        raise UnusableError(
            f"{command} ... ended with {client.returncode} and left {len(files)} files"
            f" {pattern}: {tail(client.stderr)}"
        )
    check(files[0], pin)
    return files[0]


def check(archive: Path, pin: Pin) -> None:
    """Refuse an archive that is not the pinned one."""
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, pin.algorithm).hexdigest()
    if found != pin.digest:
        raise UnusableError(
            f"{archive.name} is not what was pinned: its {pin.algorithm} is {found},"
            f" pinned is {pin.digest}"
        )


def unpack(archive: IO[bytes], into: Path) -> None:
    """Unpack a gzipped tar as data: plain files, folders and links, nothing outside of `into`.

    Not through tarfile's filters, which Debian 12's Python 3.11.2 does not have yet.
    """
    with tarfile.open(fileobj=archive, mode="r:gz") as tar:
        for member in tar:
            path = into / check_inside(member.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if member.isdir():
                path.mkdir(exist_ok=True)
            elif member.issym():
                path.symlink_to(check_inside(member.linkname))
            elif member.isreg() and (content := tar.extractfile(member)):
                with content, path.open("xb") as file:
                    shutil.copyfileobj(content, file)
                path.chmod(0o755 if member.mode & stat.S_IXUSR else 0o644)
            else:
                raise UnusableError(f"refused to unpack it: {member.name!r} is of a strange kind")


def check_inside(name: str) -> PurePosixPath:
    """The path that an archive names, refused if it could lead out of the archive's folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise UnusableError(f"refused to unpack it: it holds the path {name!r}")
    return path
