"""What every screen tells on top, and which alerts are news."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from radar_tui.config import Config
from radar_tui.services.overview import begun_to_fire, overview
from radar_tui.services.workspace import open_workspace
from support.app_workspaces import fill


@pytest.fixture
def config(location: str, tmp_path: Path, as_of: datetime) -> Config:
    return Config(location, tmp_path, as_of, "Dana")


def test_it_counts_what_is_open_unscored_and_firing(config: Config, tmp_path: Path) -> None:
    workspace = open_workspace(config)
    empty = overview(workspace)
    assert (empty.open_tickets, empty.unscored, empty.firing, list(empty.sources)) == (
        0,
        0,
        frozenset(),
        [],
    )
    fill(workspace, tmp_path)
    told = overview(workspace)
    workspace.close()
    assert (told.open_tickets, told.unscored, len(told.firing)) == (3, 0, 2)
    assert [source.name for source in told.sources] == ["zendesk"]
    assert told.zone == "UTC"
    # What comes with the first data is history; the same later would be news.
    assert begun_to_fire(empty, told) == 0
    assert begun_to_fire(replace(told, firing=frozenset()), told) == 2


def test_only_what_did_not_fire_before_is_news(config: Config) -> None:
    workspace = open_workspace(config)
    source = type("Source", (), {})()
    before = replace(overview(workspace), sources=[source], firing=frozenset({1, 2}))
    workspace.close()
    assert begun_to_fire(None, before) == 0
    assert begun_to_fire(before, before) == 0
    assert begun_to_fire(before, replace(before, firing=frozenset({2, 3, 4}))) == 2
