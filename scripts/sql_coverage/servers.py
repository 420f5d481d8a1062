"""Server programs whose servers leave their logs to us, wherever and by whomever they are run.

A folder of links to another server's programs, but for pg_ctl: ours puts the log of every cluster
in one folder, with a link where the log should be, so that it outlives the cluster.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from scripts.binaries import Server, server_user

# Each mark is one line: not the statement that was running, not the functions it came through.
SETTINGS = "-c log_min_error_statement=panic -c log_error_verbosity=terse"

PG_CTL = """\
#!/bin/sh
{exports}
[ "$1" = start ] || exec {pg_ctl} "$@"
for word; do
    [ "$previous" = -l ] && log=$word
    previous=$word
done
if [ ! -e "$log" ]; then  # not a restart
    kept=$(mktemp {logs}/XXXXXXXX) && ln -s "$kept" "$log" || exit 1
fi
exec {pg_ctl} "$@" -o {settings}
"""


def make(server: Server, folder: Path, logs: Path) -> None:
    """Fill `folder` with the programs of `server`, whose servers log to files in `logs`."""
    for path in (folder, logs):
        path.mkdir()
        path.chmod(0o755)
    user = server_user()
    if user is not None:
        logs.chmod(0o700)
        os.chown(logs, user.uid, user.gid)
    for program in server.bindir.iterdir():
        (folder / program.name).symlink_to(program)
    pg_ctl = folder / "pg_ctl"
    pg_ctl.unlink()
    pg_ctl.write_text(
        PG_CTL.format(
            exports="\n".join(f"export {k}={shlex.quote(v)}" for k, v in server.env.items()),
            pg_ctl=shlex.quote(str(server.bindir / "pg_ctl")),
            logs=shlex.quote(str(logs)),
            settings=shlex.quote(SETTINGS),
        ),
        encoding="utf-8",
    )
    pg_ctl.chmod(0o755)
