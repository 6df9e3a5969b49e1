"""Pictures of the weekly review."""

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import screen_text, until


async def open_review(pilot: Pilot[None]) -> None:
    await pilot.press("w")
    await until(pilot, lambda: "Week 2026-W47" in screen_text(pilot.app))


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_full(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    assert photograph(demo, open_review, size=size, theme=theme)


def test_empty_workspace(photograph: Photographer, still: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: "Welcome to Radar" in screen_text(pilot.app))
        await pilot.press("escape")
        await open_review(pilot)

    assert photograph(still, steps)
