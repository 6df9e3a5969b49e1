"""Importing: exports in, rows stored a chunk at a time, rejects reported, runs undone."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from sqlmodel import Session

from radar_tui.db.engine import CACHE_MB, IMPORT_CACHE_MB, plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.imports.accounts import SeenAccounts
from radar_tui.db.imports.directory import AccountDirectory
from radar_tui.db.imports.runs import (
    ImportCounts,
    RunState,
    begin_run,
    discard_run,
    fail_run,
    finish_run,
    list_runs,
    mark_interrupted,
    record_progress,
    undo_run,
)
from radar_tui.db.queries.tags import kinds_by_spelling
from radar_tui.domain.records import Reject
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.registry import Export
from radar_tui.ingest.tagging import Tagger, Term
from radar_tui.services.garbage import rarely_collected
from radar_tui.services.import_chunks import chunks, store_chunk
from radar_tui.services.leasing import HeldLease, held_lease
from radar_tui.services.rejects import (
    RejectReport,
    discard_report,
    reject_folder,
    remove_expired,
)
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

LEASE = "import"


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """Where a record was refused and why; the record itself is in the reject report only."""

    file: str
    position: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What one import run did; `notes` say what of it will not count as it was meant."""

    run: int
    read: int
    inserted: int
    updated: int
    unchanged: int
    deleted: int
    rejected: int
    rejects: tuple[RejectedRecord, ...]
    reject_report: str | None
    kind: str
    source: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One listed run."""

    run: int
    kind: str
    format: str
    source: str
    file_name: str
    state: str
    actor: str
    started_at: datetime
    finished_at: datetime | None
    read: int
    inserted: int
    updated: int
    unchanged: int
    deleted: int
    rejected: int
    reject_report: str | None


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come; bytes as they lie on disk, `total` None where unknown."""

    file: str
    records: int
    done_bytes: int
    total_bytes: int | None


Report = Callable[[ImportProgress], None]


def import_exports(
    workspace: Workspace,
    exports: Sequence[Export],
    *,
    source: str | None = None,
    report: Report = lambda _progress: None,
) -> list[ImportSummary]:
    """Import opened exports, one run for each sequence of one kind from one source.

    Raises:
        BadFileError: a file turned out to be damaged; every run of this call is taken back.
        WorkspaceError: another import is running, or the database refuses.
    """
    database = workspace.database
    with plain_errors(workspace.location), held_lease(database, LEASE) as lease:
        if lease is None:
            raise WorkspaceError("another import is running; wait for it to end")
        with database.writing() as session:
            mark_interrupted(session)
        remove_expired(reject_folder(database, workspace.data_folder), datetime.now(UTC))
        runs = groupby(exports, key=lambda export: (export.kind, source or export.system))
        done: list[ImportSummary] = []
        try:
            for (kind, name), group in runs:
                run = _ImportRun(workspace, list(group), kind, name, lease, report)
                done.append(run.run())
        except BadFileError:
            _discard(workspace, done)
            raise
        return done


def undo_import(workspace: Workspace, run_id: int) -> ImportSummary:
    """Take an import run back as a whole.

    Raises:
        WorkspaceError: an import is running, it is not the newest run, or people have worked on
            its tickets.
    """
    database = workspace.database
    with plain_errors(workspace.location), held_lease(database, LEASE) as lease:
        if lease is None:
            raise WorkspaceError("an import is running; wait for it to end")
        with database.writing() as session:
            row = undo_run(session, run_id)
        counts = ImportCounts(
            row.read, row.inserted, row.updated, row.unchanged, row.deleted, row.rejected
        )
        return _summary(run_id, counts, (), row.reject_report, row.kind, row.source)


def _discard(workspace: Workspace, done: Sequence[ImportSummary]) -> None:
    """Take back the runs that a command finished before it came to a bad file, newest first.

    Where people have worked on their tickets already, they stay and are listed.
    """
    with suppress(WorkspaceError):
        for summary in reversed(done):
            with workspace.database.writing() as session:
                discard_run(session, summary.run)
            if summary.reject_report:
                discard_report(summary.reject_report)


