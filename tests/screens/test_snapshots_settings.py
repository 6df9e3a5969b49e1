"""Pictures of the settings and their dialogs."""

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import screen_text, until, until_rows


async def open_settings(pilot: Pilot[None]) -> None:
    await until_rows(pilot, "#radar")
    await pilot.press("comma")
    await until_rows(pilot, "#settings")


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_full(photograph: Photographer, small: Config, size: Size, theme: str) -> None:
    assert photograph(small, open_settings, size=size, theme=theme)


def test_theme_chooser(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_settings(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "enter keep" in screen_text(pilot.app))

    assert photograph(small, steps)


def test_key_that_is_taken(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_settings(pilot)
        table = await until_rows(pilot, "#settings")
        table.go_to("binding/ticket.snooze")
        await pilot.press("enter")
        await until(pilot, lambda: "Press the new key" in screen_text(pilot.app))
        await pilot.press("a")
        await until(pilot, lambda: "Press another key" in screen_text(pilot.app))

    assert photograph(small, steps)
