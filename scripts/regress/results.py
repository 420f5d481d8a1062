"""What a run of the regression files found, for each file and each major version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scripts.regress.compare import Difference

MOST_NAMED = 5  # files in one sentence


@dataclass(frozen=True)
class FileResult:
    """One regression file or isolation spec, run without and with pggit."""

    name: str
    documented: tuple[str, ...]  # exceptions of `scripts.regress.documented` that applied
    differences: tuple[Difference, ...]
    complaints: tuple[str, ...]  # what fsck and detect_drift find since this file
    plain: float  # seconds
    pggit: float

    @property
    def identical(self) -> bool:
        """Whether both outputs are the same but for what is documented."""
        return not self.differences

    @property
    def clean(self) -> bool:
        """Whether fsck and detect_drift found nothing new."""
        return not self.complaints

    @property
    def ratio(self) -> float:
        """The time with pggit over the time without."""
        return self.pggit / self.plain


@dataclass(frozen=True)
class MajorResult:
    """All files on one major version."""

    pg: int
    server: str  # its full version and origin
    source: str  # where the files came from
    files: tuple[FileResult, ...]
    specs: tuple[FileResult, ...]
    dump: tuple[str, ...]  # lines in which the dumps differ
    without_specs: str  # why no isolation spec ran; empty where they did

    @property
    def every(self) -> tuple[FileResult, ...]:
        """Files and specs."""
        return self.files + self.specs

    @property
    def ratio(self) -> float:
        """The time of all regression files with pggit over the time without."""
        return sum(each.pggit for each in self.files) / sum(each.plain for each in self.files)

    @property
    def counts(self) -> str:
        """Return how many files are identical and clean, in words."""
        specs = f", {_share(self.specs)} isolation specs" if self.specs else ""
        return (
            f"PostgreSQL {self.pg}: {_share(self.files)} files{specs},"
            f" {self.ratio:.2f} times as long as without"
        )

    def problems(self, most: float) -> list[str]:
        """Return why this is not green, in words; `most` bounds the ratio."""
        differ = [each.name for each in self.every if not each.identical]
        unclean = [each.name for each in self.every if not each.clean]
        found = [
            f"{len(bad)} of {len(self.every)} {what}: {', '.join(bad[:MOST_NAMED])}"
            for what, bad in (("are not identical", differ), ("are not clean", unclean))
            if bad
        ]
        if self.dump:
            found.append("the dumps differ")
        if self.ratio > most:
            found.append(f"took {self.ratio:.2f} times as long as without, the most is {most:g}")
        return [f"PostgreSQL {self.pg}: {text}" for text in found]


def _share(results: Sequence[FileResult]) -> str:
    identical = sum(each.identical for each in results)
    clean = sum(each.clean for each in results)
    return f"{identical} identical and {clean} clean of {len(results)}"
