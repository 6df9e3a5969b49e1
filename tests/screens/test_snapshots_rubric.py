"""Pictures of the rubric editor, as it opens and with changes tried."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.config import Config
from radar_tui.screens.navigation import open_rubric
from radar_tui.screens.rubric_editor import RubricEditorScreen
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import shows, until


async def at_rubric(pilot: Pilot[None]) -> None:
    await shows(pilot, "radar")
    open_rubric(pilot.app)
    await shows(pilot, "for review")


async def at_changes(pilot: Pilot[None]) -> None:
    """Make churn dearer, and type a phrase that customers of the demo use."""
    await at_rubric(pilot)
    await pilot.press("right", "right", "right", "right", "right", "p")
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    await pilot.press(*"cancelled", "enter")
    await shows(pilot, "Not saved: churn 20 → 25 points, churn +1")
    screen = pilot.app.screen
    assert isinstance(screen, RubricEditorScreen)
    await until(pilot, lambda: not screen.moved.border_subtitle)


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_changed(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    assert photograph(demo, at_changes, size=size, theme=theme)
