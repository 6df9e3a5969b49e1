"""The palette by keyboard: tickets, accounts and rules are found and opened."""

from threading import Event

import pytest
from textual.command import CommandList
from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.errors import WorkspaceError
from radar_tui.screens.palette_screen import RadarPalette
from radar_tui.screens.rule_editor import RuleEditorScreen
from radar_tui.screens.ticket import TicketScreen
from radar_tui.services import live
from radar_tui.services.workspace import Workspace, open_workspace
from support.pilots import said, screen_text, shows, until, until_rows

SIZE = (120, 40)


async def look_for(pilot: Pilot[None], words: str) -> None:
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    await pilot.press(*words)


async def test_a_number_leads_to_its_ticket(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await until_rows(pilot, "#radar")
        await look_for(pilot, "4562")
        await shows(pilot, "#4562 · ACME · Token rejected")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))
        assert isinstance(app.screen, TicketScreen)
        assert app.screen.ticket == "zendesk/4562"
        await pilot.press("escape")
        await until_rows(pilot, "#radar")


async def test_an_account_leads_to_its_open_tickets(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await until_rows(pilot, "#radar")
        await look_for(pilot, "acme")
        await shows(pilot, "Account: its open tickets")
        await pilot.press("enter")
        await shows(pilot, "1 open ticket of ACME, worst first")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))


async def test_a_rule_leads_to_its_editor(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await until_rows(pilot, "#radar")
        await look_for(pilot, "frustration score")
        await shows(pilot, "Rule: change it, try it on the past")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RuleEditorScreen))


async def test_a_hostile_subject_is_only_words(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await until_rows(pilot, "#radar")
        await look_for(pilot, "4571")
        await shows(pilot, "[/refund] [red]x[/red] [@click=app.quit]go[/]")
        assert "\x1b" not in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))


async def test_actions_are_found_where_the_workspace_is_not_open_yet(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_open = Event()

    def open_late(config: Config) -> Workspace:
        may_open.wait(30)
        return open_workspace(config)

    monkeypatch.setattr(live, "open_workspace", open_late)
    app = RadarApp(filled, score=False)
    try:
        async with app.run_test(size=SIZE) as pilot:
            await look_for(pilot, "4562")
            await shows(pilot, "No matches found")
            may_open.set()
            await pilot.press("escape")
            await until_rows(pilot, "#radar")
    finally:
        may_open.set()


async def test_a_workspace_that_cannot_be_read_is_told_once(
    app: RadarApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_workspace: Workspace, _text: str) -> None:
        raise WorkspaceError("the file is locked")

    monkeypatch.setattr("radar_tui.services.palette_search.palette_search", unreadable)
    async with app.run_test(size=SIZE) as pilot:
        await until_rows(pilot, "#radar")
        await look_for(pilot, "import")
        await said(pilot, "the file is locked")
        await shows(pilot, "Import · i")
        await pilot.press("s")
        await shows(pilot, "No matches found")
        assert len(app._notifications) == 1


async def test_paging_before_anything_is_listed_does_nothing(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await until_rows(pilot, "#radar")
        await look_for(pilot, "4562")
        await shows(pilot, "#4562 · ACME · Token rejected")
        commands = app.screen.query_one(CommandList)
        commands.styles.display = "none"
        await until(pilot, lambda: not commands.size.height)
        commands.clear_options().add_option("Somewhere")
        await pilot.press("pagedown", "pageup")
        assert isinstance(app.screen, RadarPalette)


async def test_of_two_choices_at_once_the_first_counts(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await until_rows(pilot, "#radar")
        await look_for(pilot, "4562")
        await shows(pilot, "#4562 · ACME · Token rejected")
        commands = app.screen.query_one(CommandList)
        commands.highlighted = 0
        commands.action_select()
        commands.action_select()
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))
        await pilot.pause()
        assert isinstance(app.screen, TicketScreen)
        await pilot.press("escape")
        await until_rows(pilot, "#radar")
        assert not isinstance(app.screen, TicketScreen), "the ticket was opened once"
