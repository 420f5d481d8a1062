"""What CI calls, each of which can be run by hand too.

python -m scripts.ci plan checks smoke full [--category load] [--pg 16]  which jobs, longest first
python -m scripts.ci announce     the summary, for all to see
python -m scripts.ci needs        red unless all jobs before it succeeded
python -m scripts.ci issue        the issue about a red week
python -m scripts.ci gitlab       docs/ci/gitlab-ci.yml anew
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from scripts import command, matrix
from scripts.ci import announce, gitlab, issue, needs, planned
from scripts.results import MEASURES


def main(arguments: Sequence[str]) -> int:
    """The command; 0 if it could do its work."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.ci",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    plan = commands.add_parser("plan", help="plan checks and cells, for a job each, and measures")
    words = [planned.CHECKS, *matrix.table()["tiers"], *MEASURES]
    plan.add_argument("what", nargs="+", choices=words)
    plan.add_argument("--category", default="", help="one category, or all")
    plan.add_argument("--pg", default="", help="one major version, or all")
    commands.add_parser("announce", help="show the run's summary on the page of the job")
    commands.add_parser("needs", help="judge the jobs that this one needs")
    commands.add_parser("issue", help="open the issue about a red week, or add to it")
    commands.add_parser("gitlab", help="write the example for GitLab")
    options = parser.parse_args(arguments)
    match options.command:
        case "plan":
            try:
                return planned.main(options.what, options.category, options.pg)
            except ValueError as error:
                plan.error(str(error))
        case "announce":
            return announce.main()
        case "needs":
            return needs.main()
        case "issue":
            return issue.main()
        case _:
            return gitlab.main()


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))
