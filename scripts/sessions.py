"""What the sessions of the noxfile have in common: their cells, Python and environment.

Only nox's own process imports this: the sessions' environments have no nox.
"""

from __future__ import annotations

from pathlib import Path

import nox
from nox.virtualenv import VirtualEnv

from scripts import matrix
from scripts.request import Request


def cells_of(tier: str) -> list[nox.param]:
    """Return a tier's cells as nox's parameters."""
    return [
        nox.param(cell.pg, cell.category, id=cell.id, tags=cell.tags) for cell in matrix.cells(tier)
    ]


def python_of(session: nox.Session) -> str:
    """Return the Python of a session, such as ``3.12``: nox's own, unless ``-P`` names another."""
    return str(session.python or matrix.this_python())


def request_of(session: nox.Session) -> Request:
    """Parse what stands behind ``--``. A mistake ends the session before anything runs."""
    try:
        matrix.check_python(python_of(session))
        return Request.parse(session.posargs)
    except ValueError as error:
        session.error(str(error))


def renew(session: nox.Session) -> None:
    """Make a reused environment anew if another Python made it: nox 2026.10 does not look."""
    made = session.virtualenv
    if not isinstance(made, VirtualEnv):
        return
    if not Path(made.location, "lib", f"python{python_of(session)}").is_dir():
        made.reuse_existing = False
        made.create()
