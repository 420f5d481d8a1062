"""The machinery of the chaos matrix: one module for each step of a cell's way.

matrix table -> binaries -> cluster -> pggit installed -> pytest -> results folder -> report
"""

import sys

# Here, and in words that an old Python can read: every other module needs what it lacks.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"pggit-chaos needs Python 3.11 or newer, this is {sys.version_info[0]}."
        f"{sys.version_info[1]}; install one and make the environment with it, such as:"
        " python3.12 -m venv --clear .venv"
    )
