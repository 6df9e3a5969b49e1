"""Pictures of Today in each of its states."""

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import screen_text, shows, until, until_rows


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_full(photograph: Photographer, demo: Config, size: Size, theme: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")

    assert photograph(demo, steps, size=size, theme=theme)


def test_opening(photograph: Photographer, still: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RadarApp, "_open", lambda _app, _folder: None)

    async def steps(pilot: Pilot[None]) -> None:
        await shows(pilot, "Radar")

    assert photograph(still, steps)


def test_empty(photograph: Photographer, still: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await shows(pilot, "Welcome to Radar")
        await pilot.press("escape")
        await shows(pilot, "Nothing fires.")

    assert photograph(still, steps)


def test_filter_open(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("slash", *"band:high waiting>2h")
        await shows(pilot, "match the filter")

    assert photograph(demo, steps)


def test_filter_with_an_error(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        # What is typed counts as words until the colon; wait for that, it stays behind the error.
        await pilot.press("slash", *"bnd")
        await shows(pilot, "No ticket matches the filter")
        await pilot.press(*":high")
        await shows(pilot, "no field 'bnd'")

    assert photograph(demo, steps)


def test_filter_without_a_match(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("slash", *"owner:nobody-at-all", "enter")
        await shows(pilot, "· 0 match the filter")

    assert photograph(demo, steps)


def test_zoomed(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("z")
        await until(pilot, lambda: "Priority · " not in screen_text(pilot.app))

    assert photograph(demo, steps)


def test_alert_focused(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("left", "j")

    assert photograph(demo, steps)


def test_undo_told(photograph: Photographer, demo: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("a")
        await shows(pilot, "u undoes it")
        await pilot.press("u")
        await shows(pilot, "undone: ")

    assert photograph(demo, steps)
