"""The import flow by keyboard: picked, recognised before it is imported, reported, stopped."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from textual import events

from radar_tui.config import Config
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import AccountRow, ImportRunRow, TicketRow
from radar_tui.ingest.mapping import MAPPING_FILE
from radar_tui.screens.import_messages import ImportFinished
from radar_tui.screens.import_progress import ImportProgressScreen
from radar_tui.screens.import_report import ImportReportScreen
from radar_tui.screens.import_words import file_words, progress_words, size_words
from radar_tui.screens.importing import ImportScreen
from radar_tui.services import import_chunks, import_files
from radar_tui.services.import_files import FilesProgress
from radar_tui.services.importing import LEASE, ImportSummary
from radar_tui.services.leasing import held_lease
from radar_tui.widgets.file_picker import ExportTree
from support.bursts import burst
from support.hostile_texts import HOSTILE
from support.pilots import screen_text, shows, until
from support.screen_hosts import HostApp
from support.workspaces import rows, ticket

WIDE = (120, 40)
NARROW = (80, 24)
ZENDESK = Path(__file__).parents[1] / "fixtures" / "zendesk" / "tickets_list.json"
PEOPLE = "email,name,roles\nada@radar.example,Ada,lead\n"
TWICE = "id,name,domains\na1,ACME,\na1,Again,\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.fixture
def host(config: Config, exports: Path) -> HostApp:
    return HostApp(config, ImportScreen(exports))


def put_tickets(folder: Path, name: str, *numbers: int) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(ticket(number)) + "\n" for number in numbers))
    return path


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_first_import_of_a_zendesk_file(
    host: HostApp, exports: Path, size: tuple[int, int]
) -> None:
    shutil.copy(ZENDESK, exports)
    async with host.run_test(size=size) as pilot:
        await shows(pilot, "☐ tickets_list.json")
        await pilot.press("j")
        await shows(pilot, "Zendesk JSON · tickets · 183 kB")
        assert rows(host.live.now(), ImportRunRow) == [], "recognised, but not imported yet"
        await pilot.press("enter")
        await shows(pilot, "tickets: 100 read, 100 inserted")
        assert len(rows(host.live.now(), TicketRow)) == 100
        (told,) = host.told_of(ImportFinished)
        assert isinstance(told, ImportFinished)
        assert [summary.inserted for summary in told.summaries] == [100]
        await pilot.press("enter")
        await until(pilot, lambda: len(host.screen_stack) == 1)


async def test_a_term_that_the_vocabulary_lacks_is_told(host: HostApp, exports: Path) -> None:
    put_tickets(exports, "a.ndjson", 1, 2)
    (exports / MAPPING_FILE).write_text(
        '[[tagging.rules]]\nwhen = { tag = "payments" }\nfeature-area = "pay"\n'
    )
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "☐ a.ndjson")
        await pilot.press("j", "enter")
        await shows(pilot, '"pay" is given to 2 tickets as feature area')


async def test_several_files_are_picked_and_imported_together(host: HostApp, exports: Path) -> None:
    put_tickets(exports, "a-tickets.ndjson", 1, 2)
    (exports / "people.csv").write_text(PEOPLE)
    (exports / "picture.json").write_bytes(PICTURE)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "☐ picture.json")
        await pilot.press("j", "space", "j", "space", "j", "space")
        await shows(pilot, "To import · 2 of 3 files")
        assert "found a PNG image, expected text" in screen_text(host)
        assert "☑ people.csv" in screen_text(host)
        await pilot.press("space")
        await shows(pilot, "To import · 2 files")
        await pilot.press("enter")
        await shows(pilot, "people: 1 read, 1 inserted")
        assert "tickets: 2 read, 2 inserted" in screen_text(host)


async def test_a_picture_is_refused_in_place(host: HostApp, exports: Path) -> None:
    (exports / "picture.json").write_bytes(PICTURE)
    async with host.run_test(size=NARROW) as pilot:
        await shows(pilot, "picture.json")
        await pilot.press("j")
        await shows(pilot, "✗ picture.json")
        assert "found a PNG image, expected text" in screen_text(host)
        await pilot.press("enter")
        await shows(pilot, "nothing to import")
        assert isinstance(host.screen, ImportScreen)
        assert rows(host.live.now(), ImportRunRow) == []


async def test_rejects_are_listed_with_their_report(host: HostApp, exports: Path) -> None:
    (exports / "accounts.csv").write_text(TWICE)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "accounts.csv")
        await pilot.press("j")
        await shows(pilot, "table of accounts")
        await pilot.press("enter")
        await shows(pilot, "Rejected · 1")
        shown = screen_text(host)
        assert "accounts: 2 read, 1 inserted, 1 rejected" in shown
        assert "the file has this id already" in shown
        assert "run-1.jsonl" in "".join(shown.split())
        assert "Again" not in shown, "the record itself is in the report alone"
        await pilot.press("escape")
        await until(pilot, lambda: len(host.screen_stack) == 1)


async def test_a_path_is_typed_completed_and_imported(host: HostApp, exports: Path) -> None:
    folder = exports / "older exports"
    folder.mkdir()
    put_tickets(folder, "tickets.ndjson", 1)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "older exports")
        await pilot.press("slash", *f"{exports}/old")
        line = host.screen.query_one("Input")
        await until(pilot, lambda: getattr(line, "_suggestion", "").endswith("older exports/"))
        await pilot.press("right", "enter")
        await shows(pilot, "☐ tickets.ndjson")
        await pilot.press("j")
        await shows(pilot, "Zendesk JSON")
        await pilot.press("enter")
        await shows(pilot, "1 inserted")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_typed_file_is_imported_from_a_folder_without_exports(
    host: HostApp, tmp_path: Path, size: tuple[int, int]
) -> None:
    file = put_tickets(tmp_path, "tickets.ndjson", 1)
    async with host.run_test(size=size) as pilot:
        await shows(pilot, "▾ exports")
        await pilot.press("slash", *str(file), "enter")
        await shows(pilot, "To import · 1 file")
        await until(pilot, lambda: isinstance(host.focused, ExportTree))
        await pilot.press("enter")
        await shows(pilot, "1 inserted")


async def test_enter_imports_what_is_picked_on_a_folder_too(host: HostApp, exports: Path) -> None:
    (exports / "older").mkdir()
    put_tickets(exports / "older", "inside.ndjson", 2)
    put_tickets(exports, "tickets.ndjson", 1)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "☐ tickets.ndjson")
        await pilot.press("j", "enter")
        await shows(pilot, "☐ inside.ndjson")
        await pilot.press("enter")
        await until(pilot, lambda: "inside.ndjson" not in screen_text(host))
        await pilot.press("G", "space")
        await shows(pilot, "To import · 1 file")
        await until(pilot, lambda: "reading…" not in screen_text(host))
        await pilot.press("k", "right")
        await shows(pilot, "☐ inside.ndjson")
        await burst(pilot, "enter", "enter", "enter")
        await until(pilot, lambda: bool(host.told_of(ImportFinished)))
        await shows(pilot, "1 read, 1 inserted")
        assert len(rows(host.live.now(), ImportRunRow)) == 1
        assert len(rows(host.live.now(), TicketRow)) == 1


async def test_pasted_paths_are_picked_wherever_the_keys_are(host: HostApp, exports: Path) -> None:
    one = put_tickets(exports, "my tickets.ndjson", 1)
    other = exports / "people.csv"
    other.write_text(PEOPLE)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "people.csv")
        host.screen.post_message(events.Paste(f"'{one}' {other}"))
        await shows(pilot, "To import · 2 files")
        await pilot.press("escape")
        await until(pilot, lambda: "To import" not in screen_text(host))
        assert isinstance(host.screen, ImportScreen)
        host.screen.post_message(events.Paste(f"{exports}/missing.json"))
        await shows(pilot, "✗ missing.json: cannot be read")
        await pilot.press("escape")
        await until(pilot, lambda: len(host.screen_stack) == 1)


async def test_hostile_file_names_do_nothing(host: HostApp, exports: Path) -> None:
    for number, text in enumerate(HOSTILE):
        name = text.replace("/", "").encode("utf-8", "replace").decode()
        (exports / f"{number:02}{name}.csv").write_text(TWICE)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "[refund].csv")
        for _ in HOSTILE:
            await pilot.press("j", "space")
        await shows(pilot, f"To import · {len(HOSTILE)} files")
        await until(pilot, lambda: "reading…" not in screen_text(host))
        assert "\x1b" not in screen_text(host)
        await pilot.press("enter")
        await shows(pilot, "Rejected · ")
        assert "[refund].csv" in screen_text(host)
        assert "\u202e" not in screen_text(host)


async def test_a_busy_workspace_is_one_line_in_place(host: HostApp, exports: Path) -> None:
    put_tickets(exports, "tickets.ndjson", 1)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "tickets.ndjson")
        await pilot.press("j")
        await shows(pilot, "Zendesk JSON")
        with held_lease(host.live.now().database, LEASE):
            await pilot.press("enter")
            await shows(pilot, "another import is running")
        await pilot.press("enter")
        await shows(pilot, "1 inserted")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (WorkspaceError("the disk is full"), "the disk is full"),
        (ZeroDivisionError("secret words"), "unexpected ZeroDivisionError"),
    ],
)
async def test_whatever_fails_is_one_line_in_place(
    host: HostApp, exports: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fail(*_args: object, **_values: object) -> list[ImportSummary]:
        raise error

    monkeypatch.setattr(import_files, "import_files", fail)
    put_tickets(exports, "tickets.ndjson", 1)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "tickets.ndjson")
        await pilot.press("j")
        await shows(pilot, "Zendesk JSON")
        await pilot.press("enter")
        await shows(pilot, words)
        assert "secret" not in screen_text(host)
        assert host.told_of(ImportFinished) == []


async def test_an_import_is_stopped_and_taken_back(
    host: HostApp, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_chunks, "CHUNK_RECORDS", 1)
    (exports / "accounts.csv").write_text("id,name,arr\na1,ACME,1\na2,Globex,2\na3,Hooli,3\n")
    pressed_once = False
    real = import_files.import_files

    def import_slowly(*args: object, **values: object) -> list[ImportSummary]:
        report = values["report"]

        def told(progress: FilesProgress) -> None:
            nonlocal pressed_once
            report(progress)  # type: ignore[operator]
            if not pressed_once and isinstance(host.screen, ImportProgressScreen):
                pressed_once = True
                host.call_from_thread(host.screen.action_stop)

        return real(*args, **{**values, "report": told})  # type: ignore[arg-type]

    monkeypatch.setattr(import_files, "import_files", import_slowly)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "accounts.csv")
        await pilot.press("j")
        await shows(pilot, "table of accounts")
        await pilot.press("enter")
        await shows(pilot, "stopped; nothing of it is kept")
        for model in (AccountRow, ImportRunRow):
            assert rows(host.live.now(), model) == []
        assert isinstance(host.screen, ImportScreen)
        assert pressed_once


async def test_escape_stops_and_no_other_key_acts_meanwhile(
    host: HostApp, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait_to_be_stopped(*_args: object, **values: Callable[[], bool]) -> list[ImportSummary]:
        while not values["stopped"]():
            pass
        raise import_files.ImportStoppedError("stopped; nothing of it is kept")

    monkeypatch.setattr(import_files, "import_files", wait_to_be_stopped)
    put_tickets(exports, "tickets.ndjson", 1)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "tickets.ndjson")
        await pilot.press("j")
        await shows(pilot, "Zendesk JSON")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(host.screen, ImportProgressScreen))
        await pilot.press("slash", "q", "1", "enter")
        assert isinstance(host.screen, ImportProgressScreen)
        await pilot.press("escape")
        await shows(pilot, "nothing of it is kept")


async def test_leaving_the_app_stops_an_import(
    host: HostApp, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = Event()

    def wait_to_be_stopped(*_args: object, **values: Callable[[], bool]) -> list[ImportSummary]:
        while not values["stopped"]():
            pass
        stopped.set()
        raise import_files.ImportStoppedError("stopped; nothing of it is kept")

    monkeypatch.setattr(import_files, "import_files", wait_to_be_stopped)
    put_tickets(exports, "tickets.ndjson", 1)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "tickets.ndjson")
        await pilot.press("j")
        await shows(pilot, "Zendesk JSON")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(host.screen, ImportProgressScreen))
        host.exit()
    assert stopped.wait(timeout=30)


async def test_folders_are_walked_by_keyboard(host: HostApp, exports: Path) -> None:
    (exports / "older").mkdir()
    put_tickets(exports / "older", "tickets.ndjson", 1)
    (exports / ".hidden.json").write_text("{}")
    (exports / "notes.docx").write_text("no export")
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "▸ older")
        assert "hidden" not in screen_text(host)
        assert "notes" not in screen_text(host)
        await pilot.press("j", "l")
        await shows(pilot, "☐ tickets.ndjson")
        await pilot.press("h")
        await until(pilot, lambda: "tickets.ndjson" not in screen_text(host))
        await pilot.press("backspace")
        await shows(pilot, "▸ exports")
        await pilot.press("escape")
        await until(pilot, lambda: len(host.screen_stack) == 1)


async def test_more_rejects_than_the_screen_holds_are_walked(host: HostApp, exports: Path) -> None:
    lines = "".join(f"a1,Name {number},\n" for number in range(300))
    (exports / "accounts.csv").write_text(f"id,name,domains\n{lines}")
    async with host.run_test(size=NARROW) as pilot:
        await shows(pilot, "accounts.csv")
        await pilot.press("j")
        await shows(pilot, "table of accounts")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(host.screen, ImportReportScreen))
        await shows(pilot, "Rejected · 299")
        await pilot.press("G")
        await shows(pilot, "301")
        assert "run-1.jsonl" in "".join(screen_text(host).split())


def test_progress_says_how_far_how_fast_and_how_long_yet() -> None:
    progress = FilesProgress("a[b].json", 2, 3, 12_000, 0.25)
    assert file_words(progress) == "2 of 3 · a[b].json"
    assert progress_words(progress, 0.5) == "12,000 records"
    assert progress_words(progress, 10.0) == "12,000 records · 1,200/s · 30 s left"
    assert progress_words(progress, 100.0) == "12,000 records · 120/s · 5 min left"
    alone = FilesProgress("x\x1b[31m.json", 1, 1, 0, 0.0)
    assert file_words(alone) == "x.json"
    assert progress_words(alone, 10.0) == "0 records · 0/s"


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (183_456, "183 kB"), (2.5e9, "2.5 GB")],
)
def test_sizes_are_told_in_their_largest_unit(size: float, words: str) -> None:
    assert size_words(int(size)) == words
