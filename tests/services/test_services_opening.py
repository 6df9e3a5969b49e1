"""A demo workspace that is made while the app is open already, and may be called off."""

from datetime import datetime
from pathlib import Path

import pytest

from radar_tui.config import Config
from radar_tui.db.tables import ImportRunRow, TicketRow
from radar_tui.services.import_files import ImportStoppedError
from radar_tui.services.opening import open_demo
from radar_tui.services.workspace import open_workspace
from support.workspaces import rows


@pytest.fixture
def config(tmp_path: Path, as_of: datetime) -> Config:
    return Config(str(tmp_path / "own.db"), tmp_path, as_of, "Dana")


def test_the_demo_is_made_in_its_folder_and_told(config: Config, tmp_path: Path) -> None:
    told: list[str] = []
    live = open_demo(config, tmp_path, tell=told.append, stopped=lambda: False)
    assert len(rows(live.now(), TicketRow)) > 1_000
    live.close()
    assert told[0] == "making the demo workspace…"
    assert told[-1] == ""
    assert any("records read" in words for words in told)
    assert not Path(config.location).exists()


def test_it_ends_when_it_is_called_off(config: Config, tmp_path: Path) -> None:
    with pytest.raises(ImportStoppedError):
        open_demo(config, tmp_path, tell=lambda _words: None, stopped=lambda: True)
    workspace = open_workspace(Config(str(tmp_path / "radar.db"), tmp_path, config.now, "Dana"))
    assert {run.state for run in rows(workspace, ImportRunRow)} <= {"failed", "undone"}
    assert rows(workspace, TicketRow) == []
    workspace.close()
