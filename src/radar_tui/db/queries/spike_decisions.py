"""How past weeks of feature areas were judged, each judgement a revision."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, insert, select
from sqlmodel import Session, SQLModel, col

from radar_tui.db.tables import ImportRunRow, SpikeDecisionRow, TicketRow


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """One revision of a week's judgement; see `SpikeDecisionRow`."""

    feature_area: str
    week: str
    revision: int
    known_at: datetime
    observed: int
    expected: float | None
    upper: int | None
    p: float | None
    status: str
    naive: bool


def decisions_of(session: Session, weeks: Collection[str]) -> list[StoredDecision]:
    """List all revisions of some weeks, by week, area and revision."""
    table = _columns()
    query = (
        select(*(table.c[name] for name in StoredDecision.__slots__))
        .where(table.c.week.in_(list(weeks)))
        .order_by(table.c.week, table.c.feature_area, table.c.revision)
    )
    return [StoredDecision(*row) for row in session.connection().execute(query)]


def append_decisions(session: Session, decisions: Sequence[StoredDecision]) -> None:
    """Append revisions; none is ever changed."""
    if decisions:
        rows = [
            {name: getattr(one, name) for name in StoredDecision.__slots__} for one in decisions
        ]
        session.connection().execute(insert(SpikeDecisionRow), rows)


def changed_counts(session: Session, *, after_run: int, start: datetime, end: datetime) -> bool:
    """Whether runs after one may have changed how many tickets of a span count for an area.

    They brought or changed tickets of that time, or the vocabulary, by which tickets are told.
    """
    runs = select(col(ImportRunRow.id)).where(
        col(ImportRunRow.id) > after_run, col(ImportRunRow.kind) == "vocabulary"
    )
    late = select(col(TicketRow.id)).where(
        col(TicketRow.created_at) >= start,
        col(TicketRow.created_at) < end,
        col(TicketRow.last_run_id) > after_run,
    )
    connection = session.connection()
    return any(connection.execute(query.limit(1)).first() for query in (runs, late))


def _columns() -> Table:
    return SQLModel.metadata.tables[str(SpikeDecisionRow.__tablename__)]
