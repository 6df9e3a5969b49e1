"""A workspace that is kept open while time goes on and others write to it."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

from radar_tui.config import Config
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.feed import DataVersion, newest_change
from radar_tui.services.scoping import looked_at
from radar_tui.services.workspace import Workspace, open_workspace

# How often to look whether somebody has written: a quarter second is felt as "at once".
LOOK_EVERY_SECONDS = 0.25
# How long leaving waits for actions that are still being stored.
LAST_ACTIONS_SECONDS = 12.0

T = TypeVar("T")


class LiveWorkspace:
    """The one open workspace of a running app. Its moment moves on, unless it was given.

    `scope` is what its user looks at; it begins with what they looked at last.
    """

    def __init__(self, config: Config) -> None:
        self._fixed = config.now
        self._workspace = open_workspace(config)
        self.scope = looked_at(self._workspace)
        path = self._workspace.database.path
        self._file = _identity(path) if path else None
        # One thread: what people do is stored in the order in which they did it.
        self._acting = ThreadPoolExecutor(max_workers=1, thread_name_prefix="acting")
        self._asked: set[Future[Any]] = set()

    def now(self) -> Workspace:
        """Give the workspace at the present moment."""
        as_of = self._fixed or datetime.now(UTC)
        return replace(self._workspace, as_of=as_of, scope=self.scope)

    def act(self, action: Callable[[Workspace], T]) -> Future[T]:
        """Do what a person asks for, in turn: after all that was asked for before."""
        asked = self._acting.submit(self._do, action)
        self._asked.add(asked)
        asked.add_done_callback(self._asked.discard)
        return asked

    def _do(self, action: Callable[[Workspace], T]) -> T:
        self.check_file()
        return action(self.now())

    def check_file(self) -> None:
        """See whether the workspace's file is still there.

        Raises:
            WorkspaceError: it was moved, deleted or replaced: what is written now would be lost.
        """
        path = self._workspace.database.path
        if path is not None and _identity(path) != self._file:
            raise WorkspaceError(
                f"{path}: the file was moved, deleted or replaced while it was open; "
                "put it back, or leave Radar and open it anew"
            )

    def watch(self, changed: Callable[[], object], stopping: Event) -> None:
        """Call `changed` whenever something was committed, until `stopping`; blocks its thread."""
        database = self._workspace.database
        if database.is_sqlite:
            version = DataVersion(database)
            moved = version.moved
        else:
            version, moved = None, self._feed_moved()
        try:
            while not stopping.wait(LOOK_EVERY_SECONDS):
                self.check_file()
                with plain_errors(self._workspace.location):
                    news = moved()
                if news:
                    changed()
        finally:
            if version is not None:
                version.close()

    def close(self) -> None:
        """Store what was asked for, as far as the database takes it in time, and close."""
        wait(self._asked, timeout=LAST_ACTIONS_SECONDS)
        self._acting.shutdown(wait=False, cancel_futures=True)
        self._workspace.close()

    def _feed_moved(self) -> Callable[[], bool]:
        with self._workspace.database.reading() as session:
            seen = newest_change(session)

        def moved() -> bool:
            nonlocal seen
            with self._workspace.database.reading() as session:
                newest = newest_change(session)
            changed, seen = newest != seen, newest
            return changed

        return moved


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of the same name; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
