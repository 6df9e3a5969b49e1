"""What a lead does from the first start on: whole flows on the real app, by keyboard alone."""

import asyncio
import json
import os
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from time import monotonic

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config, read_config
from radar_tui.db.tables import InterventionRow, TicketRow
from radar_tui.screens.base import WorkspaceChanged
from radar_tui.services import background
from radar_tui.services.workspace import open_workspace
from radar_tui.widgets.virtual_table import VirtualTable
from support.pilots import LONG_SECONDS, eventually, screen_text, until, until_rows
from support.workspaces import rows, ticket

WIDE = (120, 40)
ZENDESK = Path(__file__).parents[1] / "fixtures" / "zendesk" / "tickets_list.json"
# The app looks for changes four times a second and promises to show them within one; the rest is
# for a machine that is busy with other tests.
SHOWN_WITHIN_SECONDS = 5.0


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that Radar is started in, with one export in it."""
    folder = tmp_path / "exports"
    folder.mkdir()
    shutil.copy(ZENDESK, folder)
    monkeypatch.chdir(folder)
    return folder


async def shows(pilot: Pilot[None], words: str) -> None:
    await eventually(pilot, lambda: words in screen_text(pilot.app))


async def said(pilot: Pilot[None], words: str, times: int = 1) -> None:
    def heard() -> bool:
        return sum(words in toast.message for toast in pilot.app._notifications) >= times

    await eventually(pilot, heard)


def answered(config: Config) -> dict[str, InterventionRow]:
    """The work on tickets, by their numbers."""
    workspace = open_workspace(config)
    numbers = {row.id: row.external_id for row in rows(workspace, TicketRow)}
    found = {numbers[row.ticket_id]: row for row in rows(workspace, InterventionRow)}
    workspace.close()
    return found


async def test_the_first_import_leads_from_welcome_to_today(config: Config, exports: Path) -> None:
    assert exports.is_dir()
    app = RadarApp(config, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await shows(pilot, "Welcome to Radar")
        await pilot.press("i")
        await shows(pilot, "☐ tickets_list.json")
        await pilot.press("j")
        await shows(pilot, "Zendesk JSON · tickets")
        await pilot.press("enter")
        await shows(pilot, "100 inserted")
        await pilot.press("enter")
        await shows(pilot, "Frustration radar · ")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert "Welcome" not in screen_text(app)
        await shows(pilot, " open, ")
        assert " unscored" in screen_text(app)


async def test_the_demo_opens_from_welcome_and_is_gone_after_quitting(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    app = RadarApp(config, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await shows(pilot, "Welcome to Radar")
        await pilot.press("d")
        await shows(pilot, "Northwind")
        (folder,) = tmp_path.glob("radar-demo-*")
        assert (folder / "radar.db").is_file()
        assert "112 open" in screen_text(app)
        await pilot.press("q")
        await eventually(pilot, lambda: app.return_code == 0)
    assert not folder.exists()
    assert answered(config) == {}, "the user's own workspace is as it was"


async def test_five_tickets_are_triaged_in_a_row_and_taken_back(demo: Config) -> None:
    app = RadarApp(demo, score=False)
    async with app.run_test(size=WIDE) as pilot:
        table = await until_rows(pilot, "#radar")
        numbers = [key.partition("/")[2] for key in await visited(pilot, table)]
        assert len(numbers) == 5
        await pilot.press("a")
        await pilot.press("s", "enter")
        await pilot.press("n", *"call", "enter")
        await pilot.press("o", "end", "2", "enter")
        await pilot.press("x")
        await said(pilot, "u undoes it", times=5)
        work = answered(demo)
        assert set(work) == set(numbers)
        first, second, third, fourth, fifth = (work[number] for number in numbers)
        assert first.acknowledged_at is not None
        assert second.snoozed_until is not None
        assert third.next_action == "call"
        assert fourth.owner == "Dana2"
        assert fifth.finished_at is not None
        for taken_back in range(5):
            await pilot.press("u")
            await said(pilot, "undone: ", times=taken_back + 1)
        left = answered(demo)
        assert not any(row.acknowledged_at or row.finished_at for row in left.values())
        assert not any(row.owner or row.next_action or row.snoozed_until for row in left.values())


async def visited(pilot: Pilot[None], table: VirtualTable) -> list[str]:
    """Walk down the rows; gives their keys, and leaves the cursor on the first."""
    keys = []
    await pilot.press("g")
    for _ in range(table.row_count):
        keys.append(table.cursor_key or "")
        await pilot.press("j")
    await pilot.press("g")
    return keys


async def comes_to(pilot: Pilot[None], table: VirtualTable, keys: list[str]) -> None:
    """Look again until the rows stand in an order."""
    deadline = monotonic() + LONG_SECONDS
    while await visited(pilot, table) != keys:
        assert monotonic() < deadline


async def test_the_radar_is_filtered_and_sorted(demo: Config) -> None:
    app = RadarApp(demo, score=False)
    async with app.run_test(size=WIDE) as pilot:
        table = await until_rows(pilot, "#radar")
        everything = await visited(pilot, table)
        await pilot.press("slash", *"band:high", "enter")
        await shows(pilot, "match the filter")
        found = await visited(pilot, table)
        assert found
        assert table.has_focus
        assert found == [key for key in everything if key in set(found)]
        await pilot.press(">")
        assert table.sort is not None
        by_score = found if table.sort.descending else found[::-1]
        await comes_to(pilot, table, by_score)
        await pilot.press("R")
        await comes_to(pilot, table, by_score[::-1])
        await pilot.press("slash", "ctrl+u", "enter")
        await shows(pilot, f"{len(everything)} over review")


async def test_another_process_s_import_is_shown_at_once_and_the_cursor_stays(
    filled: Config, app: RadarApp, tmp_path: Path, as_of: datetime
) -> None:
    export = tmp_path / "later.ndjson"
    export.write_text(json.dumps(ticket(4700, organization={"name": "Initech"})) + "\n")
    command = [sys.executable, "-m", "radar_tui", "import", export]
    options = ["--db", filled.location, "--as-of", as_of.isoformat()]
    async with app.run_test(size=WIDE) as pilot:
        table = await until_rows(pilot, "#radar")
        await pilot.press("j")
        assert table.cursor_key == "zendesk/4571"
        assert "Initech" not in screen_text(app)
        other = await asyncio.create_subprocess_exec(
            *map(str, [*command, *options]), stdout=asyncio.subprocess.DEVNULL
        )
        workspace = open_workspace(filled)
        await eventually(pilot, lambda: len(rows(workspace, TicketRow)) == 4)
        committed = monotonic()
        await shows(pilot, "Initech")
        waited = monotonic() - committed
        workspace.close()
        assert table.cursor_key == "zendesk/4571"
        assert await other.wait() == 0
        assert waited < SHOWN_WITHIN_SECONDS


async def test_a_folder_watched_from_welcome_imports_what_lands_in_it(
    config: Config, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "LOOK_EVERY_SECONDS", 0.05)
    (exports / "incoming").mkdir()
    app = RadarApp(config, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await shows(pilot, "Welcome to Radar")
        await pilot.press("f")
        await shows(pilot, "▸ incoming")
        await pilot.press("j", "space")
        await said(pilot, "incoming · u undoes it")
        await shows(pilot, "Frustration radar · 0")
        os.rename(exports / "tickets_list.json", exports / "incoming" / "tickets_list.json")
        await said(pilot, "100 inserted")
        await shows(pilot, " unscored")


async def test_a_settings_file_that_is_wrong_is_told_in_toasts(
    filled: Config, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "radar-drak"\nthem = 1\n[keymap]\n"ticket.snoze" = "z"\n')
    environment = {"RADAR_CONFIG": str(path), "RADAR_NOW": "2026-11-23T09:00Z"}
    app = RadarApp(read_config(environment, location=filled.location), score=False)
    async with app.run_test(size=WIDE) as pilot:
        await said(pilot, "no theme is called 'radar-drak'")
        await said(pilot, "no setting is called 'them'")
        await said(pilot, "ticket.snoze")
        assert app.theme == "radar-dark"
        await until_rows(pilot, "#radar")


async def test_news_that_comes_while_the_app_closes_is_for_nobody(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
    assert not app.screen_stack
    await app._dispatch_message(WorkspaceChanged())
