"""How each of our commands, ``python -m scripts.NAME``, begins and ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

from scripts import folders, results
from scripts.environment import clean_environment
from scripts.errors import RepairableError
from scripts.interrupt import InterruptedRunError


def run(main: Callable[[], int]) -> NoReturn:
    """Call `main` without the user's settings of libpq and pytest, and exit with its code.

    What a user can repair ends with code 1 and its text instead of a traceback.
    """
    clean_environment()
    try:
        with folders.written(results.RESULTS, results.VARIABLE):
            sys.exit(main())
    except InterruptedRunError as error:
        sys.exit(f"interrupted: {error}")
    except RepairableError as error:
        sys.exit(str(error))
