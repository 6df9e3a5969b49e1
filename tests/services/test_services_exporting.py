"""Writing files to share: where they go, and that they are whole and the user's alone."""

import os
import stat
from pathlib import Path

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.services.exporting import (
    holds_file,
    review_path,
    typed_path,
    write_export,
    write_whole,
)


def test_a_review_goes_to_the_documents_where_there_are_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DOCUMENTS_DIR", raising=False)
    assert review_path("2026-W47") == tmp_path / "radar-review-2026-W47.md"
    (tmp_path / "Documents").mkdir()
    assert review_path("2026-W47") == tmp_path / "Documents" / "radar-review-2026-W47.md"


def test_a_typed_path_is_told_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert typed_path(" ~/a.md ") == tmp_path / "a.md"
    assert typed_path("a.md") == tmp_path / "a.md"


@pytest.mark.parametrize("text", ["", "  ", "~nobody-of-this-name/a.md", "a\0b"])
def test_what_is_no_path_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(WorkspaceError, match="choose") as refused:
        typed_path(text)
    assert "\n" not in str(refused.value)


def test_a_new_file_is_the_user_s_alone_and_an_old_one_keeps_its_mode(tmp_path: Path) -> None:
    new, old = tmp_path / "new.md", tmp_path / "old.md"
    old.write_text("before")
    old.chmod(0o644)
    for path, mode in ((new, 0o600), (old, 0o644)):
        write_whole(path, "after")
        assert path.read_text() == "after"
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.md", "old.md"]


@pytest.mark.parametrize("name", ["no/such/folder.md", "", "x" * 300])
def test_what_cannot_be_written_is_a_line_with_the_reason(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkspaceError, match=r"^cannot write .*; choose another path$"):
        write_export(tmp_path / name, "text")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_regular_file_is_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/null")):
        with pytest.raises(WorkspaceError, match="it is no regular file; choose another path"):
            write_export(path, "text")
        assert not holds_file(path)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "missing"])
def test_what_cannot_be_looked_at_holds_no_file(tmp_path: Path, name: str) -> None:
    assert not holds_file(tmp_path / name)
