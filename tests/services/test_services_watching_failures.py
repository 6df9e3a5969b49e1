"""A watched file that fails: it gets its chance, then lies in `failed/` with its reason."""

import errno
import gzip
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import InterfaceError

from radar_tui.db.errors import WorkspaceError
from radar_tui.services import failed_files, watching
from radar_tui.services.failed_files import move_to_failed
from radar_tui.services.watching import (
    FileFailed,
    FileImported,
    FileRefused,
    FilesWait,
    FolderWatch,
    WatchNews,
    news_line,
)
from radar_tui.services.workspace import Workspace
from support.workspaces import ticket

BAD = "Nothing works.\n"
WHY = "found plain text, expected "
ACCOUNTS_WITH_A_REJECT = "id,name,domains\na1,ACME,\na1,Again,\n"


class Inbox:
    """A watched folder, looked into at moments that the test says."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder
        folder.mkdir()
        self.news: list[WatchNews] = []
        self.restart()

    def restart(self) -> None:
        self.watch = FolderWatch(self.folder, self.news.append)

    def put(self, name: str, content: str | bytes = BAD, *, changed_at: int = 1_000) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (changed_at, changed_at))
        return path

    def look(self, *seconds: int) -> list[WatchNews]:
        """Look at some seconds after the start; gives what was told meanwhile."""
        before = len(self.news)
        for second in seconds:
            moment = self.workspace.as_of + timedelta(seconds=second)
            self.watch.look(replace(self.workspace, as_of=moment))
        return self.news[before:]

    def files(self) -> dict[str, str]:
        """What lies in the folder and below, by its path in it; links are not followed."""
        return {
            str(path.relative_to(self.folder)): path.read_text(encoding="utf-8")
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.is_symlink()
        }


@pytest.fixture
def inbox(workspace: Workspace, tmp_path: Path) -> Inbox:
    return Inbox(workspace, tmp_path / "inbox")


def tickets(*numbers: int) -> str:
    return "".join(json.dumps(ticket(number)) + "\n" for number in numbers)


def kinds(news: list[WatchNews]) -> list[type[WatchNews]]:
    return [type(one) for one in news]


def test_a_bad_file_moves_to_failed_with_its_reason_beside_it(inbox: Inbox) -> None:
    inbox.put("notes.txt")
    (refused,) = inbox.look(0, 2, 4, 61)
    assert isinstance(refused, FileRefused)
    assert set(inbox.files()) == {"notes.txt"}, "a minute is not over"
    (failed,) = inbox.look(62)
    assert isinstance(failed, FileFailed)
    assert (failed.file, failed.place) == ("notes.txt", "failed/notes.txt")
    assert failed.reason == refused.reason
    assert news_line(failed).startswith(f"notes.txt: moved to failed/notes.txt: {WHY}")
    files = inbox.files()
    assert set(files) == {"failed/notes.txt", "failed/notes.txt.reason.txt"}
    assert files["failed/notes.txt"] == BAD
    assert files["failed/notes.txt.reason.txt"].startswith(f"notes.txt: {WHY}")
    assert inbox.watch.moving() == []
    assert inbox.look(64, 66, 200) == [], "what lies in failed/ is not looked at"


def test_a_file_that_was_caught_half_written_gets_its_chance(inbox: Inbox) -> None:
    whole = json.dumps({"tickets": [ticket(1), ticket(2)]}, indent=1)
    inbox.put("t.json", whole[:-30], changed_at=1)
    assert kinds(inbox.look(0, 2, 30)) == [FileRefused]
    inbox.put("t.json", whole[:-20], changed_at=2)
    assert kinds(inbox.look(58, 60, 62, 100)) == [FileRefused], "the minute begins anew"
    inbox.put("t.json", whole, changed_at=3)
    assert kinds(inbox.look(118, 122, 124)) == [FileImported]
    assert set(inbox.files()) == {"t.json"}


def test_it_is_read_once_more_before_it_moves(inbox: Inbox) -> None:
    """A writer may have finished without a trace in size and time."""
    inbox.put("t.ndjson", "x" * len(tickets(1)))
    assert kinds(inbox.look(0, 2)) == [FileRefused]
    inbox.put("t.ndjson", tickets(1))
    assert kinds(inbox.look(30, 64)) == [FileImported]


def test_a_schedule_moves_it_at_the_next_run(inbox: Inbox) -> None:
    inbox.put("notes.txt")
    assert kinds(inbox.look(0, 0)) == [FileRefused]
    inbox.restart()
    assert kinds(inbox.look(40, 40)) == [FileRefused]
    assert inbox.watch.moving() == []
    inbox.restart()
    assert kinds(inbox.look(600, 600)) == [FileFailed]
    assert inbox.watch.moving() == []


def test_a_clock_that_is_set_back_begins_the_minute_anew(inbox: Inbox) -> None:
    inbox.put("notes.txt")
    assert kinds(inbox.look(90_000, 90_002)) == [FileRefused]
    assert inbox.look(10, 60) == []
    assert kinds(inbox.look(75)) == [FileFailed]


def test_what_comes_back_counts_as_new(inbox: Inbox) -> None:
    inbox.put("notes.txt")
    inbox.look(0, 2, 62, 64)
    os.rename(inbox.folder / "failed" / "notes.txt", inbox.folder / "notes.txt")
    assert kinds(inbox.look(66, 68, 70)) == [FileRefused]
    assert "notes.txt" in inbox.files()


def test_no_earlier_failure_is_written_over(inbox: Inbox) -> None:
    failed = inbox.folder / "failed"
    failed.mkdir()
    (failed / "a.tar.txt").write_text("somebody's own")
    (failed / "a.tar-2.txt.reason.txt").write_text("a reason without its file")
    for number in range(2):
        inbox.put("a.tar.txt", f"{number}: {BAD}")
        (news,) = inbox.look(*(1_000 * number + second for second in (0, 2, 70)))[1:]
        assert isinstance(news, FileFailed)
        assert news.place == f"failed/a.tar-{number + 3}.txt"
    files = inbox.files()
    assert files["failed/a.tar.txt"] == "somebody's own"
    assert files["failed/a.tar-2.txt.reason.txt"] == "a reason without its file"
    assert files["failed/a.tar-3.txt"] == f"0: {BAD}"
    assert files["failed/a.tar-4.txt"] == f"1: {BAD}"
    assert len(files) == 6


def test_rejects_of_single_records_are_no_failure(inbox: Inbox) -> None:
    inbox.put("accounts.csv", ACCOUNTS_WITH_A_REJECT)
    (news,) = inbox.look(0, 2, 70, 140)
    assert isinstance(news, FileImported)
    assert news.summary.rejected == 1
    assert set(inbox.files()) == {"accounts.csv"}


def test_a_damaged_archive_fails(inbox: Inbox) -> None:
    whole = gzip.compress(tickets(1, 2).encode())
    for name, content in (("cut.gz", whole[:-9]), ("bad.gz", whole[:-8] + bytes(8))):
        inbox.put(name, content)
    assert kinds(inbox.look(0, 2, 62)) == [FileRefused] * 2 + [FileFailed] * 2


def raising(error: Exception) -> Callable[..., Any]:
    def fail(*_args: object, **_values: object) -> None:
        raise error

    return fail


def test_a_fault_of_radars_own_moves_the_file_too(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "import_exports", raising(ZeroDivisionError("secret words")))
    inbox.put("t.ndjson", tickets(1))
    assert kinds(inbox.look(0, 2, 62)) == [FileRefused, FileFailed]
    reason = inbox.files()["failed/t.ndjson.reason.txt"]
    assert "unexpected ZeroDivisionError" in reason
    assert "secret" not in reason


@pytest.mark.parametrize("where", ["import_exports", "read_export"])
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EIO, "Input/output error"),
        PermissionError(errno.EACCES, "Permission denied"),
        MemoryError(),
        InterfaceError("select", {}, Exception()),
    ],
)
def test_what_is_not_the_files_fault_moves_nothing_and_is_tried_each_minute(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, where: str, error: Exception
) -> None:
    inbox.put("t.ndjson", tickets(1))
    with monkeypatch.context() as patch:
        patch.setattr(watching, where, raising(error))
        assert kinds(inbox.look(0, 2, 62, 124, 186)) == [FileRefused], "told once"
    assert inbox.look(188) == []
    assert kinds(inbox.look(250)) == [FileImported]


def test_a_file_without_permission_stays_until_it_has_one(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root reads everything, opening it is what is refused."""
    opened = Path.open

    def refuse(path: Path, *args: Any, **values: Any) -> Any:
        if path.name == "t.ndjson":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *args, **values)

    inbox.put("t.ndjson", tickets(1))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        (news,) = inbox.look(0, 2, 62, 124)
    assert isinstance(news, FileRefused)
    assert "cannot be read (permission denied)" in news.reason
    assert kinds(inbox.look(190)) == [FileImported]


