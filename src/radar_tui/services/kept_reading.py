"""What was read from a workspace, kept for as long as nothing changed that it rests on."""

from collections.abc import Callable, Collection
from datetime import date
from threading import Lock
from typing import Generic, TypeVar

from radar_tui.db.engine import plain_errors
from radar_tui.db.feed import FeedCursor, newest_change, news_since
from radar_tui.domain.scope import Scope
from radar_tui.services.workspace import Workspace

Read = TypeVar("Read")


class KeptReading(Generic[Read]):
    """Reads again once a table that it `rests_on` has changed, the day (in UTC) or the scope.

    It may be asked from several threads; one reading goes on at a time.
    """

    def __init__(self, read: Callable[[Workspace], Read], rests_on: Collection[str]) -> None:
        self._read = read
        self._rests_on = frozenset(rests_on)
        self._lock = Lock()
        self._cursor: FeedCursor | None = None
        self._kept: tuple[tuple[date, Scope], Read] | None = None

    def get(self, workspace: Workspace) -> Read:
        """Give what is kept, or read it.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        asked = (workspace.as_of.date(), workspace.scope)
        with self._lock:
            changed = self._catch_up(workspace)
            if self._kept is not None and not changed and self._kept[0] == asked:
                return self._kept[1]
            self._kept = None
            found = self._read(workspace)
            self._kept = asked, found
            return found

    def _catch_up(self, workspace: Workspace) -> bool:
        """Whether there is news since the last time; looked for before anything is read."""
        with plain_errors(workspace.location), workspace.database.reading() as session:
            if self._cursor is None:
                self._cursor = newest_change(session)
                return True
            changes, self._cursor = news_since(session, self._cursor)
        return any(change.table_name in self._rests_on for change in changes)
