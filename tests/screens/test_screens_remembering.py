"""The app comes back as it was left, except in a demo and at a fixed moment."""

from dataclasses import replace
from pathlib import Path

import pytest

from radar_tui.app import RadarApp
from radar_tui.config import Config, read_config
from radar_tui.services.remembered import read_remembered
from radar_tui.widgets.virtual_table import SortOrder
from support.pilots import said, shows, until, until_rows

WIDE = (120, 40)


@pytest.fixture
def kept(filled: Config, tmp_path: Path) -> Config:
    """A workspace whose app remembers; the tour has been seen."""
    path = tmp_path / "state" / "state.json"
    path.parent.mkdir()
    path.write_text('{"toured": true}')
    return replace(filled, state_path=path)


async def test_screen_filter_and_order_come_back(kept: Config) -> None:
    assert kept.state_path is not None
    path = kept.state_path
    app = RadarApp(kept, score=False)
    async with app.run_test(size=WIDE) as pilot:
        table = await until_rows(pilot, "#radar")
        await pilot.press(">", "R")
        order = table.sort
        assert order is not None
        await pilot.press("slash", *"account:acme", "enter")
        await shows(pilot, "1 match the filter")
        await pilot.press("2")
        await until(pilot, lambda: app.current_mode == "radar")
        await until(pilot, lambda: read_remembered(path, kept).screen == "radar")
    again = RadarApp(kept, score=False)
    async with again.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: again.current_mode == "radar")
        table = await until_rows(pilot, "#radar")
        assert table.row_count == 2
        await pilot.press("1")
        await shows(pilot, "1 match the filter")
        table = await until_rows(pilot, "#radar")
        assert table.sort == SortOrder(order.column, order.descending)


async def test_a_filter_that_is_told_when_the_app_has_closed_ends_nothing(kept: Config) -> None:
    app = RadarApp(kept, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
    app._remember_lists()
    assert not app.screen_stack


async def test_a_damaged_file_is_told_and_nothing_is_lost(kept: Config) -> None:
    assert kept.state_path is not None
    kept.state_path.write_text("{")
    app = RadarApp(kept, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await said(pilot, "begin anew")
        await until_rows(pilot, "#radar")
        assert app.current_mode == "today"


async def test_what_can_no_longer_be_used_is_left(kept: Config) -> None:
    assert kept.state_path is not None
    path = kept.state_path
    app = RadarApp(kept, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("slash", *"account:acme", "enter", ">")
        await shows(pilot, "1 match the filter")
        await pilot.press("3")
        await until(pilot, lambda: read_remembered(path, kept).screen == "alerts")
    text = path.read_text()
    path.write_text(
        text.replace("account:acme", "band:(").replace('"score"', '"gone"').replace("alerts", "no")
    )
    again = RadarApp(kept, score=False)
    async with again.run_test(size=WIDE) as pilot:
        table = await until_rows(pilot, "#radar")
        assert again.current_mode == "today"
        assert table.row_count == 2


def test_a_fixed_moment_remembers_nothing() -> None:
    assert read_config({}, as_of="2026-11-23T09:00Z").state_path is None
    path = read_config({}).state_path
    assert path is not None
    assert path.name == "state.json"