def test_a_busy_database_moves_nothing(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.put("notes.txt")
    inbox.put("t.ndjson", tickets(1))
    with monkeypatch.context() as patch:
        patch.setattr(watching, "import_exports", raising(WorkspaceError("it is locked")))
        news = inbox.look(0, 2, 62, 124, 186, 248)
    assert kinds(news) == [FileRefused, FilesWait, FileFailed], "the bad file's fault is its own"
    assert "t.ndjson" in inbox.files()
    assert kinds(inbox.look(310, 312, 314, 316, 318, 320, 322)) == [FileImported]


def test_a_database_that_remembers_nothing_moves_nothing(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = "radar_tui.services.watch_memory.WatchMemory.remember_failing"
    monkeypatch.setattr(memory, raising(WorkspaceError("it is read-only")))
    inbox.put("notes.txt")
    assert inbox.look(0, 2, 62, 124) == [FilesWait("it is read-only")]
    assert set(inbox.files()) == {"notes.txt"}


@pytest.mark.parametrize("call", ["mkdir", "open", "replace"])
def test_a_move_that_fails_is_told_once_and_loses_nothing(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    inbox.put("notes.txt")
    inbox.look(0, 2)
    with monkeypatch.context() as patch:
        refusal = OSError(errno.EROFS, "Read-only file system")
        patch.setattr(failed_files.os, call, raising(refusal))
        (news,) = inbox.look(62, 64, 126, 1_000)
    assert isinstance(news, FileRefused)
    assert news.reason.startswith(WHY)
    assert news.reason.endswith("; cannot be moved to failed/ (read-only file system)")
    assert inbox.files() == {"notes.txt": BAD}
    assert inbox.watch.moving() == []
    inbox.put("notes.txt", tickets(1), changed_at=2_000)
    assert kinds(inbox.look(1_002, 1_004)) == [FileImported]


def test_a_full_disk_leaves_no_half_of_a_reason(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = failed_files._create

    def full(name: str, content: bytes, there: int) -> None:
        if content:
            raise OSError(errno.ENOSPC, "No space left on device")
        written(name, content, there)

    monkeypatch.setattr(failed_files, "_create", full)
    path = inbox.put("notes.txt")
    with pytest.raises(OSError, match="No space left"):
        move_to_failed(inbox.folder, path.name, "why")
    assert inbox.files() == {"notes.txt": BAD}


@pytest.mark.parametrize("kind", ["link", "file"])
def test_failed_must_be_a_folder_of_its_own(inbox: Inbox, tmp_path: Path, kind: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if kind == "link":
        (inbox.folder / "failed").symlink_to(elsewhere)
    else:
        inbox.put("failed", "")
    inbox.put("notes.txt")
    news = inbox.look(0, 2, 62, 64, 130)
    assert kinds(news) == [FileRefused, FileRefused]
    assert "cannot be moved to failed/" in news_line(news[1])
    assert list(elsewhere.iterdir()) == []
    assert inbox.files()["notes.txt"] == BAD


def test_a_link_within_failed_is_not_written_through(inbox: Inbox, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    failed = inbox.folder / "failed"
    failed.mkdir()
    (failed / "a.txt").symlink_to(outside)
    (failed / "b.txt.reason.txt").symlink_to(outside)
    for name in ("a.txt", "b.txt"):
        inbox.put(name)
        assert move_to_failed(inbox.folder, name, "why") == f"failed/{name[0]}-2.txt"
    assert not outside.exists()


def test_a_file_that_another_watcher_has_moved_leaves_nothing_behind(inbox: Inbox) -> None:
    assert move_to_failed(inbox.folder, "gone.txt", "why") is None
    assert inbox.files() == {}


def test_a_move_that_was_made_though_it_is_said_to_fail_keeps_the_file(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As network drives do that lose the answer."""
    replaced = os.replace

    def answer_lost(*args: Any, **values: Any) -> None:
        replaced(*args, **values)
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(failed_files.os, "replace", answer_lost)
    inbox.put("notes.txt")
    assert move_to_failed(inbox.folder, "notes.txt", "why") == "failed/notes.txt"
    assert inbox.files()["failed/notes.txt"] == BAD


def test_hostile_names_move_as_they_are_and_are_told_harmless(inbox: Inbox) -> None:
    name = "[red]x\x1b[31m\u202e\n.txt"
    inbox.put(name)
    failed = inbox.look(0, 2, 62)[1]
    assert isinstance(failed, FileFailed)
    assert (failed.file, failed.place) == ("[red]x .txt", "failed/[red]x .txt")
    reason = inbox.files()[f"failed/{name}.reason.txt"]
    assert "\x1b" not in reason
    assert f"failed/{name}" in inbox.files()
