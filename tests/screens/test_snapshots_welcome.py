"""Pictures of the way in: Welcome, the folder to watch, and an import from picker to report."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from radar_tui.db.errors import WorkspaceError
from radar_tui.screens import import_progress
from radar_tui.services import import_files
from radar_tui.services.import_files import FilesProgress
from radar_tui.services.importing import ImportSummary
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import shows
from support.workspaces import ticket

FIXTURE = Path(__file__).parents[1] / "fixtures" / "zendesk" / "tickets_list.json"
ACCOUNTS = "id,name,arr\na1,ACME,310000\na1,Again,1\na2,,9000\na3,Globex,many\n"


@pytest.fixture
def exports(still: Config, tmp_path: Path) -> Path:
    """A folder with exports of several kinds, and a picture among them."""
    del still
    folder = tmp_path / "exports"
    (folder / "older").mkdir()
    (folder / "accounts.csv").write_text(ACCOUNTS)
    (folder / "picture.json").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    lines = "".join(json.dumps(ticket(number)) + "\n" for number in range(1, 41))
    (folder / "tickets.ndjson").write_text(lines)
    shutil.copy(FIXTURE, folder)
    return folder


async def open_import(pilot: Pilot[None]) -> None:
    await shows(pilot, "Welcome to Radar")
    await pilot.press("i")
    await shows(pilot, "☐ tickets.ndjson")


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_welcome(photograph: Photographer, still: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await shows(pilot, "Look at the demo")

    assert photograph(still, steps, size=size, theme=theme)


def test_folder_to_watch(photograph: Photographer, still: Config, exports: Path) -> None:
    del exports

    async def steps(pilot: Pilot[None]) -> None:
        await shows(pilot, "Welcome to Radar")
        await pilot.press("f")
        await shows(pilot, "▸ older")

    assert photograph(still, steps)


def test_picker(photograph: Photographer, still: Config, exports: Path) -> None:
    del exports
    assert photograph(still, open_import)


def test_file_recognised(photograph: Photographer, still: Config, exports: Path) -> None:
    del exports

    async def steps(pilot: Pilot[None]) -> None:
        await open_import(pilot)
        await pilot.press("G", "k")
        await shows(pilot, "Zendesk JSON · tickets")

    assert photograph(still, steps)


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_files_picked_and_one_refused(
    photograph: Photographer, still: Config, exports: Path, size: Size, theme: str
) -> None:
    del exports

    async def steps(pilot: Pilot[None]) -> None:
        await open_import(pilot)
        await pilot.press("j", "j", "space", "j", "space", "j", "space")
        await shows(pilot, "To import · 2 of 3 files")
        await shows(pilot, "found a PNG image")

    assert photograph(still, steps, size=size, theme=theme)


def test_progress(
    photograph: Photographer,
    still: Config,
    exports: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del exports
    moments = iter((0.0, 10.0))
    monkeypatch.setattr(import_progress, "monotonic", lambda: next(moments))
    shown = Event()

    def stop_in_the_middle(
        *_arguments: object, report: Callable[[FilesProgress], object], **_options: object
    ) -> list[ImportSummary]:
        report(FilesProgress("tickets_list.json", 1, 2, 12_000, 0.25))
        shown.wait(timeout=60)
        raise WorkspaceError("stopped")

    monkeypatch.setattr(import_files, "import_files", stop_in_the_middle)

    async def steps(pilot: Pilot[None]) -> None:
        await open_import(pilot)
        await pilot.press("G")
        await shows(pilot, "Zendesk JSON")
        await pilot.press("enter")
        await shows(pilot, "12,000 records")

    try:
        assert photograph(still, steps)
    finally:
        shown.set()


def test_report_with_rejects(
    photograph: Photographer,
    still: Config,
    exports: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del exports
    real = import_files.import_files

    def import_at_home(*arguments: Any, **options: Any) -> list[ImportSummary]:
        """The report lies beside the workspace, whose folder has another name in each test."""
        summaries = real(*arguments, **options)
        report = "/home/dana/radar.db.rejects/run-1.jsonl"
        return [replace(summary, reject_report=report) for summary in summaries]

    monkeypatch.setattr(import_files, "import_files", import_at_home)

    async def steps(pilot: Pilot[None]) -> None:
        await open_import(pilot)
        await pilot.press("j", "j")
        await shows(pilot, "table of accounts")
        await pilot.press("enter")
        await shows(pilot, "Rejected · ")

    assert photograph(still, steps)
