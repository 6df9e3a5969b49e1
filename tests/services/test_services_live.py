"""The open workspace: actions in turn, and a file that is gone is noticed."""

from datetime import datetime
from pathlib import Path
from threading import Event

import pytest

from radar_tui.config import Config
from radar_tui.db.errors import WorkspaceError
from radar_tui.services.live import LiveWorkspace
from radar_tui.services.workspace import Workspace


@pytest.fixture
def config(tmp_path: Path, as_of: datetime) -> Config:
    return Config(str(tmp_path / "radar.db"), tmp_path, as_of, "Dana")


def test_actions_are_done_one_after_the_other_in_the_order_of_asking(config: Config) -> None:
    live, begin, done = LiveWorkspace(config), Event(), list[int]()

    def first(_workspace: Workspace) -> None:
        begin.wait()
        done.append(0)

    asked = [live.act(first)]
    asked += [live.act(lambda _workspace, n=n: done.append(n)) for n in range(1, 20)]
    begin.set()
    for one in asked:
        one.result()
    live.close()
    assert done == list(range(20))


def test_closing_waits_for_what_was_asked(config: Config) -> None:
    live, begin, done = LiveWorkspace(config), Event(), list[str]()

    def slowly(_workspace: Workspace) -> None:
        begin.wait()
        done.append("stored")

    live.act(slowly)
    begin.set()
    live.close()
    assert done == ["stored"]


@pytest.mark.parametrize("what", ["deleted", "replaced"])
def test_nothing_is_stored_in_a_file_that_is_gone(config: Config, what: str) -> None:
    live = LiveWorkspace(config)
    path = Path(config.location)
    path.rename(path.with_suffix(".away"))
    if what == "replaced":
        path.write_bytes(b"")
    done: list[str] = []
    asked = live.act(lambda _workspace: done.append("stored"))
    with pytest.raises(WorkspaceError, match="moved, deleted or replaced"):
        asked.result()
    assert not done
    with pytest.raises(WorkspaceError, match="moved, deleted or replaced"):
        live.watch(lambda: None, Event())
    live.close()


def test_a_file_that_comes_back_counts_again(config: Config) -> None:
    live = LiveWorkspace(config)
    path = Path(config.location)
    away = path.rename(path.with_suffix(".away"))
    away.rename(path)
    assert live.act(lambda workspace: workspace.actor).result() == "Dana"
    live.close()
