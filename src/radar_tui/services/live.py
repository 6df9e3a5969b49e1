"""A workspace that is kept open while time goes on and others write to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

from radar_tui.config import Config
from radar_tui.db.feed import DataVersion, newest_change
from radar_tui.services.workspace import Workspace, open_workspace

# How often to look whether somebody has written: a quarter second is felt as "at once".
LOOK_EVERY_SECONDS = 0.25


class LiveWorkspace:
    """The one open workspace of a running app. Its moment moves on, unless it was given."""

    def __init__(self, config: Config) -> None:
        self._fixed = config.now
        self._workspace = open_workspace(config)

    def now(self) -> Workspace:
        """Give the workspace at the present moment."""
        return replace(self._workspace, as_of=self._fixed or datetime.now(UTC))

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
                if moved():
                    changed()
        finally:
            if version is not None:
                version.close()

    def close(self) -> None:
        """Close the workspace."""
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
