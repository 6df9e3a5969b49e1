"""Pictures of the quality sample: asking, done, and nothing to ask."""

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from radar_tui.screens.navigation import open_quality_sample
from radar_tui.services.workspace import open_workspace
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import screen_text, until
from support.workspaces import reach_to


@pytest.fixture
def small(small: Config) -> Config:
    """Three tickets, of a week that is imported to its end."""
    workspace = open_workspace(small)
    reach_to(workspace, workspace.as_of)
    workspace.close()
    return small


async def open_sample(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: "Frustration radar" in screen_text(pilot.app))
    open_quality_sample(pilot.app)
    await until(pilot, lambda: "Quality sample" in screen_text(pilot.app))
    await until(pilot, lambda: "Reading…" not in screen_text(pilot.app))


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_asking(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_sample(pilot)
        await pilot.press("1")
        # The line at the bottom comes after the question has changed, and lies over it.
        await until(pilot, lambda: "1 of " in screen_text(pilot.app))
        await until(pilot, lambda: "undoes it" in screen_text(pilot.app))

    assert photograph(demo, steps, size=size, theme=theme)


def test_done(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_sample(pilot)
        await pilot.press("4", "s", "1")
        await until(pilot, lambda: "is done" in screen_text(pilot.app))

    assert photograph(small, steps)


def test_empty(photograph: Photographer, still: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: "Welcome to Radar" in screen_text(pilot.app))
        await pilot.press("escape")
        await open_sample(pilot)

    assert photograph(still, steps)
