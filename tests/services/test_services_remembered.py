"""What is remembered between two runs, in a file that may be damaged."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.config import Config
from radar_tui.services.remembered import (
    KEPT_WORKSPACES,
    ListState,
    Remembered,
    read_remembered,
    write_remembered,
)

STATE = Remembered("alerts", {"Today/radar": ListState("owner:me", "score", True)}, True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "state.json"


@pytest.fixture
def config(tmp_path: Path, as_of: datetime) -> Config:
    return Config(str(tmp_path / "radar.db"), tmp_path, as_of, "Dana")


def test_what_is_stored_is_read_again(path: Path, config: Config) -> None:
    write_remembered(path, config, STATE)
    assert read_remembered(path, config) == STATE
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]


def test_workspaces_and_users_are_kept_apart_and_the_tour_is_not(
    path: Path, config: Config
) -> None:
    write_remembered(path, config, STATE)
    others = [replace(config, actor="Ravi"), replace(config, location="postgresql://u:pw@h/db")]
    for other in others:
        assert read_remembered(path, other) == Remembered(toured=True)
        write_remembered(path, other, Remembered("radar"))
    assert read_remembered(path, config) == STATE
    assert "pw" not in path.read_text()


def test_old_workspaces_are_dropped(path: Path, config: Config) -> None:
    write_remembered(path, config, STATE)
    for number in range(KEPT_WORKSPACES):
        write_remembered(path, replace(config, location=f"{number}.db"), STATE)
    assert read_remembered(path, config).screen is None
    assert len(json.loads(path.read_text())["workspaces"]) == KEPT_WORKSPACES


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00", '"x"', "[" * 100_000])
def test_a_damaged_file_counts_as_nothing_and_is_mended(
    path: Path, config: Config, text: str
) -> None:
    path.parent.mkdir()
    path.write_text(text)
    found = read_remembered(path, config)
    assert "begin anew" in found.problem
    assert replace(found, problem="") == Remembered(toured=True)
    write_remembered(path, config, STATE)
    assert read_remembered(path, config) == STATE


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["screen", "lists", "filter", "column", "descending", "x"]), inner
        )
    ),
    max_leaves=8,
)


@given(own=JSON, toured=JSON)
def test_whatever_stands_there_is_read(
    tmp_path_factory: pytest.TempPathFactory, own: object, toured: object
) -> None:
    folder = tmp_path_factory.mktemp("state")
    config = Config(str(folder / "radar.db"), folder, None, "Dana")
    path = folder / "state.json"
    write_remembered(path, config, STATE)
    (place,) = json.loads(path.read_text())["workspaces"]
    path.write_text(json.dumps({"toured": toured, "workspaces": {place: own}}))
    found = read_remembered(path, config)
    assert found.screen is None or isinstance(found.screen, str)
    write_remembered(path, config, found)
    assert read_remembered(path, config) == found
