"""Keys typed right after one that opens something act there, and on nothing else."""

import pytest
from textual.events import Key
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.tables import ChangeSetRow
from radar_tui.screens.ticket import TicketScreen
from radar_tui.screens.today import TodayScreen
from radar_tui.services.workspace import open_workspace
from support.bursts import burst
from support.pilots import until, until_rows
from support.workspaces import rows

WIDE, NARROW = (120, 40), (80, 24)


def today(pilot: Pilot[None]) -> TodayScreen:
    screen = pilot.app.screen
    assert isinstance(screen, TodayScreen)
    return screen


def actions(config: Config) -> int:
    workspace = open_workspace(config)
    try:
        return len(rows(workspace, ChangeSetRow))
    finally:
        workspace.close()


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_keys_after_the_slash_are_the_filter_s(
    app: RadarApp, filled: Config, size: tuple[int, int], at_once: bool
) -> None:
    before = actions(filled)
    async with app.run_test(size=size) as pilot:
        await until_rows(pilot, "#radar")
        keys = ("slash", "a", "a")
        await (burst(pilot, *keys) if at_once else pilot.press(*keys))
        await until(pilot, lambda: today(pilot).filter_box.input.value == "aa")
        assert app.focused is today(pilot).filter_box.input
        assert len(app.screen_stack) == 1
    assert actions(filled) == before, "nothing was taken"


async def test_a_slash_in_a_query_is_a_letter(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await burst(pilot, "slash", "a", "slash", "b")
        await until(pilot, lambda: today(pilot).filter_box.input.value == "a/b")


async def test_the_filter_opens_from_another_panel(app: RadarApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("h")
        await until(pilot, lambda: app.focused is today(pilot).alerts)
        await burst(pilot, "slash", "a")
        await until(pilot, lambda: today(pilot).filter_box.input.value == "a")
        await until(pilot, lambda: today(pilot).filter_box.input.region.height == 1)
        assert today(pilot).radar.has_class("-current")


async def test_the_filter_opens_before_anything_is_read(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("slash", "a", "a")
        await until(pilot, lambda: today(pilot).filter_box.input.value == "aa")
        await until_rows(pilot, "#radar")
        assert app.focused is today(pilot).filter_box.input


async def test_keys_after_the_enter_that_keeps_a_filter_are_the_radar_s(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        radar = await until_rows(pilot, "#radar")
        await pilot.press("slash", *"token", "enter", "j")
        await until(pilot, lambda: app.focused is radar)
        assert today(pilot).filter_box.text == "token"


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_row_is_opened_once(app: RadarApp, at_once: bool) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        keys = ("enter", "enter", "enter")
        await (burst(pilot, *keys) if at_once else pilot.press(*keys))
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))
        await pilot.pause()
        assert [type(one) for one in app.screen_stack] == [TodayScreen, TicketScreen]


async def test_what_is_typed_while_the_app_closes_is_not_heard(app: RadarApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.screen_stack))
    # Textual has taken its screens away by now, and may still be handed keys.
    assert not app.screen_stack
    await app.on_event(Key("j", "j"))
