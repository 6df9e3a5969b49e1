"""Fixtures for all tests: no socket leaves this machine, no user's settings are read."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import requires, version
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings

from socket_ban import FOLDER, forbid_remote_sockets
from support.postgres import find_programs, running_server

AS_OF = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# Pictures of the screens differ between versions of Textual; one Python and one Textual make them.
PICTURES_PYTHON = (3, 11)

forbid_remote_sockets()

# Machines are shared and slow at times: an example may take as long as it needs.
settings.register_profile("radar", deadline=None)
settings.load_profile("radar")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to make the pictures of the screens anew with other versions than theirs."""
    here = f"textual=={version('textual')}"
    if config.getoption("update_snapshots") and (
        sys.version_info[:2] != PICTURES_PYTHON or here not in (requires("radar_tui") or [])
    ):
        python = ".".join(map(str, PICTURES_PYTHON))
        raise pytest.UsageError(
            f"pictures are made with Python {python} and the Textual that pyproject.toml pins"
        )


@pytest.fixture(autouse=True, scope="session")
def _no_remote_sockets() -> Iterator[None]:
    """Forbid sockets to elsewhere in every test and in every process that a test starts."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([FOLDER, *([before] if before else [])])
    yield
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


@pytest.fixture(autouse=True)
def _no_user_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in ("RADAR_DB", "RADAR_NOW", "RADAR_DEBUG", "NO_COLOR", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
    # The tour was taken: what a test looks at is shown at once.
    state_home = tmp_path_factory.mktemp("state-home")
    state = state_home / "radar" / "state.json"
    state.parent.mkdir()
    state.write_text('{"toured": true}')
    monkeypatch.setenv("XDG_STATE_HOME", str(state_home))
    monkeypatch.setenv("RADAR_USER", "Dana")
    monkeypatch.setenv("RADAR_CONFIG", str(tmp_path / "config.toml"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real server, without a database name."""
    programs = find_programs()
    if programs is None:
        if "postgresql" in os.environ.get("RADAR_REQUIRE", ""):
            pytest.fail("PostgreSQL is required here but not installed")
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running_server(programs) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The URL of a fresh, empty database."""
    import psycopg

    name = f"radar_{uuid4().hex[:12]}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres_server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a fresh workspace may be made: once as a file, once on a real server."""
    if request.param == "sqlite":
        return str(tmp_path / "radar.db")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def as_of() -> datetime:
    """A fixed moment: Monday, 23 November 2026, 09:00 UTC."""
    return AS_OF
