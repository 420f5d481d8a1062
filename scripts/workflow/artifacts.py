"""Move artifacts between jobs as actions/upload-artifact and download-artifact v4 do."""

from __future__ import annotations

import fnmatch
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FORBIDDEN = re.compile(r'["<>|*?:\\/\r\n]')  # in the name of an artifact
FORBIDDEN_PATH = re.compile(r'["<>|*?:\r\n]')  # of a file in it
UPLOAD_INPUTS = {"name", "path", "include-hidden-files", "overwrite", "if-no-files-found"}
DOWNLOAD_INPUTS = {"name", "pattern", "path", "merge-multiple"}


class ArtifactError(ValueError):
    """What would make the action fail; the text is the reason."""


def upload(inputs: Mapping[str, Any], workspace: Path, store: Path) -> str:
    """Copy what ``path`` names from the workspace into the store; one sentence about it."""
    _check(inputs, UPLOAD_INPUTS, "upload-artifact")
    name = str(inputs["name"])
    if FORBIDDEN.search(name):
        raise ArtifactError(f"an artifact cannot be named {name!r}")
    target = store / name
    if target.exists():
        if inputs.get("overwrite") is not True:
            raise ArtifactError(f"there is an artifact {name} already, and overwrite is not true")
        shutil.rmtree(target)
    pattern, *others = str(inputs["path"]).strip().splitlines()
    if pattern.startswith(("/", "!", "~")) or not all(other.startswith("!") for other in others):
        raise ArtifactError(
            f"path {inputs['path']!r}: known here are one path within the workspace and, behind it,"
            " some that are left out, with a !"
        )
    root, found = _found(workspace, pattern)
    for other in others:
        _, left_out = _found(workspace, other.removeprefix("!"))
        found = [path for path in found if path not in left_out]
    if inputs.get("include-hidden-files") is not True:
        found = [
            path
            for path in found
            if not any(part.startswith(".") for part in path.relative_to(workspace).parts)
        ]
    if not found:
        if inputs.get("if-no-files-found") == "error":
            raise ArtifactError(f"no files found at {pattern}")
        return f"no files found at {pattern}, so there is no artifact {name}"
    if wrong := next(filter(FORBIDDEN_PATH.search, (str(p.relative_to(root)) for p in found)), ""):
        raise ArtifactError(f"a file in an artifact cannot be named {wrong!r}")
    for path in found:
        copy = target / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return f"artifact {name}: {len(found)} files"


def download(inputs: Mapping[str, Any], workspace: Path, store: Path) -> str:
    """Copy artifacts from the store into the workspace; one sentence about it."""
    _check(inputs, DOWNLOAD_INPUTS, "download-artifact")
    there = sorted(path.name for path in store.iterdir())
    target = workspace / str(inputs.get("path", "."))
    if "name" in inputs:
        if inputs["name"] not in there:
            raise ArtifactError(f"there is no artifact {inputs['name']}; there is: {there}")
        shutil.copytree(store / inputs["name"], target, dirs_exist_ok=True)
        return f"artifact {inputs['name']}"
    chosen = fnmatch.filter(there, str(inputs.get("pattern", "*")))
    for name in chosen:
        into = target if inputs.get("merge-multiple") is True else target / name
        shutil.copytree(store / name, into, dirs_exist_ok=True)
    return f"{len(chosen)} artifacts: {', '.join(chosen)}"


# By the part of ``uses:`` before the version.
ACTIONS: dict[str, Callable[[Mapping[str, Any], Path, Path], str]] = {
    "actions/upload-artifact": upload,
    "actions/download-artifact": download,
}


def _found(workspace: Path, pattern: str) -> tuple[Path, list[Path]]:
    """The folder that paths in the artifact begin at, and the files."""
    parts = Path(pattern).parts
    wild = next((n for n, part in enumerate(parts) if re.search(r"[*?\[]", part)), None)
    if wild is None:
        path = workspace / pattern
        if path.is_file():
            return path.parent, [path]
        root, heads = path, [path]
    else:
        root = workspace.joinpath(*parts[:wild])
        heads = list(root.glob("/".join(parts[wild:])))
    every = {path for head in heads for path in (head, *head.rglob("*"))}
    return root, sorted(path for path in every if path.is_file())


def _check(inputs: Mapping[str, Any], known: set[str], action: str) -> None:
    if unknown := sorted(set(inputs) - known):
        raise ArtifactError(f"{action}: {', '.join(unknown)} is not known here")
