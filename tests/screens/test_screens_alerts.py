"""The Alerts screen by keyboard: its lists, an alert's story, silencing, and what is told."""

from pathlib import Path

from textual.widgets import Input, OptionList

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.screens.alerts import AlertsScreen
from radar_tui.screens.ticket import TicketScreen
from radar_tui.services.silencing import list_silences
from radar_tui.services.workspace import open_workspace
from support.app_workspaces import rescore
from support.pilots import at_alerts, screen_text, shows, until
from support.workspaces import bring, comment, ticket

SIZE = (140, 40)


async def test_what_fires_is_listed_with_its_story(repeating: Config) -> None:
    app = RadarApp(repeating, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_alerts(pilot)
        await shows(pilot, "[Firing 3]")
        await shows(pilot, "3 need you")
        await shows(pilot, "firing: score 138 (> 60)")
        await pilot.press("G")
        await until(pilot, lambda: "6 tickets in 7 days" in screen_text(app))


async def test_an_alert_is_taken_undone_and_finished(repeating: Config) -> None:
    app = RadarApp(repeating, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_alerts(pilot)
        await shows(pilot, "3 need you")
        await pilot.press("a")
        await shows(pilot, "2 need you")
        await shows(pilot, "Dana has it until")
        await pilot.press("u")
        await shows(pilot, "3 need you")
        await pilot.press("x")
        await shows(pilot, "done, still firing")


async def test_the_lists_are_gone_through_by_keyboard(repeating: Config) -> None:
    app = RadarApp(repeating, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_alerts(pilot)
        for words in (
            "Nothing is about to fire.",
            "Nothing is silenced.",
            "No alert has come and gone yet.",
        ):
            await pilot.press("right")
            await shows(pilot, words)
        await pilot.press("left")
        await shows(pilot, "Nothing is silenced.")


async def test_an_alert_is_silenced_and_heard_again(repeating: Config) -> None:
    app = RadarApp(repeating, score=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_alerts(pilot)
        await shows(pilot, "[Firing 3]")
        screen.table.go_to(screen.table.cursor_key or "")
        await pilot.press("S")
        await until(pilot, lambda: isinstance(app.focused, Input))
        assert isinstance(app.focused, Input)
        assert app.focused.value.startswith("rule=frustration-score ticket=")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, OptionList))
        await shows(pilot, "Silence 1 open alert for")
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"known", "enter")
        await shows(pilot, "[Firing 2]")
        await pilot.press("right", "right")
        await shows(pilot, "silenced until")
        await pilot.press("E")
        await shows(pilot, "Nothing is silenced.")
    workspace = open_workspace(repeating)
    assert [one.reason for one in list_silences(workspace, ended=True)] == []
    workspace.close()


async def test_a_matcher_that_nobody_knows_is_asked_for_again(repeating: Config) -> None:
    app = RadarApp(repeating, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_alerts(pilot)
        await shows(pilot, "[Firing 3]")
        await pilot.press("S")
        await until(pilot, lambda: isinstance(app.focused, Input))
        assert isinstance(app.focused, Input)
        app.focused.value = "colour=red"
        await pilot.press("enter")
        await shows(pilot, "no label is called 'colour'")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, AlertsScreen))


async def test_a_ticket_s_alert_opens_the_ticket(repeating: Config) -> None:
    app = RadarApp(repeating, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_alerts(pilot)
        await shows(pilot, "[Firing 3]")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))


async def test_an_alert_about_many_tickets_lists_them(repeating: Config) -> None:
    app = RadarApp(repeating, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_alerts(pilot)
        await shows(pilot, "[Firing 3]")
        await pilot.press("G", "enter")
        await shows(pilot, "6 open tickets behind it")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))


async def test_what_fires_meanwhile_is_told_once(filled: Config, tmp_path: Path) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_alerts(pilot)
        await shows(pilot, "[Firing 2]")
        workspace = open_workspace(filled)
        angry = [comment(1, body="[150] Enough. We are leaving.")]
        bring(workspace, tmp_path, ticket(7, comments=angry))
        rescore(workspace)
        workspace.close()
        await shows(pilot, "[Firing 3]")
        await until(pilot, lambda: bool(app._notifications))
        told = [note.title for note in app._notifications]
        assert told.count("1 alert fired") == 1
