"""Pictures of the rollout: before it has begun, and under way."""

from datetime import date

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from radar_tui.services.rollout import RolloutChange, change_rollout
from radar_tui.services.workspace import open_workspace
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import screen_text, until, until_rows

NOTE = "The vocabulary waits for the product team's names"


async def open_rollout(pilot: Pilot[None]) -> None:
    await pilot.press("0")
    await until_rows(pilot, "#items")
    await until(pilot, lambda: " done" in screen_text(pilot.app))


@pytest.fixture
def under_way(demo: Config) -> Config:
    """In the plan's second week: one item ticked, one late with a note."""
    workspace = open_workspace(demo)
    change_rollout(
        workspace,
        RolloutChange(
            start=date(2026, 11, 12),
            done=("define-proactive",),
            notes=(("standardize-tags", NOTE),),
        ),
    )
    workspace.close()
    return demo


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_full(photograph: Photographer, under_way: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_rollout(pilot)
        await pilot.press("j", "j")

    assert photograph(under_way, steps, size=size, theme=theme)


def test_not_begun(photograph: Photographer, small: Config) -> None:
    assert photograph(small, open_rollout)
