"""Jump mode: every panel by a letter, every screen by its key, on any size."""

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config, Preferences
from radar_tui.screens.jump import JumpScreen, jump_targets
from radar_tui.screens.navigation import MODES
from support.pictures import NARROW, USUAL, Photographer, Size
from support.pilots import shows, until, until_rows


async def jump(pilot: Pilot[None]) -> JumpScreen:
    await pilot.press("ctrl+g")
    await until(pilot, lambda: isinstance(pilot.app.screen, JumpScreen))
    screen = pilot.app.screen
    assert isinstance(screen, JumpScreen)
    return screen


@pytest.mark.parametrize("size", [NARROW, USUAL])
async def test_a_letter_focuses_its_panel(app: RadarApp, size: Size) -> None:
    async with app.run_test(size=size) as pilot:
        await until_rows(pilot, "#radar")
        today = app.screen
        for name in ("matrix", "alerts", "radar"):
            overlay = await jump(pilot)
            (letter,) = [one.letter for one in overlay.targets if one.widget.id == name]
            await pilot.press(letter)
            await until(pilot, lambda: app.screen is today)
            await until(pilot, lambda name=name: getattr(today.focused, "id", "") == name)


async def test_escape_and_keys_that_lead_nowhere_change_nothing(app: RadarApp) -> None:
    async with app.run_test(size=USUAL) as pilot:
        table = await until_rows(pilot, "#radar")
        today = app.screen
        await jump(pilot)
        await pilot.press("f7")
        assert isinstance(app.screen, JumpScreen)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is today)
        assert today.focused is table


async def test_the_screens_answer_to_their_keys(app: RadarApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await until_rows(pilot, "#radar")
        await jump(pilot)
        await pilot.press("3")
        await shows(pilot, "Radar · Alerts")
        assert not isinstance(app.screen, JumpScreen)


async def test_under_other_keys_the_screens_answer_to_those(filled: Config) -> None:
    config = replace(filled, preferences=Preferences(keys="plain"))
    app = RadarApp(config, score=False)
    async with app.run_test(size=USUAL) as pilot:
        await until_rows(pilot, "#radar")
        await jump(pilot)
        await shows(pilot, "^w Review")
        await pilot.press("ctrl+w")
        await until(pilot, lambda: app.current_mode == "review")


async def test_every_screen_has_a_panel_to_go_to(app: RadarApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await until_rows(pilot, "#radar")
        for mode in MODES:
            await app.action_go(mode)
            await until(pilot, lambda mode=mode: app.current_mode == mode)
            await until(pilot, lambda: bool(jump_targets(app.screen)))
            front = app.screen
            await jump(pilot)
            await pilot.press("escape")
            await until(pilot, lambda front=front: app.screen is front)


@pytest.mark.parametrize("size", [NARROW, USUAL])
def test_picture_of_today(photograph: Photographer, small: Config, size: Size) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await jump(pilot)

    assert photograph(small, steps, size=size)


def test_picture_of_a_ticket(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("enter")
        await shows(pilot, "Score and work")
        await jump(pilot)

    assert photograph(small, steps, size=NARROW)
