"""Today's panels arranged by keyboard: previewed, kept in the settings, or left as they were."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config, Preferences, read_settings
from radar_tui.screens.arrange_dialog import ArrangeDialog
from radar_tui.screens.today import TodayScreen
from support.pilots import screen_text, shows, until, until_rows

USUAL, NARROW, WIDE = (120, 40), (80, 24), (200, 50)


@pytest.fixture
def kept(filled: Config, tmp_path: Path) -> Config:
    return replace(filled, settings_path=tmp_path / "config.toml")


def arranged(config: Config, words: str) -> RadarApp:
    return RadarApp(replace(config, preferences=Preferences(today=words)), score=False)


def today(app: RadarApp) -> TodayScreen:
    screen = app.get_screen_stack("today")[0]
    assert isinstance(screen, TodayScreen)
    return screen


def lefts(app: RadarApp) -> dict[str, int]:
    screen = today(app)
    return {table.id or "": table.region.x for table in screen.tables}


async def to_dialog(pilot: Pilot[None]) -> None:
    await until_rows(pilot, "#radar")
    await pilot.press("A")
    await until(pilot, lambda: isinstance(pilot.app.screen, ArrangeDialog))
    await shows(pilot, "Arrange Today")


async def test_a_panel_moves_at_once_and_stays_so(kept: Config) -> None:
    app = RadarApp(kept, score=False)
    async with app.run_test(size=USUAL) as pilot:
        await to_dialog(pilot)
        await pilot.press("right")
        await until(pilot, lambda: lefts(app)["radar"] < lefts(app)["alerts"])
        await pilot.press("right", "enter")
        await shows(pilot, "Today is arranged so")
        path = kept.settings_path
        assert path is not None
        assert read_settings(path).preferences.today.startswith("radar:10 matrix:6 alerts:9")
    again = RadarApp(replace(kept, preferences=read_settings(path).preferences), score=False)
    async with again.run_test(size=USUAL) as pilot:
        await until_rows(pilot, "#radar")
        await until(pilot, lambda: list(lefts(again)) == ["radar", "matrix", "alerts"])
        await until(pilot, lambda: sorted(lefts(again).values()) == list(lefts(again).values()))


async def test_esc_leaves_all_as_it_was(kept: Config) -> None:
    app = RadarApp(kept, score=False)
    async with app.run_test(size=USUAL) as pilot:
        await to_dialog(pilot)
        before = lefts(app)
        await pilot.press("right", "plus", "j", "space")
        await until(pilot, lambda: lefts(app) != before)
        await pilot.press("escape")
        await until(pilot, lambda: lefts(app) == before)
        assert kept.settings_path is not None
        assert not kept.settings_path.exists()


async def test_a_panel_is_hidden_and_the_keys_pass_it_by(kept: Config) -> None:
    app = RadarApp(kept, score=False)
    async with app.run_test(size=USUAL) as pilot:
        await to_dialog(pilot)
        await pilot.press("j", "j", "space", "G", "space", "enter")
        await until(pilot, lambda: "Priority · " not in screen_text(app))
        await until(pilot, lambda: not today(app).due.display)
        await shows(pilot, "Today is arranged so")
        await pilot.press("l")
        await until(pilot, lambda: today(app).alerts.has_focus)
        await pilot.press("l")
        await until(pilot, lambda: today(app).radar.has_focus)


async def test_wider_and_narrower_and_the_default_again(kept: Config) -> None:
    app = RadarApp(kept, score=False)
    async with app.run_test(size=USUAL) as pilot:
        await to_dialog(pilot)
        before = today(app).alerts.region.width
        await pilot.press("plus", "plus", "plus")
        await until(pilot, lambda: today(app).alerts.region.width > before)
        await pilot.press("delete")
        await until(pilot, lambda: today(app).alerts.region.width == before)
        await pilot.press("minus")
        await until(pilot, lambda: today(app).alerts.region.width < before)


async def test_narrow_terminals_have_the_tabs_in_that_order(filled: Config) -> None:
    app = arranged(filled, "matrix radar -alerts weather:3")
    async with app.run_test(size=NARROW) as pilot:
        await shows(pilot, "[Radar 2]")
        text = screen_text(app)
        assert text.index("Priority ") < text.index("[Radar 2]")
        assert "Alerts " not in text.splitlines()[2]
        await pilot.press("right")
        await until(pilot, lambda: today(app).matrix.has_focus)


async def test_the_one_panel_that_is_left_has_the_keys(filled: Config) -> None:
    app = arranged(filled, "-radar -matrix alerts")
    async with app.run_test(size=NARROW) as pilot:
        await shows(pilot, "[Alerts 2]")
        assert today(app).alerts.has_focus


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [("radar alerts matrix", "radar", "alerts"), ("alerts matrix radar", "matrix", "radar")],
)
async def test_wide_terminals_stack_the_others_beside_the_radar(
    filled: Config, words: str, first: str, second: str
) -> None:
    app = arranged(filled, words)
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await until(pilot, lambda: lefts(app)[first] < lefts(app)[second])
        assert lefts(app)["alerts"] == lefts(app)["matrix"]
        assert today(app).alerts.region.y < today(app).matrix.region.y
        await pilot.resize_terminal(*USUAL)
        await until(pilot, lambda: len(set(lefts(app).values())) == 3)
