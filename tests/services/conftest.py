"""An empty workspace, and one whose scores were judged, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from radar_tui.config import Config
from radar_tui.services.workspace import Workspace, open_workspace
from support.judged_workspaces import bring_solved, store_labels


@pytest.fixture
def workspace(location: str, tmp_path: Path, as_of: datetime) -> Iterator[Workspace]:
    config = Config(location=location, data_folder=tmp_path, now=as_of, actor="Dana")
    workspace = open_workspace(config)
    yield workspace
    workspace.close()


@pytest.fixture
def labelled(workspace: Workspace, tmp_path: Path) -> Workspace:
    """60 messages, 2 to 120 points, of which people say that they are worth three quarters."""
    bring_solved(workspace, tmp_path, list(range(2, 122, 2)))
    store_labels(workspace, 0.75)
    return workspace
