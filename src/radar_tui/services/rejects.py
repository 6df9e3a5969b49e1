"""Reject reports: what an import refused, kept for the lead alone and not for long."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import IO

import msgspec

from radar_tui.db.engine import Database
from radar_tui.db.errors import WorkspaceError
from radar_tui.domain.records import Reject

KEPT_FOR = timedelta(days=30)
FOLDER = "rejects"


def reject_folder(database: Database, data_folder: Path) -> Path:
    """Give the folder of a workspace's reject reports; no two workspaces share one."""
    if database.path is not None:
        return folder_beside(database.path)
    url = database.engine.url
    place = repr((url.host, url.port, url.database, sorted(url.query.items())))
    digest = blake2b(place.encode(), digest_size=6).hexdigest()
    return data_folder.absolute() / f"{FOLDER}-{digest}"


def folder_beside(path: Path) -> Path:
    """Give the folder of the reject reports that belong to a database file."""
    return path.absolute().with_name(f"{path.name}.{FOLDER}")


class RejectReport:
    """One run's report: JSON lines of file, position, reason and record; made with the first."""

    def __init__(self, folder: Path, run_id: int) -> None:
        self._path = folder / f"run-{run_id}.jsonl"
        self._file: IO[bytes] | None = None

    @property
    def path(self) -> str | None:
        """Where the report lies, None where nothing was rejected."""
        return str(self._path) if self._file else None

    def add(self, file_name: str, rejects: Iterable[Reject]) -> None:
        """Append records; only the owner can read the file.

        Raises:
            WorkspaceError: the report cannot be written.
        """
        with _plain_errors(self._path):
            for reject in rejects:
                if self._file is None:
                    self._file = self._create()
                line = {
                    "file": file_name,
                    "position": reject.position,
                    "reason": reject.reason,
                    "record": reject.record,
                }
                self._file.write(msgspec.json.encode(line) + b"\n")

    def close(self) -> None:
        """Write out what is left.

        Raises:
            WorkspaceError: the report cannot be written.
        """
        if self._file:
            with _plain_errors(self._path):
                self._file.close()

    def discard(self) -> None:
        """Take the report away with the run that it belongs to."""
        if self._file:
            discard_report(str(self._path))
            self.close()

    def _create(self) -> IO[bytes]:
        _make_private(self._path.parent)
        # A report of an earlier database of this name; whoever put a link here gets nothing.
        self._path.unlink(missing_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY
        return os.fdopen(os.open(self._path, flags, 0o600), "wb")


def discard_report(path: str) -> None:
    """Remove a report whose run left no trace.

    Raises:
        WorkspaceError: it cannot be removed.
    """
    with _plain_errors(Path(path)):
        Path(path).unlink(missing_ok=True)


def remove_expired(folder: Path, now: datetime) -> int:
    """Remove reports older than `KEPT_FOR` by their file time; gives how many.

    Raises:
        WorkspaceError: the folder cannot be read or written.
    """
    with _plain_errors(folder):
        expired = [
            path
            for path in folder.glob("run-*.jsonl")
            if now.timestamp() - path.lstat().st_mtime > KEPT_FOR.total_seconds()
        ]
        for path in expired:
            path.unlink(missing_ok=True)
    return len(expired)


def _make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, each for the owner alone."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorkspaceError(
            f"cannot write the reject report {path}: {error.strerror}; make room or set the "
            "permissions right, then import again"
        ) from error
