"""Pictures of the Matrix screen and of its what-if panel in each of their states."""

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from support.matrix_screens import at_matrix, choose
from support.pictures import LOOK_NAMES, LOOKS, NARROW, USUAL, Photographer, Size, settled
from support.pilots import shows, until

SIZES = pytest.mark.parametrize("size", [NARROW, USUAL], ids=["80x24", "120x40"])


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_full(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_matrix(pilot)
        await shows(pilot, "Why 15: Northwind Robotics")

    assert photograph(demo, steps, size=size, theme=theme)


@SIZES
def test_heat_map(photograph: Photographer, demo: Config, size: Size) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = await at_matrix(pilot)
        await pilot.press("m")
        await until(pilot, lambda: screen.heat.has_focus)
        await pilot.press("down", "left", "left", "left")

    assert photograph(demo, steps, size=size)


@SIZES
def test_narrowed_to_a_cell(photograph: Photographer, demo: Config, size: Size) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = await at_matrix(pilot)
        await pilot.press("m")
        await until(pilot, lambda: screen.heat.has_focus)
        await pilot.press("down", "left", "left", "left", "enter")
        await shows(pilot, "only tier 4 × risk 2")

    assert photograph(demo, steps, size=size)


def test_segments(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_matrix(pilot)
        await pilot.press("v")
        await shows(pilot, "5 segments")

    assert photograph(demo, steps)


def test_overridden(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_matrix(pilot)
        await pilot.press("O")
        await choose(pilot, "Override an input of ACME", "pattern severity, now 1")
        await choose(pilot, "pattern severity of ACME", "4")
        await choose(pilot, "pattern severity of ACME is 4", "for a month")
        await shows(pilot, "Why is pattern severity of ACME 4?")
        await pilot.press(*"known", "enter")
        await shows(pilot, "set by Dana")

    assert photograph(small, steps)


def test_asking_what_to_override(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_matrix(pilot)
        await shows(pilot, "Why 10: ACME")
        await settled(pilot)
        await pilot.press("O")
        await shows(pilot, "Override an input of ACME")

    assert photograph(small, steps)


@SIZES
def test_empty(photograph: Photographer, still: Config, size: Size) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await shows(pilot, "Welcome")
        await pilot.press("4")
        await shows(pilot, "No accounts yet")

    assert photograph(still, steps, size=size)


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_what_if(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_matrix(pilot)
        await pilot.press("W")
        await shows(pilot, "0 accounts change their action")
        await pilot.press("right", "right")
        await shows(pilot, "Not saved: ARR tier weight 1 → 2")
        await shows(pilot, "8 ▴ 3 ▾")

    assert photograph(demo, steps, size=size, theme=theme)


def test_what_if_bad_value(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_matrix(pilot)
        await pilot.press("W")
        await shows(pilot, "0 accounts change their action")
        await pilot.press("j", "j", "j", "left", "left", "left", "left")
        await shows(pilot, "✗ cut-offs must rise")

    assert photograph(demo, steps)
