"""Pictures of the scope: the dialog that asks for it, and Today on one segment."""

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import shows, until_rows


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_picker(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("P")
        await shows(pilot, "every segment and feature area")

    assert photograph(demo, steps, size=size, theme=theme)


def test_picker_narrowed(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("P")
        await shows(pilot, "every segment and feature area")
        await pilot.press(*"pay")

    assert photograph(demo, steps)


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_today(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("P")
        await shows(pilot, "every segment and feature area")
        await pilot.press(*"payments", "enter")
        await shows(pilot, "scope: payments")

    assert photograph(demo, steps, size=size, theme=theme)
