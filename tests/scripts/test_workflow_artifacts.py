"""Artifacts as GitHub's actions keep them, on their way from a job to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.workflow.artifacts import ArtifactError, download, upload


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A place for artifacts."""
    store = tmp_path / "store"
    store.mkdir()
    return store


def test_upload_of_the_same_name_wants_overwrite(tmp_path: Path, store: Path) -> None:
    (tmp_path / "file").write_text("old")
    inputs = {"name": "a", "path": "file"}
    upload(inputs, tmp_path, store)
    (tmp_path / "file").write_text("new")
    with pytest.raises(ArtifactError, match="overwrite is not true"):
        upload(inputs, tmp_path, store)
    upload({**inputs, "overwrite": True}, tmp_path, store)
    assert (store / "a" / "file").read_text() == "new"


def test_upload_leaves_hidden_files_out_unless_told(tmp_path: Path, store: Path) -> None:
    (tmp_path / ".results").mkdir()
    (tmp_path / ".results" / "file").write_text("")
    inputs = {"name": "a", "path": ".results"}
    assert "no files found" in upload(inputs, tmp_path, store)
    with pytest.raises(ArtifactError, match=r"no files found at \.results"):
        upload({**inputs, "if-no-files-found": "error"}, tmp_path, store)
    assert "1 files" in upload({**inputs, "include-hidden-files": True}, tmp_path, store)


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"name": "full(pg=16, category: load)", "path": "x"}, "cannot be named"),
        ({"name": "a", "path": "x\ny"}, "known here are one path"),
        ({"name": "a", "path": "!x"}, "known here are one path"),
        ({"name": "a", "path": "x", "retention-days": 3}, "retention-days is not known here"),
    ],
)
def test_upload_that_is_not_known_is_refused(
    tmp_path: Path, store: Path, inputs: dict[str, object], said: str
) -> None:
    with pytest.raises(ArtifactError, match=said):
        upload(inputs, tmp_path, store)


def test_upload_leaves_out_what_it_is_told_to(tmp_path: Path, store: Path) -> None:
    for name in ("one/report", "one/kept/data/file", "two/kept"):
        (tmp_path / "cells" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cells" / name).write_text("")
    upload({"name": "a", "path": "cells/*\n!cells/*/kept"}, tmp_path, store)
    assert [path.name for path in (store / "a").rglob("*") if path.is_file()] == ["report"]


def test_upload_refuses_file_names_that_github_refuses(tmp_path: Path, store: Path) -> None:
    (tmp_path / "a:b").write_text("")
    with pytest.raises(ArtifactError, match="cannot be named 'a:b'"):
        upload({"name": "a", "path": "*"}, tmp_path, store)


def test_download_without_merge_keeps_artifacts_apart(tmp_path: Path, store: Path) -> None:
    for name in ("a", "b"):
        (store / name).mkdir()
        (store / name / "file").write_text(name)
    download({"path": "into"}, tmp_path, store)
    assert (tmp_path / "into" / "b" / "file").read_text() == "b"
