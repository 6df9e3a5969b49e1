"""What is left of work that was cut off: import runs without an end, and leases."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from radar_tui.db.imports.runs import RunState
from radar_tui.db.tables import ImportRunRow, LeaseRow


@dataclass(frozen=True, slots=True)
class UnfinishedRun:
    """An import run that has not ended, and was not repeated since."""

    id: int
    file_name: str


@dataclass(frozen=True, slots=True)
class StoredLease:
    """The right of one process to do one kind of work."""

    name: str
    holder: str
    expires_at: datetime


def unfinished_runs(session: Session) -> list[UnfinishedRun]:
    """List the runs that were cut off or still run, unless the same file was imported later."""
    run, later = ImportRunRow, aliased(ImportRunRow)
    repeated = exists().where(
        col(later.id) > col(run.id),
        col(later.source) == col(run.source),
        col(later.file_name) == col(run.file_name),
        col(later.state) == RunState.DONE,
    )
    query = (
        select(col(run.id), col(run.file_name))
        .where(col(run.state).in_((RunState.RUNNING, RunState.INTERRUPTED)), ~repeated)
        .order_by(col(run.id))
    )
    return [UnfinishedRun(row[0] or 0, row[1]) for row in session.connection().execute(query)]


def held_leases(session: Session) -> list[StoredLease]:
    """List the leases by name, those of dead processes too."""
    query = select(col(LeaseRow.name), col(LeaseRow.holder), col(LeaseRow.expires_at))
    rows = session.connection().execute(query.order_by(col(LeaseRow.name)))
    return [StoredLease(name, holder, expires_at) for name, holder, expires_at in rows]
