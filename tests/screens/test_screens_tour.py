"""The tour: shown once by itself, left at any step, taken again from the palette."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from textual.geometry import Offset, Region, Size
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.screens.tour import CARD, SHOWN_CLASS, TourScreen, card_place
from radar_tui.screens.tour_steps import TOUR_STEPS
from support.pictures import NARROW, USUAL, Photographer
from support.pictures import Size as TerminalSize
from support.pilots import shows, take_found, until, until_rows


@pytest.fixture
def fresh(filled: Config, tmp_path: Path) -> Config:
    """A workspace whose user has never been here."""
    return replace(filled, state_path=tmp_path / "own-state" / "state.json")


def toured(config: Config) -> bool:
    path = config.state_path
    return path is not None and path.exists() and bool(json.loads(path.read_text())["toured"])


async def test_it_is_shown_once_and_escape_ends_it_for_ever(fresh: Config) -> None:
    app = RadarApp(fresh, score=False)
    async with app.run_test(size=USUAL) as pilot:
        await shows(pilot, f"1 of {len(TOUR_STEPS)}")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, TourScreen))
        assert not app.screen.query(f".{SHOWN_CLASS}")
        await until(pilot, lambda: toured(fresh))
    again = RadarApp(fresh, score=False)
    async with again.run_test(size=USUAL) as pilot:
        await until_rows(pilot, "#radar")
        await shows(pilot, "3 open")
        assert not isinstance(again.screen, TourScreen)


@pytest.mark.parametrize("size", [NARROW, USUAL])
async def test_it_goes_through_all_steps_and_back(fresh: Config, size: TerminalSize) -> None:
    app = RadarApp(fresh, score=False)
    async with app.run_test(size=size) as pilot:
        for number, step in enumerate(TOUR_STEPS, 1):
            await shows(pilot, f"{number} of {len(TOUR_STEPS)}")
            await shows(pilot, step.title)
            if number == 2:
                await pilot.press("left")
                await shows(pilot, f"1 of {len(TOUR_STEPS)}")
                await pilot.press("right")
                await shows(pilot, f"2 of {len(TOUR_STEPS)}")
            await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, TourScreen))


async def test_nothing_is_shown_where_nothing_is_remembered(app: RadarApp) -> None:
    async with app.run_test(size=USUAL) as pilot:
        await until_rows(pilot, "#radar")
        await shows(pilot, "3 open")
        assert not isinstance(app.screen, TourScreen)


async def test_it_waits_for_the_first_import(config: Config, tmp_path: Path) -> None:
    fresh = replace(config, state_path=tmp_path / "own-state" / "state.json")
    app = RadarApp(fresh, score=False)
    async with app.run_test(size=USUAL) as pilot:
        await shows(pilot, "Welcome to Radar")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert not toured(fresh)


async def test_the_palette_shows_it_again(app: RadarApp) -> None:
    async with app.run_test(size=USUAL) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("3")
        await until(pilot, lambda: app.current_mode == "alerts")
        await take_found(pilot, "take tour", "Take the tour")
        await until(pilot, lambda: isinstance(app.screen, TourScreen))
        assert app.current_mode == "today"


ROOM = Size(120, 40)


@pytest.mark.parametrize(
    ("target", "place"),
    [
        (Region(0, 0, 120, 5), Offset(31, 5)),
        (Region(0, 39, 120, 1), Offset(31, 39 - CARD.height)),
        (Region(0, 1, 40, 38), Offset(40, 1)),
        (Region(80, 1, 40, 38), Offset(80 - CARD.width, 1)),
        (Region(0, 1, 120, 38), Offset(31, 31)),
    ],
    ids=["below", "above", "right", "left", "on it"],
)
def test_a_card_stands_beside_what_it_is_about(target: Region, place: Offset) -> None:
    assert card_place(target, ROOM) == place


def steps_to(number: int) -> object:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        assert isinstance(pilot.app, RadarApp)
        await pilot.app.take_tour()
        for step in range(1, number):
            await shows(pilot, f"{step} of {len(TOUR_STEPS)}")
            await pilot.press("enter")
        await shows(pilot, f"{number} of {len(TOUR_STEPS)}")

    return steps


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=["80x24", "120x40"])
@pytest.mark.parametrize("number", range(1, len(TOUR_STEPS) + 1))
def test_picture(photograph: Photographer, small: Config, number: int, size: TerminalSize) -> None:
    assert photograph(small, steps_to(number), size=size)  # type: ignore[arg-type]
