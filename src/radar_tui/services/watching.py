"""Watching a folder: what lands in it is imported as soon as it stands still."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from sqlalchemy.exc import SQLAlchemyError

from radar_tui.db.errors import WorkspaceError
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.mapping import MAPPING_FILE
from radar_tui.ingest.registry import Export, read_export
from radar_tui.services.alerting import Evaluate, evaluate
from radar_tui.services.failed_files import FAILED, move_to_failed
from radar_tui.services.import_files import (
    ImportStoppedError,
    import_rank,
    plain_reason,
    summary_counts,
)
from radar_tui.services.importing import ImportProgress, ImportSummary, import_exports
from radar_tui.services.watch_memory import Known, Stamp, WatchMemory, storable
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

# Looking is listing one folder. Network drives tell nobody of changes made by other machines, so a
# watcher of the operating system's notices would have to look as well, and still wait for a file
# to stand still.
LOOK_EVERY_SECONDS = 2.0
# Where the database is busy or refuses, files wait for 1, 2, 4 … looks, at most about 5 minutes.
LONGEST_REST_LOOKS = 128
# What programs call a file that they have not finished.
UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", "~")
# A file that cannot be imported may be one whose writer has stalled: it is tried again after this
# long, and counts as failed only where nothing was written to it meanwhile.
FAILS_AFTER = timedelta(seconds=60)
# What goes wrong here says nothing about the file that is being imported.
_NOT_THE_FILES_FAULT = (OSError, MemoryError, SQLAlchemyError)


@dataclass(frozen=True, slots=True)
class FileImported:
    """A file was imported."""

    file: str
    summary: ImportSummary


@dataclass(frozen=True, slots=True)
class FileRefused:
    """A file, or the folder itself, cannot be read; told once for each of its versions."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileFailed:
    """A file that cannot be imported was moved to `place` in the folder, its reason beside it."""

    file: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class FilesWait:
    """Files cannot be imported yet and will be tried again; told once for each reason."""

    reason: str


WatchNews = FileImported | FileRefused | FileFailed | FilesWait


