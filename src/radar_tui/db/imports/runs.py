"""Import runs: begun, counted, listed and taken back newest first."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.feed import announce
from radar_tui.db.imports.images import clear_for_restoring, imaged_keys, restore_rows
from radar_tui.db.imports.standings import restart_all, restart_of_requesters, restart_where
from radar_tui.db.marks import mark_at, move_mark
from radar_tui.db.tables import (
    AccountRow,
    EventRecoveryRow,
    EventRow,
    ImportRunRow,
    InterventionRow,
    MessageRow,
    PersonRow,
    PreImageRow,
    PriorityOverrideRow,
    QualitySampleRow,
    ScoreOpinionRow,
    SourceRow,
    TagRow,
    TicketHistoryRow,
    TicketNoteRow,
    TicketRow,
    TicketTagEditRow,
)

DISCARDED_RUNS = "discarded-runs"
"""The mark that counts the runs of which nothing is left."""


class RunState(StrEnum):
    """How an import run stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did, in records: `read` is the sum of the others."""

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    rejected: int = 0

    def __add__(self, other: "ImportCounts") -> "ImportCounts":
        return ImportCounts(
            *(getattr(self, part.name) + getattr(other, part.name) for part in fields(self))
        )


def begin_run(
    session: Session,
    *,
    kind: str,
    format_name: str,
    system: str,
    source: str,
    file_name: str,
    actor: str,
    at: datetime,
) -> int:
    """Open a run and make sure that its source is known; gives the run's id."""
    known = session.get(SourceRow, source)
    if known is None:
        session.add(SourceRow(name=source, system=system))
        session.flush()
    run = ImportRunRow(
        kind=kind,
        format=format_name,
        source=source,
        file_name=file_name,
        state=RunState.RUNNING,
        actor=actor,
        started_at=at,
        previous_data_as_of=known.data_as_of if known else None,
    )
    session.add(run)
    session.flush()
    return run.id or 0


def record_progress(session: Session, run_id: int, counts: ImportCounts) -> None:
    """Store how far a run has come, in the transaction of the chunk it counts."""
    values = {part.name: getattr(counts, part.name) for part in fields(counts)}
    session.connection().execute(
        update(ImportRunRow).where(col(ImportRunRow.id) == run_id).values(**values)
    )


def finish_run(
    session: Session,
    run_id: int,
    *,
    state: RunState,
    at: datetime,
    data_as_of: datetime | None,
    reject_report: str | None,
) -> None:
    """Close a run and move its source's freshness forward, never back."""
    run = session.get_one(ImportRunRow, run_id)
    run.state = state
    run.finished_at = at
    run.reject_report = reject_report
    source = session.get_one(SourceRow, run.source)
    if data_as_of and (source.data_as_of is None or data_as_of > source.data_as_of):
        source.data_as_of = data_as_of
    announce(session, "import_run", pk=str(run_id))


def fail_run(session: Session, run_id: int, *, at: datetime, reject_report: str | None) -> None:
    """Mark a run that broke off, unless somebody has taken it back by now."""
    marked = session.connection().execute(
        update(ImportRunRow)
        .where(
            col(ImportRunRow.id) == run_id,
            col(ImportRunRow.state).in_((RunState.RUNNING, RunState.INTERRUPTED)),
        )
        .values(state=RunState.FAILED, finished_at=at, reject_report=reject_report)
    )
    if marked.rowcount:
        announce(session, "import_run", pk=str(run_id))


def mark_interrupted(session: Session) -> int:
    """Mark runs that were cut off; call it only while holding the import lease."""
    statement = (
        update(ImportRunRow)
        .where(col(ImportRunRow.state) == RunState.RUNNING)
        .values(state=RunState.INTERRUPTED)
    )
    return int(session.connection().execute(statement).rowcount)


def list_runs(session: Session, *, limit: int = 50) -> list[ImportRunRow]:
    """List the runs, newest first."""
    query = select(ImportRunRow).order_by(col(ImportRunRow.id).desc()).limit(limit)
    return list(session.exec(query))


