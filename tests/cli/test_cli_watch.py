"""`radar watch`: one line for each file, and exit statuses that a schedule can go by."""

import json
from pathlib import Path

import pytest

from radar_tui.cli import watch
from radar_tui.services.watching import FolderWatch
from support.command import Command
from support.workspaces import ticket

ACCOUNTS = "id,name,domains\na1,ACME,\na1,Again,\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited for, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(watch, "sleep", waited.append)
    return waited


def put_tickets(inbox: Path, *numbers: int) -> Path:
    path = inbox / "tickets.ndjson"
    path.write_text("".join(json.dumps(ticket(number)) + "\n" for number in numbers))
    return path


def test_once_imports_what_is_there_and_ends(
    radar: Command, inbox: Path, waits: list[float]
) -> None:
    put_tickets(inbox, 1, 2)
    result = radar("watch", inbox, "--once")
    assert result.out == ""
    assert result.err == ("tickets.ndjson: run 1 · tickets from zendesk: 2 read, 2 inserted\n")
    assert waits == [2.0]
    assert radar("radar", "--json").json["open_tickets"] == 2
    assert radar("watch", inbox, "--once").err == ""


def test_rejects_are_findings_and_their_report_is_named(
    radar_file: Command, inbox: Path, waits: list[float]
) -> None:
    assert waits == []
    (inbox / "accounts.csv").write_text(ACCOUNTS)
    error = radar_file("watch", inbox, "--once", status=1).err
    (line,) = error.splitlines()
    assert line.startswith("accounts.csv: run 1 · accounts from ")
    assert "1 rejected" in line
    assert "run-1.jsonl" in line


def test_a_bad_file_is_one_line_and_the_others_are_imported(
    radar_file: Command, inbox: Path, waits: list[float]
) -> None:
    put_tickets(inbox, 1)
    (inbox / "picture[b]\x1b[31m.json").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    error = radar_file("watch", inbox, "--once", status=2).err
    assert len(waits) == 1
    assert sorted(line.partition(": ")[0] for line in error.splitlines()) == [
        "picture[b].json",
        "tickets.ndjson",
    ]
    assert "found a PNG image, expected text" in error
    assert "\x1b" not in error


def test_a_schedule_moves_a_bad_file_at_its_next_run(
    radar_file: Command, inbox: Path, waits: list[float]
) -> None:
    (inbox / "notes.txt").write_text("Nothing works.\n")
    once = ("watch", inbox, "--once")
    error = radar_file(*once, status=2).err
    assert error.startswith("notes.txt: found plain text, expected ")
    error = radar_file(*once, "--as-of", "2026-11-23T09:10:00+00:00", status=2).err
    assert error.startswith("notes.txt: moved to failed/notes.txt: found plain text, expected ")
    assert len(error.splitlines()) == 1
    assert (inbox / "failed" / "notes.txt.reason.txt").is_file()
    assert radar_file(*once, "--as-of", "2026-11-23T09:20:00+00:00").err == ""
    assert len(waits) == 3


def test_what_still_grows_is_left_for_the_next_time(
    radar_file: Command, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_tickets(inbox, 1)
    monkeypatch.setattr(watch, "sleep", lambda _seconds: put_tickets(inbox, 1, 2))
    error = radar_file("watch", inbox, "--once").err
    assert error == "tickets.ndjson: still being written; left for the next time\n"
    assert radar_file("runs", "--json").json == []


def test_what_is_no_folder_is_refused(radar_file: Command, inbox: Path) -> None:
    for wrong in (inbox / "missing", put_tickets(inbox, 1)):
        error = radar_file("watch", wrong, status=2).err
        assert len(error.splitlines()) == 1
        assert "expected a folder" in error


def test_ctrl_c_ends_the_watching(
    radar_file: Command, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    def look(_watching: FolderWatch, _workspace: object) -> None:
        nonlocal looks
        looks += 1
        raise KeyboardInterrupt

    monkeypatch.setattr(FolderWatch, "look", look)
    result = radar_file("watch", inbox, status=130)
    assert looks == 1
    assert "ctrl+c ends it" in result.err
