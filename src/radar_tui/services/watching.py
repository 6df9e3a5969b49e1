"""Watching a folder: what lands in it is imported as soon as it stands still."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import NamedTuple

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import SettingRow
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.mapping import MAPPING_FILE
from radar_tui.ingest.registry import Export, read_export
from radar_tui.services.alerting import evaluate
from radar_tui.services.import_files import (
    ImportStoppedError,
    import_rank,
    plain_reason,
    summary_counts,
)
from radar_tui.services.importing import ImportProgress, ImportSummary, import_exports
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
_MEMORY = "watched-files"


class Stamp(NamedTuple):
    """What tells a file from its next version without reading it; `changed_ns` is its mtime."""

    size: int
    changed_ns: int


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
class FilesWait:
    """Files cannot be imported yet and will be tried again; told once for each reason."""

    reason: str


WatchNews = FileImported | FileRefused | FilesWait


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
        case FilesWait(reason):
            return f"waiting: {reason}"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that stands still, opened; `digest` is None where it could not be read."""

    name: str
    stamp: Stamp
    digest: str | None
    export: Export


class FolderWatch:
    """Looks into one folder again and again, and imports each file once it stands still.

    A file stands still when two looks in a row found it of the same size and time. Hidden,
    unfinished and empty files, links and folders are left alone. `wait` waits for some seconds and
    tells whether to stop; without it, `stop` does.
    """

    def __init__(
        self,
        folder: Path,
        report: Callable[[WatchNews], object],
        *,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        self._folder = folder.absolute()
        self._report = report
        self._stopped = Event()
        self._wait = wait or self._stopped.wait
        self._found: Mapping[str, Stamp] = {}
        self._settled: dict[str, Stamp] = {}
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
            if self._found.get(name) == stamp and self._settled.get(name) != stamp
        ]
        self._found = found
        if self._rest:
            self._rest -= 1
        elif ready:
            self._import_all(workspace, ready)

    def moving(self) -> list[str]:
        """Name the files of the last look that were not settled: still growing, or waiting."""
        names = [name for name, stamp in self._found.items() if self._settled.get(name) != stamp]
        return [inert_line(name) for name in names]

    def _list(self) -> Mapping[str, Stamp]:
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
        self._settled = {name: stamp for name, stamp in self._settled.items() if name in found}
        return found

    def _import_all(self, workspace: Workspace, names: list[str]) -> None:
        try:
            if self._import_each(workspace, names):
                evaluate(workspace)
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
                evaluate(workspace)
            raise
        return imported

    def _open(self, workspace: Workspace, names: list[str]) -> list[_Ready]:
        """Open what is new, in the order in which it is to be imported."""
        remembered = _read_memory(workspace, self._folder)
        opened = []
        for name in names:
            stamp = self._found[name]
            known = remembered.get(_storable(name))
            if known is not None and known.stamp == stamp:
                self._settled[name] = stamp
                continue
            digest = _digest(self._folder / name)
            if known is not None and digest is not None and known.digest == digest:
                self._remember(workspace, name, stamp, digest)
                continue
            try:
                export = read_export(self._folder / name)
            except BadFileError as error:
                self._refuse(name, plain_reason(self._folder / name, error))
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
        except BadFileError as error:
            self._refuse(ready.name, plain_reason(self._folder / ready.name, error))
            return False
        except Exception as error:  # one file must not end the watching of all others
            what = type(error).__name__
            self._refuse(ready.name, f"unexpected {what}; run: radar import FILE --debug")
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
            _write_memory(workspace, self._folder, name, _Known(stamp, digest), self._found)

    def _refuse(self, name: str, reason: str) -> None:
        stamp = self._found[name]
        if _stamp(self._folder / name) != stamp:
            return  # It went away or moved on while it was read: the next look tells.
        self._settled[name] = stamp
        self._report(FileRefused(inert_line(name), reason))


class _Known(NamedTuple):
    """What is remembered of an imported file."""

    stamp: Stamp
    digest: str


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


def _memory_key(folder: Path) -> str:
    return f"{_MEMORY}-{hashlib.blake2b(os.fsencode(folder), digest_size=8).hexdigest()}"


def _storable(name: str) -> str:
    """A file name as every database can hold it."""
    return name.encode("utf-8", "backslashreplace").decode()


def _read_memory(workspace: Workspace, folder: Path) -> dict[str, _Known]:
    with plain_errors(workspace.location), workspace.database.reading() as session:
        row = session.get(SettingRow, _memory_key(folder))
        stored = row.value if row else {}
    return {
        name: _Known(Stamp(size, changed_ns), digest)
        for name, (size, changed_ns, digest) in stored.items()
    }


def _write_memory(
    workspace: Workspace,
    folder: Path,
    name: str,
    known: _Known,
    present: Mapping[str, Stamp],
) -> None:
    """Remember one file, and forget those that have left the folder.

    It is no change set: `u` takes back what people did.
    """
    kept = {_storable(one) for one in present}
    key = _memory_key(folder)
    with plain_errors(workspace.location), workspace.database.writing() as session:
        row = session.get(SettingRow, key)
        before = row.value if row else {}
        value = {one: entry for one, entry in before.items() if one in kept}
        value[_storable(name)] = [*known.stamp, known.digest]
        session.merge(SettingRow(key=key, value=value))
