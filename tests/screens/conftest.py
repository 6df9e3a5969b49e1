"""The app on a small workspace, at a fixed moment, without the real scorer."""

from datetime import datetime
from pathlib import Path

import pytest

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.services.workspace import open_workspace
from support.app_workspaces import fill


@pytest.fixture
def config(tmp_path: Path, as_of: datetime) -> Config:
    return Config(str(tmp_path / "radar.db"), tmp_path, as_of, "Dana")


@pytest.fixture
def filled(config: Config, tmp_path: Path) -> Config:
    workspace = open_workspace(config)
    fill(workspace, tmp_path)
    workspace.close()
    return config


@pytest.fixture
def app(filled: Config) -> RadarApp:
    return RadarApp(filled, score=False)
