"""What monitoring reported, as rules look at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from radar_tui.db.imports.told_at import last_told
from radar_tui.db.tables import AccountRow, EventRow
from radar_tui.domain.records import EventKind


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """An event of a source, with the account that it names.

    `lasts` tells that its source says whether it is over; without, it is a moment. `updated_at` is
    when the source last told of it.
    """

    source: str
    external_id: str
    kind: EventKind
    origin: str
    occurred_at: datetime
    known_at: datetime
    ended_at: datetime | None
    lasts: bool
    updated_at: datetime | None
    title: str | None
    url: str | None
    labels: Mapping[str, str]
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
    return _events(session, *_of_kind(kind, after, until))


def all_events_between(session: Session, after: datetime, until: datetime) -> list[ReportedEvent]:
    """List the events of every kind that occurred in a span, oldest first."""
    at = col(EventRow.occurred_at)
    return _events(session, col(EventRow.kind).in_(list(EventKind)), at > after, at <= until)


def events_going_on(session: Session, after: datetime) -> list[ReportedEvent]:
    """List the events that began after a moment and have no end, of sources that tell ends."""
    at = col(EventRow.occurred_at)
    # The kinds are named for the index, which begins with them.
    found = _events(
        session,
        col(EventRow.kind).in_(list(EventKind)),
        at > after,
        col(EventRow.ended_at).is_(None),
        col(EventRow.updated_at).is_not(None),
    )
    return [event for event in found if event.lasts]


def _events(session: Session, *which: Any) -> list[ReportedEvent]:
    row = EventRow
    columns: tuple[Any, ...] = (
        col(row.source),
        col(row.external_id),
        col(row.kind),
        col(row.origin),
        col(row.occurred_at),
        col(row.known_at),
        col(row.ended_at),
        col(row.title),
        col(row.url),
        col(row.labels),
        col(row.feature_area),
        col(AccountRow.name).label("account"),
        col(row.value),
        col(row.unit),
        col(row.updated_at),
        col(row.told_at),
    )
    query = (
        select(*columns)
        .outerjoin(AccountRow, col(AccountRow.id) == col(row.account_id))
        .where(*which)
        .order_by(col(row.occurred_at), col(row.id))
    )
    return [_event(dict(found)) for found in session.connection().execute(query).mappings()]


def _event(row: dict[str, Any]) -> ReportedEvent:
    # An event from before ends were told knows of none.
    lasts = row["updated_at"] is not None and last_told(row, "ended_at") is not None
    values = {name: value for name, value in row.items() if name != "told_at"}
    return ReportedEvent(**{**values, "kind": EventKind(values["kind"]), "lasts": lasts})


def _of_kind(kind: EventKind, after: datetime, until: datetime) -> tuple[Any, ...]:
    at = col(EventRow.occurred_at)
    return (col(EventRow.kind) == kind, at > after, at <= until)
