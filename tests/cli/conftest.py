"""The command line against a fresh workspace, and against the demo workspace."""

from pathlib import Path

import pytest

from radar_tui.cli.main import run
from support.command import Command

AS_OF = "2026-11-23T09:00:00+00:00"
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def radar(capsys: pytest.CaptureFixture[str], location: str) -> Command:
    """`radar` with a fresh workspace, on SQLite and on PostgreSQL."""
    return Command(capsys, location, AS_OF)


@pytest.fixture
def radar_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """`radar` with a fresh workspace in a file."""
    return Command(capsys, str(tmp_path / "radar.db"), AS_OF)


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo workspace, imported and scored with the real model; for reading only."""
    folder = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--keep", str(folder), "--as-of", AS_OF]) == 0
    return str(folder / "radar.db")


@pytest.fixture
def demo(capsys: pytest.CaptureFixture[str], demo_database: str) -> Command:
    """`radar` with the demo workspace; for reading only."""
    return Command(capsys, demo_database, AS_OF)
