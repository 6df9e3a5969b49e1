"""What monitoring reported, as rules look at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, or_, select
from sqlmodel import Session, col

from radar_tui.db.tables import AccountRow, EventRow, SourceRow
from radar_tui.domain.records import EventKind

_REPORTED: tuple[Any, ...] = (
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
# As it is stored, in text, where no version of an event said whether it goes on.
_END_NEVER_TOLD = '%"ended_at": null%'


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


@dataclass(frozen=True, slots=True)
class OngoingEvent:
    """An event that its source has not called over, with what tells its monitor from others."""

    event: ReportedEvent
    system: str
    labels: Mapping[str, str]
    subject: str | None
    title: str | None
    url: str | None
    ended_at: datetime | None
    updated_at: datetime


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
        select(*_REPORTED)
        .outerjoin(AccountRow, col(AccountRow.id) == col(EventRow.account_id))
        .where(*_of_kind(kind, after, until))
        .order_by(col(EventRow.occurred_at), col(EventRow.id))
    )
    return [_reported(row) for row in session.connection().execute(query)]


def ongoing_events(session: Session, after: datetime, now: datetime) -> list[OngoingEvent]:
    """List what began after a moment and goes on now, as its source tells, oldest first.

    Where no notice ever told whether an event goes on, it is a moment and no state.
    """
    row = EventRow
    never_told = cast(col(row.told_at), String).like(_END_NEVER_TOLD)
    query = (
        select(
            *_REPORTED,
            col(SourceRow.system),
            col(row.labels),
            col(row.subject),
            col(row.title),
            col(row.url),
            col(row.ended_at),
            col(row.updated_at),
        )
        .join(SourceRow, col(SourceRow.name) == col(row.source))
        .outerjoin(AccountRow, col(AccountRow.id) == col(row.account_id))
        .where(
            col(row.kind).in_(list(EventKind)),
            col(row.occurred_at) > after,
            col(row.occurred_at) <= now,
            or_(col(row.ended_at).is_(None), col(row.ended_at) > now),
            # An older Radar, which did not know of ends, leaves this empty.
            col(row.updated_at).is_not(None),
            or_(col(row.told_at).is_(None), ~never_told),
        )
        .order_by(col(row.occurred_at), col(row.id))
    )
    rows: Any = session.connection().execute(query)
    own = len(_REPORTED)
    return [OngoingEvent(_reported(row[:own]), *row[own:]) for row in rows]


def _reported(row: Sequence[Any]) -> ReportedEvent:
    source, key, kind, *rest = row
    return ReportedEvent(source, key, EventKind(kind), *rest)


def _of_kind(kind: EventKind, after: datetime, until: datetime) -> tuple[Any, ...]:
    at = col(EventRow.occurred_at)
    return (col(EventRow.kind) == kind, at > after, at <= until)
