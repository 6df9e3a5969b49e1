"""Pictures of the Alerts screen in each of its states."""

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import at_alerts, shows


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_full(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_alerts(pilot)

    assert photograph(demo, steps, size=size, theme=theme)


def test_empty(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_alerts(pilot)
        await pilot.press("right")
        await shows(pilot, "Nothing is about to fire.")

    assert photograph(small, steps)


def test_silenced(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_alerts(pilot)
        await pilot.press("S")
        await shows(pilot, "Silence what matches")
        await pilot.press("enter")
        await shows(pilot, "Silence 1 open alert for")
        await pilot.press("enter")
        await shows(pilot, "Why")
        await pilot.press(*"planned", "enter")
        await shows(pilot, "[Firing 1]")
        await pilot.press("right", "right")
        await shows(pilot, "[Silenced 1]")
        await shows(pilot, "silenced until")

    assert photograph(small, steps)


def test_asking_what_to_silence(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_alerts(pilot)
        await pilot.press("S")
        await shows(pilot, "Silence what matches")

    assert photograph(small, steps)
