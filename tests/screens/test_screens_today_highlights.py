"""Today's highlights by keyboard: what changed since the last look, opened and marked as seen."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.tables import MarkRow, TicketRow
from radar_tui.screens.alerts import AlertsScreen
from radar_tui.screens.ticket import TicketScreen
from radar_tui.screens.today import TodayScreen
from radar_tui.services.triage import acknowledge
from radar_tui.services.workspace import Workspace, open_workspace
from support.app_workspaces import rescore
from support.pilots import shows, until, until_rows
from support.workspaces import bring, comment, rows, ticket

USUAL, NARROW = (120, 40), (80, 24)
QUIET = "Nothing changed since 09:00."


@pytest.fixture
def ravi(filled: Config) -> Iterator[Workspace]:
    """The workspace as a teammate has it open."""
    workspace = open_workspace(replace(filled, actor="Ravi"))
    yield workspace
    workspace.close()


def escalate(ravi: Workspace, folder: Path) -> None:
    bring(ravi, folder, ticket(4600, comments=[comment(1, body="[180] furious, we cancel")]))
    rescore(ravi)


async def to_highlights(pilot: Pilot[None]) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, TodayScreen)
    await until(pilot, lambda: screen.highlights.lines.display)
    await pilot.press("shift+tab", "shift+tab")
    await until(pilot, lambda: screen.highlights.lines.has_focus)


async def test_what_comes_while_today_is_open_is_told_and_opens(
    app: RadarApp, ravi: Workspace, tmp_path: Path
) -> None:
    async with app.run_test(size=USUAL) as pilot:
        await until_rows(pilot, "#radar")
        await shows(pilot, QUIET)
        escalate(ravi, tmp_path)
        await shows(pilot, "1 ticket went over review: ◆ 18")
        await shows(pilot, "Since 09:00 · ")
        await to_highlights(pilot)
        screen = app.screen
        assert isinstance(screen, TodayScreen)
        lines = screen.highlights.lines
        place = next(at for at, one in enumerate(lines.options) if "over review" in str(one.prompt))
        await pilot.press(*["j"] * place, "enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))
        await shows(pilot, "#4600")


async def test_what_a_teammate_did_opens_its_ticket_or_alert(
    app: RadarApp, ravi: Workspace
) -> None:
    async with app.run_test(size=USUAL) as pilot:
        await until_rows(pilot, "#radar")
        await shows(pilot, QUIET)
        (angry,) = [row for row in rows(ravi, TicketRow) if row.external_id == "4562"]
        acknowledge(ravi, [angry.id])
        await shows(pilot, "Ravi: took ")
        await to_highlights(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, (TicketScreen, AlertsScreen)))


async def test_what_was_seen_is_gone_and_comes_back_once_more(
    app: RadarApp, ravi: Workspace, tmp_path: Path
) -> None:
    async with app.run_test(size=USUAL) as pilot:
        await until_rows(pilot, "#radar")
        await shows(pilot, QUIET)
        escalate(ravi, tmp_path)
        await shows(pilot, "went over review")
        await pilot.press("M")
        await shows(pilot, QUIET)
        await pilot.press("M")
        await shows(pilot, "went over review")


async def test_a_narrow_terminal_keeps_one_line_and_says_since_when(
    app: RadarApp, ravi: Workspace, tmp_path: Path
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await until_rows(pilot, "#radar")
        await shows(pilot, QUIET)
        escalate(ravi, tmp_path)
        await shows(pilot, "went over review")
        await shows(pilot, "since 09:00")


async def test_what_came_while_radar_was_closed_is_told_at_the_next_start(
    filled: Config, ravi: Workspace, tmp_path: Path
) -> None:
    first = RadarApp(filled, score=False)
    async with first.run_test(size=USUAL) as pilot:
        await shows(pilot, QUIET)
        await until(pilot, lambda: bool(_marks(ravi)))
    escalate(ravi, tmp_path)
    second = RadarApp(filled, score=False)
    async with second.run_test(size=USUAL) as pilot:
        await shows(pilot, "went over review")


def _marks(workspace: Workspace) -> list[str]:
    return [row.name for row in rows(workspace, MarkRow) if row.name.startswith("looked/Dana")]
