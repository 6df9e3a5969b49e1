"""The work behind an open workspace: it tells, begins anew when it breaks, and ends."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from queue import Queue

import pytest

from radar_tui.config import Config
from radar_tui.services import background
from radar_tui.services.background import BackgroundWork
from radar_tui.services.live import LiveWorkspace
from radar_tui.services.rule_facts import StoredFacts
from radar_tui.services.settings import watch_folder
from radar_tui.services.watching import FileImported, WatchNews
from radar_tui.services.workspace import open_workspace
from support.workspaces import bring, ticket

# Far more than anything takes; only a test that fails waits for so long.
PATIENCE = 60


class Told:
    """A listener that keeps everything that it is told, by kind."""

    def __init__(self) -> None:
        self.changes: Queue[None] = Queue()
        self.files: Queue[WatchNews] = Queue()
        self.refusals: Queue[str] = Queue()
        self.breaks: Queue[Exception] = Queue()

    def workspace_changed(self) -> None:
        self.changes.put(None)

    def work_moved(self, words: str) -> None:
        raise AssertionError(f"nothing scores here, yet it told {words}")

    def files_told(self, news: WatchNews) -> None:
        self.files.put(news)

    def work_refused(self, reason: str) -> None:
        self.refusals.put(reason)

    def work_broke(self, error: Exception) -> None:
        self.breaks.put(error)


@pytest.fixture
def config(location: str, tmp_path: Path, as_of: datetime) -> Config:
    return Config(location, tmp_path, as_of, "Dana")


@contextmanager
def working(config: Config) -> Iterator[tuple[Told, LiveWorkspace]]:
    live, told = LiveWorkspace(config), Told()
    work = BackgroundWork(live, told, score=False)
    work.start()
    try:
        yield told, live
    finally:
        work.stop()
        live.close()


def test_what_another_commits_is_told(config: Config, tmp_path: Path) -> None:
    with working(config) as (told, _live):
        # The first news are of the first look at the rules.
        told.changes.get(timeout=PATIENCE)
        other = open_workspace(config)
        bring(other, tmp_path, ticket(1))
        other.close()
        told.changes.get(timeout=PATIENCE)
        assert told.breaks.empty()
        assert told.refusals.empty()


def test_a_folder_that_is_named_meanwhile_is_watched(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "LOOK_EVERY_SECONDS", 0.01)
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "tickets.ndjson").write_text(json.dumps(ticket(1)) + "\n")
    with working(config) as (told, live):
        watch_folder(live.now(), folder)
        news = told.files.get(timeout=PATIENCE)
        assert isinstance(news, FileImported)
        assert news.summary.inserted == 1


def test_what_breaks_is_told_and_begins_anew(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "REST_AFTER_FAILURE_SECONDS", 0.01)

    def fail(_evaluator: object, _workspace: object) -> None:
        raise KeyError("never seen before")

    monkeypatch.setattr(background.RuleEvaluator, "evaluate", fail)
    with working(config) as (told, _live):
        assert isinstance(told.breaks.get(timeout=PATIENCE), KeyError)
        assert isinstance(told.breaks.get(timeout=PATIENCE), KeyError)


def test_a_rule_that_fails_is_told_once_and_the_others_go_on(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "EVALUATE_EVERY_SECONDS", 0.01)

    def fail(_facts: object) -> None:
        raise KeyError("never seen before")

    monkeypatch.setattr(StoredFacts, "sources", fail)
    with working(config) as (told, _live):
        assert isinstance(told.breaks.get(timeout=PATIENCE), KeyError)
        for _ in range(5):
            told.changes.get(timeout=PATIENCE)
        assert told.breaks.empty()


def test_no_thread_is_left_when_it_ends(config: Config) -> None:
    import threading

    before = set(threading.enumerate())
    with working(config) as (told, _live):
        told.changes.get(timeout=PATIENCE)
        assert len(set(threading.enumerate()) - before) == 3
    assert not set(threading.enumerate()) - before
