"""Pictures of the radar in each of its states."""

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config
from support.pictures import LOOK_NAMES, LOOKS, NARROW, Photographer, Size
from support.pilots import shows, until_rows


async def at_radar(pilot: Pilot[None]) -> None:
    """Go to the radar, and wait for its tickets."""
    await until_rows(pilot, "#radar")
    await pilot.press("2")
    await shows(pilot, "Radar · view over review")


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_full(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    assert photograph(demo, at_radar, size=size, theme=theme)


@pytest.mark.parametrize("theme", ["radar-dark", "radar-light"])
def test_sweep_on_a_narrow_terminal(photograph: Photographer, demo: Config, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_radar(pilot)
        await pilot.press("p")
        await shows(pilot, "[Sweep]")
        await pilot.press("g")

    assert photograph(demo, steps, size=NARROW, theme=theme)


def test_sweep_of_all_open_tickets(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_radar(pilot)
        await pilot.press("slash", *"score>=0", "enter")
        await shows(pilot, "score>=0 ·")
        await pilot.press("p", "g", "l")

    assert photograph(demo, steps)


def test_views(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_radar(pilot)
        await pilot.press("slash", *"tag:payments tier>=4", "enter", "v")
        await shows(pilot, "save this filter as a view")
        await pilot.press("end", "enter")
        await shows(pilot, "enter save · esc cancel")
        await pilot.press(*"Big payers", "enter")
        await shows(pilot, "view Big payers")
        await pilot.press("v")
        await shows(pilot, "save this filter as a view")

    assert photograph(demo, steps)


def test_opening(photograph: Photographer, still: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RadarApp, "_open", lambda _app, _folder: None)

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.press("2")
        await shows(pilot, "Sweep")

    assert photograph(still, steps)


@pytest.mark.parametrize("theme", ["radar-dark", "radar-light"])
def test_empty(photograph: Photographer, still: Config, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await shows(pilot, "Welcome to Radar")
        await pilot.press("2")
        await shows(pilot, "view over review · 0 of 0")

    assert photograph(still, steps, theme=theme)


def test_empty_on_a_narrow_terminal(photograph: Photographer, still: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await shows(pilot, "Welcome to Radar")
        await pilot.press("2")
        await shows(pilot, "view over review · 0 of 0")

    assert photograph(still, steps, size=NARROW)


def test_filter_without_a_match(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await at_radar(pilot)
        await pilot.press("slash", *"owner:nobody-at-all", "enter")
        await shows(pilot, "· 0 of ")

    assert photograph(demo, steps)
