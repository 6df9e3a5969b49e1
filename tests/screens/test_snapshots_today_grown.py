"""Pictures of what Today tells after a while, and of its panels being arranged."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from radar_tui.db.tables import TicketRow
from radar_tui.services.highlights import remember_look
from radar_tui.services.triage import acknowledge
from radar_tui.services.workspace import open_workspace
from support.app_workspaces import rescore
from support.pictures import LOOK_NAMES, LOOKS, WIDE, Photographer, Size
from support.pilots import shows, until_rows
from support.workspaces import bring, comment, rows, ticket


@pytest.fixture
def stormy(small: Config, tmp_path: Path) -> Config:
    """Since Dana looked, seven customers lost their patience, and Ravi took a ticket."""
    workspace = open_workspace(small)
    remember_look(workspace)
    angry = [
        ticket(
            5000 + number,
            organization={"name": "ACME"},
            comments=[comment(1, body=f"[{100 + 5 * number}] broken again")],
        )
        for number in range(7)
    ]
    bring(workspace, tmp_path, *angry)
    rescore(workspace)
    (taken,) = [row.id for row in rows(workspace, TicketRow) if row.external_id == "4562"]
    acknowledge(replace(workspace, actor="Ravi"), [taken])
    workspace.close()
    return small


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_changes_and_many_alerts_of_one_rule(
    photograph: Photographer, stormy: Config, size: Size, theme: str
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await shows(pilot, "went over review")
        await pilot.press("left")

    assert photograph(stormy, steps, size=size, theme=theme)


def test_alerts_of_one_rule(photograph: Photographer, stormy: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("left", "enter")
        await shows(pilot, "esc lists all rules")

    assert photograph(stormy, steps)


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_arranging(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("A")
        await shows(pilot, "Arrange Today")
        await pilot.press("j", "right")

    assert photograph(demo, steps, size=size, theme=theme)


def test_arranged_wide(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("A")
        await shows(pilot, "Arrange Today")
        await pilot.press("right", "j", "j", "space", "enter")
        await shows(pilot, "Today is arranged so")

    assert photograph(demo, steps, size=WIDE)
