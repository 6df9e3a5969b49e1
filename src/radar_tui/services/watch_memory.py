"""What is remembered of the files in a watched folder, in the workspace.

It is no change set: `u` takes back what people did.
"""

import hashlib
import os
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from radar_tui.db.engine import plain_errors
from radar_tui.db.tables import SettingRow
from radar_tui.services.workspace import Workspace

_IMPORTED = "watched-files"
_FAILING = "failing-files"


class Stamp(NamedTuple):
    """What tells a file from its next version without reading it; `changed_ns` is its mtime."""

    size: int
    changed_ns: int


class Known(NamedTuple):
    """What is remembered of an imported file."""

    stamp: Stamp
    digest: str


class WatchMemory:
    """The memory of one folder; every call may raise `WorkspaceError` where the database refuses.

    Writing forgets the files that are not `present` in the folder any more.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = hashlib.blake2b(os.fsencode(folder), digest_size=8).hexdigest()

    def imported(self, workspace: Workspace) -> dict[str, Known]:
        """Give the files that were imported, by `storable` name."""
        return {
            name: Known(Stamp(size, changed_ns), digest)
            for name, (size, changed_ns, digest) in self._read(workspace, _IMPORTED).items()
        }

    def remember_imported(
        self, workspace: Workspace, name: str, known: Known, present: Collection[str]
    ) -> None:
        """Remember a file that was imported."""
        self._set(workspace, _IMPORTED, name, [*known.stamp, known.digest], present)

    def failed_first(self, workspace: Workspace, name: str, stamp: Stamp) -> datetime | None:
        """Give when this version of a file failed first, None where it is not known to fail."""
        size, changed_ns, since = self._read(workspace, _FAILING).get(storable(name), (0, 0, ""))
        return datetime.fromisoformat(since) if (size, changed_ns) == stamp else None

    def remember_failing(
        self,
        workspace: Workspace,
        name: str,
        stamp: Stamp,
        since: datetime,
        present: Collection[str],
    ) -> None:
        """Remember when a version of a file failed first."""
        self._set(workspace, _FAILING, name, [*stamp, since.isoformat()], present)

    def forget_failing(self, workspace: Workspace, name: str) -> None:
        """Forget that a file failed: should it come back, it counts as new."""
        if storable(name) in self._read(workspace, _FAILING):
            self._change(workspace, _FAILING, lambda value: value.pop(storable(name), None))

    def _read(self, workspace: Workspace, what: str) -> dict[str, Any]:
        with plain_errors(workspace.location), workspace.database.reading() as session:
            row = session.get(SettingRow, self._key(what))
            return row.value if row else {}

    def _set(
        self, workspace: Workspace, what: str, name: str, entry: list[Any], present: Collection[str]
    ) -> None:
        kept = {storable(one) for one in present}

        def change(value: dict[str, Any]) -> None:
            for left in value.keys() - kept:
                del value[left]
            value[storable(name)] = entry

        self._change(workspace, what, change)

    def _change(
        self, workspace: Workspace, what: str, change: Callable[[dict[str, Any]], object]
    ) -> None:
        key = self._key(what)
        with plain_errors(workspace.location), workspace.database.writing() as session:
            row = session.get(SettingRow, key)
            value = dict(row.value) if row else {}
            change(value)
            session.merge(SettingRow(key=key, value=value))

    def _key(self, what: str) -> str:
        return f"{what}-{self._folder}"


def storable(name: str) -> str:
    """A file name as every database can hold it."""
    return name.encode("utf-8", "backslashreplace").decode()