def list_imports(workspace: Workspace, *, limit: int) -> list[ImportRun]:
    """List the import runs, newest first."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        rows = list_runs(session, limit=limit)
    return [
        ImportRun(
            run=row.id or 0,
            kind=row.kind,
            format=row.format,
            source=row.source,
            file_name=row.file_name,
            state=row.state,
            actor=row.actor,
            started_at=row.started_at,
            finished_at=row.finished_at,
            read=row.read,
            inserted=row.inserted,
            updated=row.updated,
            unchanged=row.unchanged,
            deleted=row.deleted,
            rejected=row.rejected,
            reject_report=row.reject_report,
        )
        for row in rows
    ]


class _ImportRun:
    """One run over one or several files of one kind."""

    def __init__(
        self,
        workspace: Workspace,
        exports: list[Export],
        kind: str,
        source: str,
        lease: HeldLease,
        report: Report,
    ) -> None:
        self._workspace = workspace
        self._exports = exports
        self._kind = kind
        self._source = source
        self._lease = lease
        self._report = report
        self._counts = ImportCounts()
        self._rejects: list[RejectedRecord] = []
        self._newest: datetime | None = None
        self._given: Counter[Term] = Counter()

    def run(self) -> ImportSummary:
        database = self._workspace.database
        with database.writing() as session:
            run_id = self._begin(session)
        folder = reject_folder(database, self._workspace.data_folder)
        rejects = RejectReport(folder, run_id)
        try:
            with rarely_collected():
                self._store(run_id, rejects)
        except BadFileError:
            # Whatever stands in the way of that, the bad file is what the user must hear of.
            with suppress(Exception):
                with database.writing() as session:
                    discard_run(session, run_id)
                rejects.discard()
            self._fail(run_id, rejects)
            raise
        except Exception:
            self._fail(run_id, rejects)
            raise
        summary = _summary(
            run_id, self._counts, tuple(self._rejects), rejects.path, self._kind, self._source
        )
        return replace(summary, notes=self._notes())

    def _notes(self) -> tuple[str, ...]:
        """Say which of the terms that rules gave are not in the vocabulary."""
        if not self._given:
            return ()
        with self._workspace.database.reading() as session:
            known = kinds_by_spelling(session, [term.word for term in self._given])
        return tuple(
            _note(term, tickets, known.get(term.word.casefold()))
            for term, tickets in sorted(self._given.items())
            if known.get(term.word.casefold()) != term.kind
        )

    def _store(self, run_id: int, rejects: RejectReport) -> None:
        for export in self._exports:
            self._read(export, run_id, rejects)
        rejects.close()
        with self._workspace.database.writing() as session:
            self._workspace.database.keep_pages(session, CACHE_MB)
            finish_run(
                session,
                run_id,
                state=RunState.DONE,
                at=self._workspace.as_of,
                data_as_of=self._newest,
                reject_report=rejects.path,
            )

    def _fail(self, run_id: int, rejects: RejectReport) -> None:
        """Leave no run behind that seems to be going on; the failure itself is what counts."""
        with suppress(Exception):
            rejects.close()
        with suppress(Exception), self._workspace.database.writing() as session:
            self._workspace.database.keep_pages(session, CACHE_MB)
            fail_run(session, run_id, at=self._workspace.as_of, reject_report=rejects.path)

    def _begin(self, session: Session) -> int:
        first, *others = self._exports
        more = f" and {len(others)} more" if others else ""
        return begin_run(
            session,
            kind=self._kind,
            format_name=first.format,
            system=first.system,
            source=self._source,
            file_name=f"{_base_name(first.file_name)}{more}",
            actor=self._workspace.actor,
            at=self._workspace.as_of,
        )

    def _read(self, export: Export, run_id: int, rejects: RejectReport) -> None:
        database = self._workspace.database
        with database.reading() as session:
            directory = AccountDirectory(session)
        seen = SeenAccounts()
        tagger = Tagger(export.tagging)
        for chunk in chunks(tagger.over(export.items()), until=self._workspace.as_of):
            if not self._lease.renew():
                raise WorkspaceError("another import has begun; run this command again after it")
            with database.writing() as session:
                database.keep_pages(session, IMPORT_CACHE_MB)
                counts, refused = store_chunk(
                    session, run_id, chunk, source=self._source, directory=directory, seen=seen
                )
                self._counts += counts
                record_progress(session, run_id, self._counts)
            rejects.add(export.file_name, refused)
            self._rejects += _rejected(export.file_name, refused)
            self._newest = max(filter(None, (self._newest, chunk.newest)), default=None)
            self._report(_progress(export, self._counts.read))
        self._given += tagger.given


def _note(term: Term, tickets: int, kind: str | None) -> str:
    """Say that a term does not count, and what to do."""
    word, wanted = inert_line(term.word), term.kind.replace("-", " ")
    many = "1 ticket" if tickets == 1 else f"{tickets:,} tickets"
    if kind is None:
        return (
            f'"{word}" is given to {many} as {wanted}, and the vocabulary does not have it; '
            "add it as a term or an alias (radar vocabulary)"
        )
    is_now = kind.replace("-", " ")
    return f'"{word}" is given to {many} as {wanted}, and is {is_now} in the vocabulary'


def _base_name(file_name: str) -> str:
    """Give a file's name without its folders, which may tell more than is for others to know."""
    return inert_line(Path(file_name).name.encode("utf-8", "replace").decode())


def _rejected(file_name: str, refused: Iterable[Reject]) -> Iterator[RejectedRecord]:
    for reject in refused:
        yield RejectedRecord(file_name, reject.position, reject.reason)


def _progress(export: Export, records: int) -> ImportProgress:
    progress = export.progress()
    return ImportProgress(export.file_name, records, progress.done, progress.total)


def _summary(
    run_id: int,
    counts: ImportCounts,
    rejects: tuple[RejectedRecord, ...],
    report: str | None,
    kind: str,
    source: str,
) -> ImportSummary:
    return ImportSummary(
        run=run_id,
        read=counts.read,
        inserted=counts.inserted,
        updated=counts.updated,
        unchanged=counts.unchanged,
        deleted=counts.deleted,
        rejected=counts.rejected,
        rejects=rejects,
        reject_report=report,
        kind=kind,
        source=source,
    )
