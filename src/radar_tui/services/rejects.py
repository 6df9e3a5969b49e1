"""Reject reports: what an import refused, kept for the lead alone and not for long."""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import msgspec

from radar_tui.domain.records import Reject

KEPT_FOR = timedelta(days=30)
FOLDER = "rejects"


class RejectReport:
    """One run's report: JSON lines of file, position, reason and record; made with the first."""

    def __init__(self, data_folder: Path, run_id: int) -> None:
        self._path = data_folder / FOLDER / f"run-{run_id}.jsonl"
        self._file: IO[bytes] | None = None

    @property
    def path(self) -> str | None:
        """Where the report lies, None where nothing was rejected."""
        return str(self._path) if self._file else None

    def add(self, file_name: str, rejects: Iterable[Reject]) -> None:
        """Append records; only the owner can read the file."""
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
        """Write out what is left."""
        if self._file:
            self._file.close()

    def discard(self) -> None:
        """Take the report away with the run that it belongs to."""
        self.close()
        if self._file:
            self._path.unlink(missing_ok=True)

    def _create(self) -> IO[bytes]:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(self._path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb")


def remove_expired(data_folder: Path, now: datetime) -> int:
    """Remove reports older than `KEPT_FOR` by their file time; gives how many."""
    expired = [
        path
        for path in (data_folder / FOLDER).glob("run-*.jsonl")
        if now.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds()
    ]
    for path in expired:
        path.unlink(missing_ok=True)
    return len(expired)
