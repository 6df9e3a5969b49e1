"""The story of one alert: its steps, what was told of it, and what people did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, SQLModel, col

from radar_tui.db.tables import (
    AlertNoticeRow,
    AlertTransitionRow,
    ChangeSetEntryRow,
    ChangeSetRow,
    InterventionRow,
    ResponseRow,
)


@dataclass(frozen=True, slots=True)
class StoredStep:
    """One step of an alert's life as it is stored."""

    step: int
    at: datetime
    rule_version: int
    from_state: str
    to_state: str
    cause: str
    reason: str | None
    value: float | None
    evidence: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """One notice about an alert as it is stored."""

    seq: int
    at: datetime
    kind: str
    because: str | None
    value: float | None
    was: float | None


@dataclass(frozen=True, slots=True)
class PersonalAct:
    """What somebody did to an alert, or to the ticket that it is about."""

    change_set_id: int
    at: datetime
    actor: str
    action: str
    label: str


def steps_of(session: Session, alert_id: int) -> list[StoredStep]:
    """List the steps of an alert in their order."""
    table = SQLModel.metadata.tables[str(AlertTransitionRow.__tablename__)]
    columns = [table.c[name] for name in StoredStep.__slots__]
    query = select(*columns).where(table.c.alert_id == alert_id).order_by(table.c.step)
    return [StoredStep(*row) for row in session.connection().execute(query)]


def notices_of(session: Session, alert_id: int) -> list[StoredNotice]:
    """List what was told of an alert, oldest first."""
    table = SQLModel.metadata.tables[str(AlertNoticeRow.__tablename__)]
    columns = [table.c[name] for name in StoredNotice.__slots__]
    query = select(*columns).where(table.c.alert_id == alert_id).order_by(table.c.seq)
    return [StoredNotice(*row) for row in session.connection().execute(query)]


def acts_on(
    session: Session,
    alert_id: int,
    *,
    ticket_ids: Sequence[int],
    since: datetime,
    until: datetime,
) -> list[PersonalAct]:
    """List what people did to an alert, and to tickets within a span, in the order it was done."""
    entry, header = ChangeSetEntryRow, ChangeSetRow
    on_alert = and_(
        col(entry.table_name) == ResponseRow.__tablename__, col(entry.pk) == str(alert_id)
    )
    on_tickets = and_(
        col(entry.table_name) == InterventionRow.__tablename__,
        col(entry.pk).in_([str(ticket) for ticket in ticket_ids]),
        col(header.at) >= since,
        col(header.at) <= until,
    )
    query = (
        select(
            col(header.id), col(header.at), col(header.actor), col(header.action), col(header.label)
        )
        .join(entry, col(entry.change_set_id) == col(header.id))
        .where(or_(on_alert, on_tickets))
        .distinct()
        .order_by(col(header.id))
    )
    rows: Any = session.connection().execute(query)
    return [PersonalAct(*row) for row in rows]
