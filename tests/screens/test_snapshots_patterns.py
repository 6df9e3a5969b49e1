"""Pictures of the Patterns screen: each part, filled and empty."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from radar_tui.screens.patterns import PatternsScreen
from radar_tui.screens.patterns_parts import Part
from radar_tui.services.workspace import open_workspace
from support.pictures import LOOK_NAMES, LOOKS, NARROW, Photographer, Size
from support.pilots import shows, until
from support.tagged_worlds import teach


async def at_part(pilot: Pilot[None], part: str, words: str) -> None:
    """Go there part by part: how many rows each has stands behind its name once it was read."""
    await pilot.press("5")
    await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen))
    screen = pilot.app.screen
    assert isinstance(screen, PatternsScreen)
    for place, passed in enumerate(Part):
        await until(pilot, lambda passed=passed: passed in screen._views)
        if passed == part:
            break
        await pilot.press("right")
        await shows(pilot, f"[{list(Part)[place + 1]}")
    await shows(pilot, words)


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_volumes(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_part(pilot, "Volumes", "▲ spike")

    assert photograph(demo, steps, size=size, theme=theme)


@pytest.mark.parametrize(("size", "theme"), [LOOKS[0], LOOKS[3]], ids=["80x24", "light"])
def test_root_causes(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_part(pilot, "Root causes", "No. 1 of the top")

    assert photograph(demo, steps, size=size, theme=theme)


@pytest.mark.parametrize(
    ("part", "words"),
    [("Hygiene", "Every ticket has"), ("Load", "assigned to nobody")],
    ids=["hygiene", "load"],
)
def test_figures(photograph: Photographer, demo: Config, part: str, words: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_part(pilot, part, words)

    assert photograph(demo, steps)


@pytest.mark.parametrize("size", [NARROW, (120, 40)], ids=["80x24", "120x40"])
def test_tagging(
    photograph: Photographer,
    still: Config,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: Size,
) -> None:
    workspace = open_workspace(still)
    teach(workspace, tmp_path, monkeypatch)
    workspace.close()

    async def steps(pilot: Pilot[None]) -> None:
        await at_part(pilot, "Tagging", "connector 9")
        await pilot.press("space")

    assert photograph(still, steps, size=size)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("Volumes", "no feature areas yet"),
        ("Candidates", "say nearly the same"),
        ("Tagging", "nothing to tag with"),
    ],
    ids=["volumes", "candidates", "tagging"],
)
def test_empty(photograph: Photographer, small: Config, part: str, words: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_part(pilot, part, words)

    assert photograph(small, steps, size=NARROW)
