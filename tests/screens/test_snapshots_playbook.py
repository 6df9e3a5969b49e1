"""Pictures of the playbook: its parts under way, and the first week with nothing done."""

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from radar_tui.services.definition import choose_lines, define
from radar_tui.services.habits import do_habits, link_habit, note_habit
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.training import note_training, train
from radar_tui.services.workspace import open_workspace
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import shows, until_rows

DEFINITION = shipped_playbook().definition
WEEK = "2026-W48"
HABITS = tuple(item.key for item in shipped_playbook().enablement.habits)
PRINCIPLES = tuple(item.key for item in shipped_playbook().enablement.principles)


async def open_habits(pilot: Pilot[None]) -> None:
    await pilot.press("8")
    await until_rows(pilot, "#list")
    await shows(pilot, "of 4 done")


@pytest.fixture
def under_way(demo: Config) -> Config:
    """A team that did the whole loop for three weeks, and half of it in this one."""
    workspace = open_workspace(demo)
    for week in ("2026-W43", "2026-W45", "2026-W46", "2026-W47"):
        do_habits(workspace, week, HABITS)
    do_habits(workspace, WEEK, HABITS[1:2], "Ravi")
    do_habits(workspace, WEEK, HABITS[1:3])
    link_habit(workspace, WEEK, HABITS[2], "Dana", "macro:token-expired", seen=1)
    note_habit(workspace, WEEK, HABITS[2], "Dana", "with the renewal steps", seen=2)
    train(workspace, [("Dana", key) for key in PRINCIPLES] + [("Ravi Patel", PRINCIPLES[1])])
    note_training(workspace, "Dana", PRINCIPLES[1], "reads the logs herself since May", seen=1)
    choose_lines(workspace, [item.key for item in DEFINITION.choices[:3]], applies=True)
    define(workspace, "We see it first, act on it, and tell customers before they ask.", seen=0)
    workspace.close()
    return demo


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_habits(photograph: Photographer, under_way: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_habits(pilot)
        await pilot.press("j", "j")

    assert photograph(under_way, steps, size=size, theme=theme)


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_training(photograph: Photographer, under_way: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_habits(pilot)
        await pilot.press("right")
        await shows(pilot, "trained in all")
        await pilot.press("j", "j")

    assert photograph(under_way, steps, size=size, theme=theme)


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_definition(photograph: Photographer, under_way: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_habits(pilot)
        await pilot.press("right", "right")
        await shows(pilot, "lines apply")
        await pilot.press("G", "k", "k")

    assert photograph(under_way, steps, size=size, theme=theme)


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_success(photograph: Photographer, under_way: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_habits(pilot)
        await pilot.press("left")
        await shows(pilot, "measures have data")

    assert photograph(under_way, steps, size=size, theme=theme)


def test_nothing_done_with_tickets_to_review(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await open_habits(pilot)
        await pilot.press("G")

    assert photograph(demo, steps)
