"""True nox over the tiny cells of a `House`."""

from __future__ import annotations

import json
import site
import subprocess
import sys
from typing import Any

from tests.scripts.house import PYTHON, House, Traces, until

RESOURCE = f"full-{PYTHON}(pg=15, category=resource)"
LOAD = f"full-{PYTHON}(pg=15, category=load)"
MIGRATION = f"full-{PYTHON}(pg=15, category=migration)"
PATIENCE = 120  # seconds for what takes 5, on a busy machine ten times that

# The sessions' environments get no packages, but see those of this one.
BORROW = """

def install(session: nox.Session, *groups: str) -> None:
    (there,) = Path(session.virtualenv.location).glob("lib/python*/site-packages")
    (there / "borrowed.pth").write_text({packages!r})
"""

# In two categories a test that waits, with a server of its own, until the file `go` is there.
SUITE = """
pytestmark = [pytest.mark.chaos, pytest.mark.promise("server.survives")]

def wait(name):
    Path(f"here-{name}").touch()
    until(Path("go").exists)

@pytest.mark.resource
def test_before(): pass

@pytest.mark.resource
def test_breaks(): assert not Path("break").exists(), "broken"

@pytest.mark.resource
def test_of_resource(doomed_cluster): wait("resource")

@pytest.fixture
def slow_to_end():
    yield
    time.sleep(3)  # nox kills its workers, and all that they run, after 2

@pytest.mark.load
def test_of_load(doomed_cluster, slow_to_end): wait("load")

@pytest.mark.migration
def test_of_migration(): pass
"""


class Nox:
    """Nox that was started in the house, as from a shell; what it says is in a file."""

    def __init__(self, house: House, *arguments: str, output: int | None = None) -> None:
        """Start it; `output` is a terminal to say it to instead."""
        with (house.root / "noxfile.py").open("a") as noxfile:
            noxfile.write(BORROW.format(packages="\n".join(site.getsitepackages())))
        house.suite(SUITE)
        self.house = house
        self.log = house.root / "nox.log"
        environment = house.environment()
        for name in ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "FORCE_COLOR"):
            environment.pop(name, None)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "nox", *arguments],
                cwd=house.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log if output is None else output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        house.started.append(self.process)

    def held(self, *names: str) -> Traces:
        """Wait until the tests of these categories wait; all that nox holds then."""
        here = [self.house.root / f"here-{name}" for name in names]
        until("the tests to wait", lambda: all(file.exists() for file in here), PATIENCE)
        return Traces.of(self.process.pid)

    def end(self, seconds: float = PATIENCE) -> int:
        """Wait for its end: the exit code."""
        return self.process.wait(seconds)

    @property
    def said(self) -> str:
        """What it has said so far."""
        return self.log.read_text(errors="replace")

    @property
    def summary(self) -> dict[str, Any]:
        """The summary that the run left."""
        path = self.house.run / "summary" / "summary.json"
        found: dict[str, Any] = json.loads(path.read_text())
        return found

    @property
    def verdicts(self) -> dict[str, str]:
        """Those of the summary, by cell."""
        return {cell["name"]: cell["verdict"] for cell in self.summary["cells"]}
