"""The app on a small workspace, at a fixed moment, without the real scorer."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.services.alerting import evaluate
from radar_tui.services.workspace import open_workspace
from support.app_workspaces import fill, rescore
from support.demo_workspaces import build_demo
from support.pictures import Compare, Photographer, freeze
from support.workspaces import bring, bring_text, comment, ticket

VOCABULARY = "kind,name,label,aliases\nroot-cause,token-expiry,Token expiry,token_expiry\n"


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
def repeating(filled: Config, tmp_path: Path, as_of: datetime) -> Config:
    """Besides two frustrated customers, a root cause that six tickets share."""
    workspace = open_workspace(filled)
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    created = f"{as_of - timedelta(hours=5):%Y-%m-%dT%H:%M:%SZ}"
    tickets = [
        ticket(
            100 + number,
            tags=["token_expiry"],
            created_at=created,
            updated_at=created,
            subject=f"Token {number}",
            comments=[comment(1, body="[10] It expired.")],
        )
        for number in range(6)
    ]
    bring(workspace, tmp_path, *tickets)
    rescore(workspace)
    evaluate(workspace)
    workspace.close()
    return filled


@pytest.fixture
def app(filled: Config) -> RadarApp:
    return RadarApp(filled, score=False)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory, as_of: datetime) -> Path:
    """The demo's database, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("demo")
    file = folder / "radar.db"
    build_demo(Config(str(file), folder, as_of, "Dana"), folder / "exports")
    return file


@pytest.fixture
def demo(demo_file: Path, still: Config) -> Config:
    """The demo world, named as in a user's own folder."""
    shutil.copy(demo_file, still.location)
    return still


@pytest.fixture
def still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_of: datetime) -> Config:
    """An empty workspace for pictures: relative names, nothing that moves by itself."""
    (tmp_path / "exports").mkdir()
    freeze(monkeypatch, tmp_path)
    return Config("radar.db", Path("data"), as_of, "Dana", settings_path=Path("config.toml"))


@pytest.fixture
def small(still: Config, tmp_path: Path) -> Config:
    """Three tickets, for pictures."""
    workspace = open_workspace(still)
    fill(workspace, tmp_path)
    workspace.close()
    return still


@pytest.fixture
def photograph(snap_compare: Compare) -> Photographer:
    """Takes pictures and compares them with those in `__snapshots__`."""
    return Photographer(snap_compare)
