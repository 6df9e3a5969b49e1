"""An empty workspace, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from radar_tui.config import Config
from radar_tui.services.workspace import Workspace, open_workspace


@pytest.fixture
def workspace(location: str, tmp_path: Path, as_of: datetime) -> Iterator[Workspace]:
    config = Config(location=location, data_folder=tmp_path, now=as_of, actor="Dana")
    workspace = open_workspace(config)
    yield workspace
    workspace.close()
