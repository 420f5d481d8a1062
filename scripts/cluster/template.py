"""Data directories made once by initdb and copied for each cluster: 10 to 20 times faster."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from filelock import FileLock

from scripts.binaries import Server, cache_dir, run_as_server, server_user

# No --locale=C.UTF-8: barest containers and macOS lack it. Checksums on, as 18 has them by default.
INITDB_OPTIONS = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--data-checksums",
    "--no-sync",
)


def template(server: Server) -> Path:
    """The data directory to copy for this server; made now if it is the first time."""
    key = "\n".join((server.version, server.origin, str(server.bindir), *INITDB_OPTIONS))
    digest = hashlib.sha256(key.encode()).hexdigest()[:12]
    home = cache_dir() / "templates"
    home.mkdir(mode=0o755, exist_ok=True)
    target = home / f"{server.version}-{server.origin}-{digest}"
    with FileLock(f"{target}.lock"):
        if not target.exists():
            _initdb(server, target)
    return target


def copy(source: Path, target: Path) -> None:
    """Copy a stopped cluster's data directory, owned by the user that servers run as."""
    target.mkdir(mode=0o700)
    user = server_user()
    with os.scandir(source) as entries:
        for entry in entries:
            to = target / entry.name
            if entry.is_dir(follow_symlinks=False):
                copy(Path(entry.path), to)
            else:
                _copy_file(entry.path, to, user.uid if user else -1, user.gid if user else -1)
    if user is not None:
        os.chown(target, user.uid, user.gid)


def _copy_file(source: str, target: Path, uid: int, gid: int) -> None:
    # shutil.copyfile copies within the kernel too, but opens and stats each file several times.
    reading = os.open(source, os.O_RDONLY)
    writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if hasattr(os, "sendfile") and os.uname().sysname == "Linux":
            while os.sendfile(writing, reading, None, 2**30):
                pass
        else:
            while block := os.read(reading, 2**20):
                os.write(writing, block)
        if uid != -1:
            os.fchown(writing, uid, gid)
    finally:
        os.close(reading)
        os.close(writing)


def _initdb(server: Server, target: Path) -> None:
    user = server_user()
    # A killed initdb leaves only a draft, never half a template.
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    if user is not None:
        os.chown(draft, user.uid, user.gid)
    program = server.bindir / "initdb"
    result = run_as_server(
        [str(program), *INITDB_OPTIONS, "-D", str(draft)], env=server.env, timeout=120
    )
    if result.returncode != 0:
        shutil.rmtree(draft)
        raise RuntimeError(
            f"{program} ended with {result.returncode}:\n{result.stderr.strip()[-2000:]}"
        )
    draft.rename(target)
