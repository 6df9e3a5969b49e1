"""The doctor: what is wrong with a workspace, and the way back. It only looks.

Each check stands alone: where the database is damaged, those that need it say so and the others
still run.
"""

import shlex
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from radar_tui.config import Config
from radar_tui.db.engine import Database, open_database, plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.integrity import integrity_findings
from radar_tui.db.queries.diagnosis import held_leases, unfinished_runs
from radar_tui.db.queries.radar import SourceFreshness, freshness
from radar_tui.db.queries.scoring import count_standing_elsewhere, count_unscored
from radar_tui.db.schema import SCHEMA_VERSION, found_version
from radar_tui.reporting.wording import short_span
from radar_tui.scoring import ModelError
from radar_tui.scoring.model_files import ModelFiles, open_model, shipped_model, similarity_version
from radar_tui.services.importing import LEASE as IMPORT_LEASE
from radar_tui.services.leasing import is_alive
from radar_tui.services.rejects import FOLDER as REJECTS
from radar_tui.services.rejects import folder_beside
from radar_tui.services.rubrics import current_rubric, is_fitted_elsewhere

# Beside room for a backup of the whole file, which an upgrade makes.
SPARE_BYTES = 64 * 2**20
_FOR_OTHERS = 0o077
_WRITABLE_BY_OTHERS = 0o022
_SHOWN = 3


