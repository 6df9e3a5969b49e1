"""What monitoring reported, as rules look at it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from radar_tui.db.tables import AccountRow, EventRow
from radar_tui.domain.records import EventKind


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """An event of a source, with the account that it names."""

    source: str
    external_id: str
    kind: EventKind
    origin: str
    occurred_at: datetime
    feature_area: str | None
    account: str | None
    value: float | None
    unit: str | None


def failure_times(
    session: Session, after: datetime, until: datetime
) -> dict[tuple[str, str | None], list[datetime]]:
    """List connection failures by monitoring source and feature area."""
    query = (
        select(col(EventRow.origin), col(EventRow.feature_area), col(EventRow.occurred_at))
        .where(*_of_kind(EventKind.CONNECTION_FAILURE, after, until))
        .order_by(col(EventRow.occurred_at))
    )
    times: dict[tuple[str, str | None], list[datetime]] = {}
    for origin, area, at in session.connection().execute(query):
        times.setdefault((origin, area), []).append(at)
    return times


def events_between(
    session: Session, kind: EventKind, after: datetime, until: datetime
) -> list[ReportedEvent]:
    """List the events of one kind that occurred after one moment, up to another, oldest first."""
    query = (
        select(
            col(EventRow.source),
            col(EventRow.external_id),
            col(EventRow.kind),
            col(EventRow.origin),
            col(EventRow.occurred_at),
            col(EventRow.feature_area),
            col(AccountRow.name),
            col(EventRow.value),
            col(EventRow.unit),
        )
        .outerjoin(AccountRow, col(AccountRow.id) == col(EventRow.account_id))
        .where(*_of_kind(kind, after, until))
        .order_by(col(EventRow.occurred_at), col(EventRow.id))
    )
    rows: Any = session.connection().execute(query)
    return [
        ReportedEvent(source, key, EventKind(found), *rest) for source, key, found, *rest in rows
    ]


def _of_kind(kind: EventKind, after: datetime, until: datetime) -> tuple[Any, ...]:
    at = col(EventRow.occurred_at)
    return (col(EventRow.kind) == kind, at > after, at <= until)
