"""Pictures of a ticket in each of its states."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from radar_tui.db.tables import TicketRow
from radar_tui.screens.ticket import TicketScreen
from radar_tui.services.notes import write_note
from radar_tui.services.workspace import open_workspace
from support.app_workspaces import HOSTILE, rescore
from support.pictures import LOOK_NAMES, LOOKS, NARROW, WIDE, Photographer, Size
from support.pilots import screen_text, until, until_rows
from support.workspaces import bring, comment, rows, ticket


async def open_worst(pilot: Pilot[None]) -> None:
    """Open the ticket on top of the radar."""
    await until_rows(pilot, "#radar")
    await pilot.press("enter")
    await until(pilot, lambda: "Score and work" in screen_text(pilot.app))
    await until(pilot, lambda: "Reading the ticket" not in screen_text(pilot.app))


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_full(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    assert photograph(demo, open_worst, size=size, theme=theme)


def test_unscored(photograph: Photographer, small: Config, tmp_path: Path) -> None:
    workspace = open_workspace(small)
    bring(workspace, tmp_path, ticket(4600, comments=[comment(1, body="Die Zahlung geht nicht.")]))
    rescore(workspace)
    workspace.close()

    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        pilot.app.push_screen(TicketScreen("zendesk/4600"))
        await until(pilot, lambda: "Die Zahlung" in screen_text(pilot.app))

    assert photograph(small, steps)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_notes(photograph: Photographer, small: Config, size: Size) -> None:
    told = (
        ("Ravi", 50, "Ada on their side decides about the renewal; call her, not the desk."),
        ("Dana", 3, f"{HOSTILE} Known since Friday: the token expires early. Fixed in 4.2. " * 2),
    )
    workspace = open_workspace(small)
    (found,) = [row.id for row in rows(workspace, TicketRow) if row.external_id == "4562"]
    for actor, hours, words in told:
        earlier = workspace.as_of - timedelta(hours=hours)
        write_note(replace(workspace, actor=actor, as_of=earlier), [found], words)
    workspace.close()

    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        pilot.app.push_screen(TicketScreen("zendesk/4562"))
        await until(pilot, lambda: "── note" in screen_text(pilot.app))

    assert photograph(small, steps, size=size)


def test_missing(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        pilot.app.push_screen(TicketScreen("zendesk/9999"))
        await until(pilot, lambda: "9999" in screen_text(pilot.app))

    assert photograph(small, steps)


def test_checklist_ticked(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_worst(pilot)
        await pilot.press("c", "enter")
        await until(pilot, lambda: "☑" in screen_text(pilot.app))
        await pilot.press("j")

    assert photograph(demo, steps)


def test_end_of_a_narrow_thread(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_worst(pilot)
        await pilot.press("G")

    assert photograph(demo, steps, size=NARROW)