def undo_run(session: Session, run_id: int) -> ImportRunRow:
    """Take back everything that a run inserted, updated or marked deleted.

    Raises:
        WorkspaceError: no such run, already undone, not the newest, or people have worked on its
            tickets since.
    """
    run = session.get(ImportRunRow, run_id)
    if run is None:
        raise WorkspaceError(f"there is no import run {run_id}; see: radar runs")
    if run.state == RunState.UNDONE:
        raise WorkspaceError(f"import run {run_id} is undone already")
    newer = session.exec(
        select(ImportRunRow.id)
        .where(col(ImportRunRow.id) > run_id, col(ImportRunRow.state) != RunState.UNDONE)
        .order_by(col(ImportRunRow.id).desc())
    ).first()
    if newer is not None:
        raise WorkspaceError(f"runs are undone newest first; undo run {newer} before run {run_id}")
    _refuse_worked_on(session, run_id)
    _take_back(session, run_id)
    run.state = RunState.UNDONE
    session.get_one(SourceRow, run.source).data_as_of = run.previous_data_as_of
    for table_name in ("ticket", "account", "event", "import_run"):
        announce(session, table_name)
    session.flush()
    return run


def discard_run(session: Session, run_id: int) -> None:
    """Take a run back that turned out to read a bad file, without a trace of it.

    Only how many were so taken back is known: what was judged by one must be judged again.
    """
    run = undo_run(session, run_id)
    discarded = mark_at(session, DISCARDED_RUNS)
    move_mark(session, DISCARDED_RUNS, seen=discarded, value=(discarded or 0) + 1)
    source = run.source
    session.delete(run)
    session.flush()
    others = session.exec(select(ImportRunRow.id).where(ImportRunRow.source == source)).first()
    if others is None:
        session.delete(session.get_one(SourceRow, source))


def _take_back(session: Session, run_id: int) -> None:
    """Undo what a run did to the rows. Values that moved between rows can all go back at once."""
    tickets = imaged_keys(session, run_id, "ticket")
    touches_vocabulary = (
        imaged_keys(session, run_id, "tag")
        or session.exec(select(TagRow.name).where(TagRow.first_run_id == run_id)).first()
    )
    restart_where(session, col(TicketRow.last_run_id) == run_id)
    clear_for_restoring(session, run_id)
    _delete_inserted(session, run_id)
    restore_rows(session, run_id)
    session.connection().execute(delete(PreImageRow).where(col(PreImageRow.run_id) == run_id))
    restart_of_requesters(session, tickets)
    if touches_vocabulary:
        restart_all(session)
    session.expire_all()


def _refuse_worked_on(session: Session, run_id: int) -> None:
    inserted = select(TicketRow.id).where(TicketRow.first_run_id == run_id)
    accounts = select(AccountRow.id).where(AccountRow.first_run_id == run_id)
    worked_on = {
        ticket_id
        for work in (InterventionRow, TicketTagEditRow, TicketNoteRow, ScoreOpinionRow)
        for ticket_id in session.exec(
            select(work.ticket_id).where(col(work.ticket_id).in_(inserted))
        )
    }
    # A message that was drawn and that nobody has looked at goes with its run.
    judged = (
        select(MessageRow.ticket_id)
        .join(QualitySampleRow, col(QualitySampleRow.message_id) == col(MessageRow.id))
        .where(col(MessageRow.first_run_id) == run_id, col(QualitySampleRow.by).is_not(None))
    )
    worked_on.update(session.exec(judged))
    overridden = session.exec(
        select(PriorityOverrideRow.account_id).where(
            col(PriorityOverrideRow.account_id).in_(accounts)
        )
    ).all()
    if worked_on or overridden:
        raise WorkspaceError(
            f"people have worked on {_counted(len(worked_on), 'ticket')} and "
            f"{_counted(len(overridden), 'account')} of run {run_id}; undo that work first "
            "(radar undo)"
        )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _delete_inserted(session: Session, run_id: int) -> None:
    connection = session.connection()
    inserted_accounts = select(AccountRow.id).where(AccountRow.first_run_id == run_id)
    for model in (
        TicketHistoryRow,
        MessageRow,
        TicketRow,
        EventRow,
        EventRecoveryRow,
        PersonRow,
        TagRow,
    ):
        connection.execute(delete(model).where(col(model.first_run_id) == run_id))
    for referring in (TicketRow, EventRow):
        connection.execute(
            update(referring)
            .where(col(referring.account_id).in_(inserted_accounts))
            .values(account_id=None)
        )
    connection.execute(delete(AccountRow).where(col(AccountRow.first_run_id) == run_id))