class Result(StrEnum):
    """What came of a check."""

    OK = "ok"
    FINDING = "finding"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check found; `way_back` says what to do about a finding."""

    result: Result
    found: str
    way_back: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check with what came of it."""

    key: str
    title: str
    result: Result
    found: str
    way_back: str | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All checks of one workspace, in the order in which they were made."""

    location: str
    findings: int
    checks: tuple[Check, ...]


def diagnose(config: Config, *, now: datetime) -> Diagnosis:
    """Examine a workspace without changing it; `now` is the wall clock, for leases.

    Nothing is created, upgraded or repaired, and no state of the database makes it fail.
    """
    with _examining(config, now) as examination:
        checks = tuple(examination.check(*each) for each in examination.checks())
    findings = sum(check.result is Result.FINDING for check in checks)
    return Diagnosis(_shown(config.location), findings, checks)


class _OutOfReachError(Exception):
    """A check cannot be made, as an earlier one explains."""


class _Examination:
    """One look at one workspace. `path` is its file, None on PostgreSQL."""

    def __init__(self, config: Config, now: datetime) -> None:
        self._location = config.location
        self._as_of = config.now or now
        self._now = now
        self._own_folder = config.data_folder
        self.path = None if "://" in config.location else Path(config.location).expanduser()
        self._folder = self.path.parent if self.path else config.data_folder
        self.database: Database | None = None
        self._readable = False
        self._broken = False
        self._model: ModelFiles | None = None

    def checks(self) -> tuple[tuple[str, str, Callable[[], Seen]], ...]:
        """List the checks; later ones rest on what earlier ones have found."""
        return (
            ("workspace", "Workspace", self._workspace),
            ("integrity", "Integrity", self._integrity),
            ("permissions", "Permissions", self._permissions),
            ("disk-space", "Disk space", self._disk_space),
            ("model", "Model", self._check_model),
            ("sources", "Sources", self._sources),
            ("import-runs", "Import runs", self._import_runs),
            ("leases", "Leases", self._leases),
            ("scores", "Scores", self._scores),
            ("offline", "Offline", self._offline),
        )

    def check(self, key: str, title: str, look: Callable[[], Seen]) -> Check:
        """Make one check; what goes wrong in it is a finding."""
        try:
            with plain_errors(self.path.name if self.path else _shown(self._location)):
                seen = look()
        except _OutOfReachError as reason:
            seen = Seen(Result.SKIPPED, str(reason))
        except WorkspaceError as error:
            seen = self._failed(str(error))
        except OSError as error:
            seen = Seen(Result.FINDING, error.strerror or "cannot be read", "check the path")
        return Check(key, title, seen.result, seen.found, seen.way_back)

    def _failed(self, line: str) -> Seen:
        """Tell of an error of the database once: later checks only say that they could not look."""
        if self._broken:
            return Seen(Result.SKIPPED, "the database cannot be read")
        self._broken = True
        found, _, advice = line.partition("; ")
        is_file_at_fault = any(words in found for words in ("damaged", "not an SQLite file"))
        return Seen(Result.FINDING, found, self._restore() if is_file_at_fault else advice)

    def _workspace(self) -> Seen:
        if self.path is not None and not self.path.exists():
            return Seen(
                Result.FINDING,
                "there is none here yet",
                "import an export (radar import PATH), give another --db, or try radar demo",
            )
        self.database = open_database(self._location)
        version = found_version(self.database)
        if version is None:
            return Seen(Result.FINDING, "it is empty", "import an export: radar import PATH")
        if version > SCHEMA_VERSION:
            found = f"schema {version} is newer than this Radar's {SCHEMA_VERSION}"
            return Seen(Result.FINDING, found, "update Radar, or give another --db")
        if version < SCHEMA_VERSION:
            found = f"schema {version} is older than this Radar's {SCHEMA_VERSION}"
            return Seen(Result.FINDING, found, "run: radar db upgrade (it makes a backup first)")
        self._readable = True
        return Seen(Result.OK, f"opens, schema {version}")

    def _integrity(self) -> Seen:
        if self.database is None:
            raise _OutOfReachError("there is no database to look into")
        if not self.database.is_sqlite:
            with self.database.engine.connect() as connection:
                version = connection.execute(text("SHOW server_version")).scalar_one()
            return Seen(Result.OK, f"PostgreSQL {version} answers and sees to its own integrity")
        findings = integrity_findings(self.database)
        if findings:
            self._broken = any(finding.startswith("damaged") for finding in findings)
            return Seen(Result.FINDING, _some(findings), self._restore())
        return Seen(Result.OK, "whole, and every reference leads somewhere")

    def _permissions(self) -> Seen:
        open_files = [file for file in self._files() if _mode(file) & _FOR_OTHERS]
        if open_files:
            names = " ".join(shlex.quote(str(file)) for file in open_files)
            found = f"others may read or write {_some([file.name for file in open_files])}"
            return Seen(Result.FINDING, found, f"run: chmod 600 {names}")
        if not self._folder.exists():
            raise _OutOfReachError(f"{self._folder} does not exist yet")
        if self._folder_is_open():
            found = f"others may get at the folder {self._folder}"
            return Seen(Result.FINDING, found, f"run: chmod 700 {shlex.quote(str(self._folder))}")
        return Seen(Result.OK, "only you can read the workspace's files")

    def _files(self) -> list[Path]:
        if self.path is None:
            return sorted(self._folder.glob(f"{REJECTS}-*/run-*.jsonl"))
        files = sorted(folder_beside(self.path).glob("run-*.jsonl"))
        beside = (self.path.with_name(f"{self.path.name}{end}") for end in ("", "-wal", "-shm"))
        return files + [file for file in beside if file.exists()] + self._backups()

    def _backups(self) -> list[Path]:
        """The backups beside the workspace's file, oldest first."""
        if self.path is None or not self.path.parent.exists():
            return []
        start, end = f"{self.path.name}.", ".backup"
        beside = (file for file in self.path.parent.iterdir() if file.name.startswith(start))
        backups = [file for file in beside if file.name.endswith(end)]
        return sorted(backups, key=lambda file: file.stat().st_mtime)

    def _folder_is_open(self) -> bool:
        mode = _mode(self._folder)
        if self._folder == self._own_folder:
            return bool(mode & _FOR_OTHERS)
        # Elsewhere the files' own modes guard them, unless others could put files in their place.
        return bool(mode & _WRITABLE_BY_OTHERS) and not mode & stat.S_ISVTX

    def _disk_space(self) -> Seen:
        folder = next(path for path in (self._folder, *self._folder.parents) if path.exists())
        free = shutil.disk_usage(folder).free
        size = self.path.stat().st_size if self.path and self.path.exists() else 0
        found = f"{free // 2**20:,} MB free"
        if free < size + SPARE_BYTES:
            needed = f"{(size + SPARE_BYTES) // 2**20:,} MB"
            way = f"free {needed} on the disk of {folder}: an upgrade makes a backup"
            return Seen(Result.FINDING, f"only {found}", way)
        return Seen(Result.OK, found)

    def _check_model(self) -> Seen:
        try:
            self._model = open_model(shipped_model())
            similarity_version(self._model)
        except (ModelError, ValueError) as error:
            found = str(error) if isinstance(error, ModelError) else "its config cannot be read"
            return Seen(Result.FINDING, found, "reinstall Radar; the workspace is not touched")
        return Seen(Result.OK, f"model {self._model.id} matches its checksums")

    def _sources(self) -> Seen:
        with self._session() as session:
            sources = freshness(session)
        if not sources:
            raise _OutOfReachError("nothing is imported yet")
        stale = [words for source in sources if (words := self._staleness(source))]
        if stale:
            way = "import a newer export, or find out why the feed is silent"
            return Seen(Result.FINDING, _some(stale), way)
        return Seen(Result.OK, f"{', '.join(source.name for source in sources)}: fresh")

    def _staleness(self, source: SourceFreshness) -> str | None:
        behind = source.freshness.behind(self._as_of)
        if behind is None:
            return f"{source.name} brought no data"
        if not source.freshness.is_stale(self._as_of):
            return None
        return f"{source.name} is {short_span(behind)} behind"

    def _import_runs(self) -> Seen:
        with self._session() as session:
            runs = unfinished_runs(session)
            leases = held_leases(session)
        if any(lease.name == IMPORT_LEASE and is_alive(lease.holder) for lease in leases):
            return Seen(Result.OK, "an import is running")
        if runs:
            found = _some([f"run {run.id} ({run.file_name}) was cut off" for run in runs])
            way = "import the same file again (what is there stays), or undo it: radar runs --help"
            return Seen(Result.FINDING, found, way)
        return Seen(Result.OK, "every import came to its end")

    def _leases(self) -> Seen:
        with self._session() as session:
            leases = held_leases(session)
        left = [
            f"'{lease.name}' is left over from a process that is gone or hangs"
            for lease in leases
            if not is_alive(lease.holder) or lease.expires_at <= self._now
        ]
        if left:
            way = "run that work again: radar score, radar import; it takes the lease over"
            return Seen(Result.FINDING, _some(left), way)
        at_work = ", ".join(lease.name for lease in leases)
        return Seen(Result.OK, f"at work: {at_work}" if leases else "nobody holds one")

    def _scores(self) -> Seen:
        if self._model is None:
            raise _OutOfReachError("the model cannot be used")
        with self._session() as session:
            ids = {"model": self._model.scores_as, "rubric": current_rubric(session).id}
            texts = count_unscored(session, **ids)
            tickets = count_standing_elsewhere(session, **ids)
            elsewhere = is_fitted_elsewhere(session, self._model.scores_as)
        if texts:
            found = f"{texts:,} text{' waits' if texts == 1 else 's wait'} to be scored"
            return Seen(Result.FINDING, found, "run: radar score")
        if tickets:
            noun = "ticket has" if tickets == 1 else "tickets have"
            found = f"{tickets:,} {noun} the score of another model or rubric"
            return Seen(Result.FINDING, found, "run: radar score")
        if elsewhere:
            found = "they are calibrated, but that was fitted to another model or rubric"
            return Seen(Result.FINDING, found, "run: radar calibrate")
        return Seen(Result.OK, "every text was looked at by the scorer")

    def _offline(self) -> Seen:
        rest = "nothing is reported, and nothing is downloaded: the model lies on this machine"
        if self.path is not None:
            return Seen(Result.OK, f"Radar opens no connection; {rest}")
        return Seen(Result.OK, f"Radar connects to {_shown(self._location)} alone; {rest}")

    @contextmanager
    def _session(self) -> Iterator[Session]:
        if self.database is None or not self._readable:
            raise _OutOfReachError("the workspace cannot be read")
        with self.database.reading() as session:
            yield session

    def _restore(self) -> str:
        if self.path is None:
            return "check the URL, and that the server runs and lets you in"
        backups = self._backups()
        aside = f"move {self.path} and its -wal and -shm aside"
        if backups:
            return f"{aside}, then copy {backups[-1].name} to its name"
        return f"{aside}, then restore your own backup or import your exports again"


@contextmanager
def _examining(config: Config, now: datetime) -> Iterator[_Examination]:
    examination = _Examination(config, now)
    try:
        yield examination
    finally:
        if examination.database is not None:
            examination.database.dispose()


def _mode(path: Path) -> int:
    return path.stat().st_mode


def _some(words: list[str]) -> str:
    more = len(words) - _SHOWN
    return "; ".join(words[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _shown(location: str) -> str:
    """Write a location without its password."""
    if "://" not in location:
        return location
    try:
        url = make_url(location)
    except ValueError:
        return "the database URL"
    return f"{url.database or 'the database'} at {url.host or 'this machine'}"
