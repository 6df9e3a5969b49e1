"""Watching a folder: what stands still is imported once, what is bad is told once."""

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import ChangeSetRow, TicketRow
from radar_tui.ingest.mapping import MAPPING_FILE
from radar_tui.services import importing, watching
from radar_tui.services.alerting import Evaluation
from radar_tui.services.importing import list_imports
from radar_tui.services.leasing import held_lease
from radar_tui.services.settings import watch_folder, watched_folder
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.watch_memory import WatchMemory
from radar_tui.services.watching import (
    FileImported,
    FileRefused,
    FilesWait,
    FolderWatch,
    WatchNews,
    news_line,
)
from radar_tui.services.welcome import is_empty
from radar_tui.services.workspace import Workspace
from support.workspaces import bring, rows, ticket

PEOPLE = "email,name,roles\nada@radar.example,Ada,lead\n"
ACCOUNTS = "id,name,arr,domains\na1,ACME,9000,acme.example\n"


class Watching:
    """A watch over a folder of its own, and what it told."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.news: list[WatchNews] = []
        self.watch = FolderWatch(folder, self.news.append)

    def put(self, name: str, text: str, *, changed_at: int = 1_000) -> Path:
        path = self.folder / name
        path.write_text(text)
        os.utime(path, (changed_at, changed_at))
        return path

    def put_tickets(self, name: str, *numbers: int, changed_at: int = 1_000) -> Path:
        lines = "".join(json.dumps(ticket(number)) + "\n" for number in numbers)
        return self.put(name, lines, changed_at=changed_at)

    def look(self, times: int = 1) -> list[WatchNews]:
        """Look, and give what was told meanwhile."""
        before = len(self.news)
        for _ in range(times):
            self.watch.look(self.workspace)
        return self.news[before:]

    def restart(self) -> None:
        self.watch = FolderWatch(self.folder, self.news.append)


@pytest.fixture
def inbox(workspace: Workspace, tmp_path: Path) -> Watching:
    return Watching(workspace, tmp_path / "inbox")


def imported(news: list[WatchNews]) -> list[str]:
    return [one.file for one in news if isinstance(one, FileImported)]


def test_a_file_is_imported_once_it_stands_still(inbox: Watching) -> None:
    inbox.put_tickets("t.ndjson", 1, changed_at=1)
    assert inbox.look() == []
    inbox.put_tickets("t.ndjson", 1, 2, changed_at=2)
    assert inbox.look() == []
    assert inbox.watch.moving() == ["t.ndjson"]
    (news,) = inbox.look()
    assert isinstance(news, FileImported)
    assert (news.file, news.summary.inserted) == ("t.ndjson", 2)
    assert inbox.watch.moving() == []
    assert inbox.look(5) == []


def test_a_change_of_time_alone_makes_it_wait(inbox: Watching) -> None:
    path = inbox.put_tickets("t.ndjson", 1, changed_at=1)
    inbox.look()
    os.utime(path, (2, 2))
    assert inbox.look() == []
    assert imported(inbox.look()) == ["t.ndjson"]


def test_a_restart_imports_nothing_again(inbox: Watching) -> None:
    path = inbox.put_tickets("t.ndjson", 1)
    inbox.look(2)
    inbox.restart()
    assert inbox.look(3) == []
    os.utime(path, (5_000, 5_000))
    assert inbox.look(3) == [], "copied again, but the same content"
    inbox.restart()
    assert inbox.look(3) == []
    inbox.put_tickets("t.ndjson", 1, 2, changed_at=6_000)
    assert imported(inbox.look(3)) == ["t.ndjson"]
    assert len(list_imports(inbox.workspace, limit=9)) == 2


def test_each_folder_has_a_memory_of_its_own(inbox: Watching, tmp_path: Path) -> None:
    inbox.put_tickets("t.ndjson", 1)
    inbox.look(2)
    other = Watching(inbox.workspace, tmp_path / "other")
    other.put_tickets("t.ndjson", 2)
    assert imported(other.look(2)) == ["t.ndjson"]
    inbox.restart()
    assert inbox.look(2) == []


def test_what_has_left_the_folder_is_forgotten(inbox: Watching) -> None:
    inbox.put_tickets("a.ndjson", 1)
    inbox.look(2)
    (inbox.folder / "a.ndjson").unlink()
    inbox.put_tickets("b.ndjson", 2)
    inbox.look(2)
    assert list(WatchMemory(inbox.folder).imported(inbox.workspace)) == ["b.ndjson"]


def test_a_bad_file_is_told_once_and_again_when_it_changes(inbox: Watching) -> None:
    inbox.put("notes.txt", "Nothing works.\n")
    (news,) = inbox.look(5)
    assert isinstance(news, FileRefused)
    assert news.file == "notes.txt"
    assert news.reason.startswith("found plain text, expected Zendesk")
    inbox.put("notes.txt", "Still nothing.\n", changed_at=2_000)
    assert len(inbox.look(5)) == 1
    inbox.put_tickets("notes.txt", 1, changed_at=3_000)
    assert imported(inbox.look(5)) == ["notes.txt"]


def test_a_file_that_breaks_off_leaves_nothing_behind(inbox: Watching) -> None:
    inbox.put("t.json", json.dumps({"tickets": [ticket(1), ticket(2)]}, indent=1)[:-30])
    (news,) = inbox.look(3)
    assert isinstance(news, FileRefused)
    assert rows(inbox.workspace, TicketRow) == []
    assert list_imports(inbox.workspace, limit=9) == []


def test_hidden_unfinished_and_empty_files_are_left_alone(inbox: Watching) -> None:
    for name in (".t.ndjson", "~$t.ndjson", "t.ndjson.part", "t.TMP", "t.crdownload", "t.json~"):
        inbox.put_tickets(name, 1)
    inbox.put("empty.ndjson", "")
    assert inbox.look(3) == []
    os.rename(inbox.folder / "t.ndjson.part", inbox.folder / "t.ndjson")
    assert imported(inbox.look(2)) == ["t.ndjson"]


def test_the_folder_s_mapping_is_no_export_and_what_it_broke_is_tried_again(
    inbox: Watching,
) -> None:
    inbox.put(MAPPING_FILE, "[tagging", changed_at=1_000)
    inbox.put_tickets("t.ndjson", 1)
    (news,) = inbox.look(4)
    assert isinstance(news, FileRefused)
    assert f"{MAPPING_FILE}: not valid TOML" in news.reason
    inbox.put(
        MAPPING_FILE,
        '[[tagging.rules]]\nwhen = { tag = "payments" }\nfeature-area = "pay"\n',
        changed_at=2_000,
    )
    (told,) = inbox.look(4)
    assert isinstance(told, FileImported)
    assert '; "pay" is given to 1 ticket as feature area' in news_line(told)


def test_links_folders_and_pipes_are_not_followed(inbox: Watching, tmp_path: Path) -> None:
    outside = tmp_path / "outside.ndjson"
    outside.write_text(json.dumps(ticket(1)) + "\n")
    (inbox.folder / "link.ndjson").symlink_to(outside)
    (inbox.folder / "folder.ndjson").mkdir()
    (inbox.folder / "folder.ndjson" / "t.ndjson").write_text(outside.read_text())
    os.mkfifo(inbox.folder / "pipe.ndjson")
    assert stat.S_ISFIFO((inbox.folder / "pipe.ndjson").stat().st_mode)
    assert inbox.look(3) == []


def test_what_arrives_together_is_imported_in_the_order_of_its_kinds(inbox: Watching) -> None:
    inbox.put("events.csv", "kind,source,at\nlatency,probe,2026-11-20T08:00:00Z\n")
    inbox.put_tickets("b-newer.ndjson", 1, changed_at=9_000)
    inbox.put_tickets("c-older.ndjson", 2, changed_at=8_000)
    inbox.put("vocabulary.csv", "kind,name,aliases\nroot-cause,bug,\n")
    inbox.put("people.csv", PEOPLE)
    inbox.put("accounts.csv", ACCOUNTS)
    assert imported(inbox.look(2)) == [
        "people.csv",
        "accounts.csv",
        "vocabulary.csv",
        "c-older.ndjson",
        "b-newer.ndjson",
        "events.csv",
    ]


def test_rules_are_evaluated_after_a_look_that_imported(inbox: Watching) -> None:
    evaluated: list[Workspace] = []

    def evaluate(workspace: Workspace) -> Evaluation | None:
        evaluated.append(workspace)
        return None

    inbox.watch = FolderWatch(inbox.folder, inbox.news.append, evaluate=evaluate)
    inbox.put_tickets("a.ndjson", 1)
    inbox.put_tickets("b.ndjson", 2)
    inbox.look()
    assert evaluated == []
    inbox.look(3)
    assert len(evaluated) == 1


def test_a_busy_workspace_is_tried_again_ever_more_rarely(inbox: Watching) -> None:
    inbox.put_tickets("t.ndjson", 1)
    with held_lease(inbox.workspace.database, importing.LEASE) as lease:
        assert lease is not None
        (news,) = inbox.look(6)
        assert isinstance(news, FilesWait)
        assert "another import is running" in news.reason
    assert inbox.watch.moving() == ["t.ndjson"]
    assert imported(inbox.look(4)) == ["t.ndjson"]


def test_a_refusing_workspace_is_not_asked_at_every_look(
    inbox: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    def refuse(*_args: object, **_values: object) -> None:
        nonlocal asked
        asked += 1
        raise WorkspaceError("the disk is full")

    inbox.put_tickets("t.ndjson", 1)
    with monkeypatch.context() as patch:
        patch.setattr(watching, "import_exports", refuse)
        assert inbox.look(1_000) == [FilesWait("the disk is full")]
    assert asked == 14, "after 1, 2, 4 … 128 looks, then every 129th"
    assert imported(inbox.look(130)) == ["t.ndjson"]


def test_an_unforeseen_failure_ends_with_its_file(
    inbox: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_values: object) -> None:
        raise ZeroDivisionError("secret words")

    inbox.put_tickets("t.ndjson", 1)
    with monkeypatch.context() as patch:
        patch.setattr(watching, "import_exports", broken)
        (news,) = inbox.look(3)
    assert isinstance(news, FileRefused)
    assert "ZeroDivisionError" in news.reason
    assert "secret" not in news.reason


def test_a_folder_that_goes_away_is_told_once_and_comes_back(inbox: Watching) -> None:
    away = inbox.folder.with_name("away")
    inbox.put_tickets("t.ndjson", 1)
    inbox.folder.rename(away)
    (news,) = inbox.look(4)
    assert isinstance(news, FileRefused)
    assert "the folder cannot be read (no such file or directory)" in news.reason
    away.rename(inbox.folder)
    assert imported(inbox.look(2)) == ["t.ndjson"]


def test_hostile_names_are_told_harmless(inbox: Watching) -> None:
    inbox.put_tickets("[red]x\x1b[31m\u202e\n.ndjson", 1)
    (news,) = inbox.look(2)
    assert isinstance(news, FileImported)
    assert news.file == "[red]x .ndjson"
    inbox.restart()
    assert inbox.look(2) == []


def test_a_name_that_is_not_utf8_is_remembered_too(inbox: Watching) -> None:
    name = os.fsdecode(b"caf\xe9.ndjson")
    try:
        inbox.put_tickets(name, 1)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert len(imported(inbox.look(2))) == 1
    inbox.restart()
    assert inbox.look(2) == []


def test_watching_goes_on_until_it_is_stopped(inbox: Watching) -> None:
    waits: list[float] = []
    moments: Iterator[timedelta] = iter(timedelta(minutes=n) for n in range(9))

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 3

    def now() -> Workspace:
        return replace(inbox.workspace, as_of=inbox.workspace.as_of + next(moments))

    inbox.put_tickets("t.ndjson", 1)
    FolderWatch(inbox.folder, inbox.news.append, wait=wait).run(now)
    assert waits == [watching.LOOK_EVERY_SECONDS] * 3
    assert imported(inbox.news) == ["t.ndjson"]
    (run,) = list_imports(inbox.workspace, limit=9)
    assert run.started_at == inbox.workspace.as_of + timedelta(minutes=1)
    inbox.watch.stop()
    inbox.watch.run(now)
    assert next(moments) == timedelta(minutes=3), "a stopped watch does not look"


def test_stopping_takes_the_import_at_hand_back(
    inbox: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("radar_tui.services.import_chunks.CHUNK_RECORDS", 1)
    inbox.put_tickets("t.ndjson", 1, 2, 3)
    inbox.look()
    inbox.watch.stop()
    assert inbox.look() == []
    assert rows(inbox.workspace, TicketRow) == []
    inbox.restart()
    assert imported(inbox.look(2)) == ["t.ndjson"]


def test_the_watched_folder_is_a_setting_that_can_be_undone(
    workspace: Workspace, tmp_path: Path
) -> None:
    assert watched_folder(workspace) is None
    assert watch_folder(workspace, tmp_path) == f"watch {tmp_path}"
    assert watched_folder(workspace) == tmp_path
    watch_folder(workspace, tmp_path)
    assert len(rows(workspace, ChangeSetRow)) == 1, "nothing changed the second time"
    assert watch_folder(workspace, None) == "watch no folder"
    assert watched_folder(workspace) is None
    undo_action(workspace)
    assert watched_folder(workspace) == tmp_path
    undo_action(workspace)
    assert watched_folder(workspace) is None
    redo_action(workspace)
    assert watched_folder(workspace) == tmp_path


def test_a_folder_that_cannot_be_watched_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for wrong in (tmp_path / "missing", file, tmp_path / "a\x00b", tmp_path / "\udce9"):
        with pytest.raises(WorkspaceError) as caught:
            watch_folder(workspace, wrong)
        assert "\x00" not in str(caught.value)
    assert watched_folder(workspace) is None


def test_a_workspace_is_empty_until_something_was_imported(
    workspace: Workspace, tmp_path: Path
) -> None:
    assert is_empty(workspace)
    watch_folder(workspace, tmp_path)
    assert is_empty(workspace)
    bring(workspace, tmp_path, ticket(1))
    assert not is_empty(workspace)