def news_line(news: WatchNews) -> str:
    """Say in one line what happened to a file."""
    match news:
        case FileImported(file, summary):
            did = summary_counts(summary)
            line = f"{file}: run {summary.run} · {summary.kind} from {summary.source}: {did}"
            line = "; ".join((line, *summary.notes))
            return f"{line} ({summary.reject_report})" if summary.reject_report else line
        case FileRefused(file, reason):
            return f"{file}: {reason}"
        case FileFailed(file, place, reason):
            return f"{file}: moved to {place}: {reason}"
        case FilesWait(reason):
            return f"waiting: {reason}"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that stands still, opened; `digest` is None where it could not be read."""

    name: str
    stamp: Stamp
    digest: str | None
    export: Export


@dataclass(frozen=True, slots=True)
class _Failing:
    """A version of a file that could not be imported, and when it is tried again."""

    stamp: Stamp
    next_try: datetime

    def rests(self, stamp: Stamp | None, now: datetime) -> bool:
        """Whether it is left alone for now; a clock that was set back ends the rest."""
        return self.stamp == stamp and timedelta() < self.next_try - now <= FAILS_AFTER


class FolderWatch:
    """Looks into one folder again and again, and imports each file once it stands still.

    A file stands still when two looks in a row found it of the same size and time. Hidden,
    unfinished and empty files, links and folders are left alone. One that cannot be imported, and
    still cannot a minute after it was tried first, is moved to `failed/`. `wait` waits for some
    seconds and tells whether to stop; without it, `stop` does. `evaluate` looks at the rules once
    something was imported.
    """

    def __init__(
        self,
        folder: Path,
        report: Callable[[WatchNews], object],
        *,
        wait: Callable[[float], bool] | None = None,
        evaluate: Evaluate = evaluate,
    ) -> None:
        self._evaluate = evaluate
        self._folder = folder.absolute()
        self._report = report
        self._stopped = Event()
        self._wait = wait or self._stopped.wait
        self._found: dict[str, Stamp] = {}
        self._settled: dict[str, Stamp] = {}
        self._failing: dict[str, _Failing] = {}
        self._memory = WatchMemory(self._folder)
        self._mapping: Stamp | None = None
        self._waits_for: str | None = None
        self._unreadable = False
        self._rest = 0
        self._next_rest = 1

    def run(self, now: Callable[[], Workspace]) -> None:
        """Look until `stop`; blocks its thread. `now` gives the workspace at the moment."""
        while not self._stopped.is_set():
            self.look(now())
            if self._wait(LOOK_EVERY_SECONDS):
                return

    def stop(self) -> None:
        """End the watching; an import that goes on is taken back after the chunk at hand."""
        self._stopped.set()

    def look(self, workspace: Workspace) -> None:
        """Look once: import what has stood still since the look before."""
        found = self._list()
        ready = [
            name
            for name, stamp in found.items()
            if self._found.get(name) == stamp
            and self._settled.get(name) != stamp
            and not self._rests(name, stamp, workspace.as_of)
        ]
        self._found = found
        if self._rest:
            self._rest -= 1
        elif ready:
            self._import_all(workspace, ready)

    def moving(self) -> list[str]:
        """Name the files of the last look that were not tried yet: still growing, or waiting."""
        return [
            inert_line(name)
            for name, stamp in self._found.items()
            if stamp not in (self._settled.get(name), self._tried(name))
        ]

    def _tried(self, name: str) -> Stamp | None:
        failing = self._failing.get(name)
        return failing.stamp if failing else None

    def _rests(self, name: str, stamp: Stamp, now: datetime) -> bool:
        failing = self._failing.get(name)
        return failing is not None and failing.rests(stamp, now)

    def _list(self) -> dict[str, Stamp]:
        try:
            found = _files(self._folder)
        except OSError as error:
            if not self._unreadable:
                reason = (error.strerror or "no reason given").lower()
                folder = inert_line(str(self._folder))
                self._report(FileRefused(folder, f"the folder cannot be read ({reason})"))
            self._unreadable = True
            return {}
        self._unreadable = False
        mapping = _stamp(self._folder / MAPPING_FILE)
        if mapping != self._mapping:
            self._mapping = mapping
            self._settled.clear()  # What was refused may be read with it.
            self._failing.clear()
        self._settled = {name: stamp for name, stamp in self._settled.items() if name in found}
        self._failing = {name: one for name, one in self._failing.items() if name in found}
        return found

    def _import_all(self, workspace: Workspace, names: list[str]) -> None:
        try:
            if self._import_each(workspace, names):
                self._evaluate(workspace)
        except ImportStoppedError:
            return
        except WorkspaceError as error:
            self._rest = self._next_rest
            self._next_rest = min(2 * self._next_rest, LONGEST_REST_LOOKS)
            if str(error) != self._waits_for:
                self._waits_for = str(error)
                self._report(FilesWait(str(error)))
        else:
            self._next_rest, self._waits_for = 1, None

    def _import_each(self, workspace: Workspace, names: list[str]) -> bool:
        """Import files one by one; tells whether any was."""
        imported = False
        try:
            for ready in self._open(workspace, names):
                if self._stopped.is_set():
                    raise ImportStoppedError
                imported = self._import(workspace, ready) or imported
        except WorkspaceError:
            if imported:
                self._evaluate(workspace)
            raise
        return imported

    def _open(self, workspace: Workspace, names: list[str]) -> list[_Ready]:
        """Open what is new, in the order in which it is to be imported."""
        remembered = self._memory.imported(workspace)
        opened = []
        for name in names:
            stamp = self._found[name]
            known = remembered.get(storable(name))
            if known is not None and known.stamp == stamp:
                self._settled[name] = stamp
                continue
            digest = _digest(self._folder / name)
            if known is not None and digest is not None and known.digest == digest:
                self._remember(workspace, name, stamp, digest)
                continue
            try:
                export = read_export(self._folder / name)
            except Exception as error:  # as in importing it
                self._refuse(workspace, name, error)
            else:
                opened.append(_Ready(name, stamp, digest, export))
        return sorted(
            opened, key=lambda one: (import_rank(one.export), one.stamp.changed_ns, one.name)
        )

    def _import(self, workspace: Workspace, ready: _Ready) -> bool:
        """Import one file; False where it is refused."""
        try:
            (summary,) = import_exports(workspace, [ready.export], report=self._stop_or_go_on)
        except (ImportStoppedError, WorkspaceError):
            raise
        except Exception as error:  # one file must not end the watching of all others
            self._refuse(workspace, ready.name, error)
            return False
        self._remember(workspace, ready.name, ready.stamp, ready.digest)
        self._report(FileImported(inert_line(ready.name), summary))
        return True

    def _stop_or_go_on(self, _progress: ImportProgress) -> None:
        if self._stopped.is_set():
            raise ImportStoppedError("stopped; nothing of it is kept")

    def _remember(self, workspace: Workspace, name: str, stamp: Stamp, digest: str | None) -> None:
        self._settled[name] = stamp
        if digest is not None:
            self._memory.remember_imported(workspace, name, Known(stamp, digest), self._found)

    def _refuse(self, workspace: Workspace, name: str, error: Exception) -> None:
        """Leave a file that cannot be imported until later, or put it aside for good."""
        stamp = self._found[name]
        if _stamp(self._folder / name) != stamp:
            return  # It went away or moved on while it was read: the next look tells.
        reason = _reason(self._folder / name, error)
        if _is_the_files_fault(error) and self._has_failed(workspace, name, stamp):
            self._put_aside(workspace, name, stamp, reason)
            return
        is_new = self._tried(name) != stamp
        self._failing[name] = _Failing(stamp, workspace.as_of + FAILS_AFTER)
        if is_new:
            self._report(FileRefused(inert_line(name), reason))

    def _has_failed(self, workspace: Workspace, name: str, stamp: Stamp) -> bool:
        """Whether this version failed long enough ago; if it never did, this is remembered."""
        now = workspace.as_of
        first = self._memory.failed_first(workspace, name, stamp)
        if first is None or first > now:
            self._memory.remember_failing(workspace, name, stamp, now, self._found)
            return False
        return now - first >= FAILS_AFTER

    def _put_aside(self, workspace: Workspace, name: str, stamp: Stamp, reason: str) -> None:
        shown = inert_line(name)
        try:
            place = move_to_failed(self._folder, name, reason)
        except OSError as error:
            self._settled[name] = stamp
            why = (error.strerror or "no reason given").lower()
            self._report(FileRefused(shown, f"{reason}; cannot be moved to {FAILED}/ ({why})"))
            return
        # One that comes under the same name is a new one.
        del self._found[name]
        self._failing.pop(name, None)
        if place is not None:
            self._report(FileFailed(shown, inert_line(place), reason))
        self._memory.forget_failing(workspace, name)


def _files(folder: Path) -> dict[str, Stamp]:
    """List the files of a folder that may be imported.

    Raises:
        OSError: the folder cannot be read.
    """
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            hidden = entry.name.startswith((".", "~$"))
            is_for_later = entry.name.lower().endswith(UNFINISHED)
            if hidden or is_for_later or entry.name == MAPPING_FILE:
                continue
            if entry.is_file(follow_symlinks=False):
                stamp = _stamp(Path(entry.path))
                if stamp is not None and stamp.size:
                    found[entry.name] = stamp
    return found


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.lstat()
    except OSError:
        return None
    return Stamp(status.st_size, status.st_mtime_ns)


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
    except OSError:
        return None


def _is_the_files_fault(error: Exception) -> bool:
    """Whether the file itself is why it cannot be imported, not the disk or its permissions."""
    if isinstance(error, BadFileError):
        why = error.__cause__
        # Damaged archives are errors of the operating system's kind too, but without its number.
        return not isinstance(why, OSError) or why.errno is None
    return not isinstance(error, _NOT_THE_FILES_FAULT)


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, BadFileError):
        return plain_reason(path, error)
    if isinstance(error, OSError) and error.strerror:
        return f"could not be imported ({error.strerror.lower()})"
    return f"unexpected {type(error).__name__}; run: radar import FILE --debug"
