"""Pictures of the rules and of the rule editor in each of their states."""

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from radar_tui.services.rule_editing import switch_rule
from radar_tui.services.workspace import open_workspace
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import at_alerts, eventually, screen_text, shows, until_rows

# Rows to go down to the frustration score.
DOWN = ("j", "j")


async def at_rules(pilot: Pilot[None]) -> None:
    await at_alerts(pilot)
    await pilot.press("R")
    await until_rows(pilot, "#rules")
    await shows(pilot, "of 12 on")


async def at_editor(pilot: Pilot[None]) -> None:
    await at_rules(pilot)
    await pilot.press(*DOWN, "enter")
    # A past of 30 weeks is read, and its scores are worked out.
    await eventually(pilot, lambda: "escalations warned of" in screen_text(pilot.app))


async def at_result(pilot: Pilot[None]) -> None:
    """Step the threshold up, and wait for what that would have brought."""
    await at_editor(pilot)
    await pilot.press("right", "right", "right", "right")
    await eventually(pilot, lambda: "fewer alerts" in screen_text(pilot.app))


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_list(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    assert photograph(demo, at_rules, size=size, theme=theme)


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_tried(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    assert photograph(demo, at_result, size=size, theme=theme)


def test_editor(photograph: Photographer, demo: Config) -> None:
    assert photograph(demo, at_editor)


def test_bad_value(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_editor(pilot)
        await pilot.press("enter", *"many")
        await shows(pilot, "found 'many'")

    assert photograph(demo, steps)


def test_leaving(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_result(pilot)
        await pilot.press("escape")
        await shows(pilot, "drop them")

    assert photograph(demo, steps)


def test_disabled(photograph: Photographer, demo: Config) -> None:
    workspace = open_workspace(demo)
    switch_rule(workspace, "frustration-score")
    workspace.close()
    assert photograph(demo, at_editor)


def test_hindsight(photograph: Photographer, still: Config, repeating: Config) -> None:
    del still

    async def steps(pilot: Pilot[None]) -> None:
        await at_rules(pilot)
        await pilot.press("j", "j", "j", "j", "j", "enter")
        await shows(pilot, "† token-expiry")

    assert photograph(repeating, steps)
