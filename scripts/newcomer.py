"""Run the README's two commands as a newcomer would, and require a green summary.

In a fresh clone of HEAD, with an empty home, an empty cache and a bare environment. What this
machine has and a newcomer may lack is hidden by an empty folder mounted over it, in a mount
namespace that only these commands see.

    python -m scripts.newcomer [COMMAND ...]      further commands, run after the two
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scripts import command, interrupt, lifeline
from scripts.binaries import faketime, installed
from scripts.cluster.place import is_running, start_of
from scripts.interrupt import GRACE, InterruptedRunError
from scripts.matrix import ROOT, majors, this_python
from scripts.report.view import duration

# Two lines of a code block, fenced or indented.
COMMANDS = re.compile(r"^ *(python3 -m venv .*)\n *(nox -s smoke)$", re.MULTILINE)

TMP = Path("/tmp")  # noqa: S108 - not TMPDIR, which nox sets to a folder of this project
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
OWN = re.compile(r"newcomer-(?P<pid>\d+)-(?P<started>\d+)-.*")  # our folders there
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
KEPT = re.compile(  # the way to the registries: certificates, proxies, mirrors
    r"SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE|NODE_EXTRA_CA_CERTS|PIP_CERT|PIP_TRUSTED_HOST"
    r"|(PIP|UV)_(EXTRA_|DEFAULT_)?INDEX(_URL)?|(https?|all|no)_proxy",
    re.IGNORECASE,
)


def main(further: Sequence[str]) -> int:
    """Run the commands; 0 if all of them succeed and the summary of smoke is green."""
    interrupt.listen()
    lifeline.hold()
    started = time.monotonic()
    forget_dead()
    own = f"{os.getpid()}-{start_of(os.getpid())}"
    with tempfile.TemporaryDirectory(prefix=f"newcomer-{own}-", dir=TMP) as place:
        try:
            lines = [*commands(ROOT / "README.md"), *further]
            problem = run(lines, Path(place))
        except InterruptedRunError as error:
            problem = f"interrupted by {error}"
        except ValueError as error:
            problem = str(error)
    took = duration(time.monotonic() - started)
    print(f"newcomer: {problem or 'green'}, with Python {this_python()}, in {took}")
    return 1 if problem else 0


def forget_dead() -> None:
    """Remove the folders of our runs that were killed before they could."""
    for place in TMP.iterdir():
        own = OWN.fullmatch(place.name)
        if own is None or place.stat().st_uid != os.geteuid():
            continue
        if not is_running(int(own["pid"]), int(own["started"])):
            shutil.rmtree(place)


def commands(readme: Path) -> list[str]:
    """Return the two commands that the README shows; ValueError if they are not there once."""
    found = COMMANDS.findall(readme.read_text(encoding="utf-8"))
    if len(found) != 1:
        raise ValueError(f"{readme} has {len(found)} blocks of the two commands instead of one")
    return list(found[0])


def run(lines: Sequence[str], place: Path) -> str | None:
    """Run shell commands in a clone in `place`; return what is wrong, None where all is green."""
    place.chmod(0o755)  # as root, the server's user must enter the cache
    for name in ("bin", "home", "cache", "empty"):
        (place / name).mkdir()
    (place / "bin" / "python3").symlink_to(Path(sys.base_prefix, "bin", f"python{this_python()}"))
    clone = place / "clone"
    git("clone", "--quiet", "--no-hardlinks", ".", str(clone))
    if changed := git("status", "--porcelain").splitlines():
        print(
            f"newcomer: {len(changed)} files differ from HEAD, which is what is cloned", flush=True
        )
    for line in lines:
        print(f"newcomer: {line}", flush=True)
    hidden_from = hiding(list(hidden()), place / "empty")
    code = call(
        [*hidden_from, "sh", "-ec", "\n".join(lines)], clone, environment(place, os.environ)
    )
    if code != 0:
        return f"red: exit code {code}"
    summaries = list(clone.glob(".results/*/summary/summary.json"))
    verdicts = [json.loads(path.read_text(encoding="utf-8"))["verdict"] for path in summaries]
    return None if verdicts == ["green"] else f"red: its summaries are {verdicts}, not one green"


def git(*words: str) -> str:
    """Return the output of a git command in this project; its error is raised as ValueError."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ValueError(f"git {words[0]}: {' '.join(done.stderr.split())}")
    return done.stdout


def environment(place: Path, ours: Mapping[str, str]) -> dict[str, str]:
    """Return a bare environment: where programs and the home are, and the way to registries."""
    bare = {name: value for name, value in ours.items() if KEPT.fullmatch(name)}
    bare |= {"PATH": f"{place / 'bin'}:{PATH}", "HOME": str(place / "home")}
    if os.geteuid() == 0:  # root's cache is not in its home
        bare["PGMATRIX_CACHE"] = str(place / "cache")
    return bare


def hidden() -> Iterator[Path]:
    """Yield what is installed here and a newcomer may lack: libfaketime, servers, browsers."""
    for pattern in faketime.FOLDERS:
        yield from Path("/").glob(pattern)
    for pattern in installed.FOLDERS:
        folders = (Path(pattern.format(major=major)) for major in majors())
        yield from filter(Path.exists, folders)
    for name in BROWSERS:
        if program := shutil.which(name, path=PATH):
            yield Path(program).resolve()


def hiding(paths: Sequence[Path], empty: Path) -> list[str]:
    """Return the start of a command that does not see `paths`; empty where that cannot be."""
    sources = [(empty if path.is_dir() else Path(os.devnull), path) for path in paths]
    mounts = [shlex.join(["mount", "--bind", *map(str, pair)]) for pair in sources]
    unshare = ["unshare", "--mount", "--propagation", "private"]
    back = ""
    if os.geteuid() != 0:  # root in a namespace of its own, to mount; then the same user again
        unshare += ["--user", "--map-root-user"]
        back = f"unshare --user --map-user={os.getuid()} --map-group={os.getgid()} "
    script = "\n".join([*mounts, f'exec {back}"$@"'])
    start = [*unshare, "sh", "-ec", script, "sh"]
    names = ", ".join(map(str, paths)) or "nothing"
    try:
        subprocess.run([*start, "true"], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        why = " ".join(str(getattr(error, "stderr", None) or error).split())
        print(f"newcomer: this machine cannot hide what it has, {names}: {why}", flush=True)
        return []
    print(f"newcomer: hidden: {names}", flush=True)
    return start


def call(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> int:
    """Run a command to its end, and end all that it started if we are interrupted."""
    process = subprocess.Popen(
        words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(2 * GRACE)


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))
