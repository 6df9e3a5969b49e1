"""Closed tickets: the condition, and the tickets with the tags that they carry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from radar_tui.db.queries.rule_history import RecordedTag, recorded_tags
from radar_tui.db.queries.rule_tickets import Vocabulary
from radar_tui.db.tables import AccountRow, InterventionRow, TicketRow, TicketStandingRow
from radar_tui.domain.records import TicketStatus
from radar_tui.domain.ticket_names import ticket_name

_NOT_CLOSED = tuple(
    status for status in TicketStatus if status not in (TicketStatus.SOLVED, TicketStatus.CLOSED)
)


@dataclass(frozen=True, slots=True)
class ClosedTicket:
    """A ticket that was closed. `repeat` is None where its customer's words are not scored yet."""

    id: int
    name: str
    account: str | None
    closed_at: datetime
    escalated: bool
    repeat: bool | None
    tags: tuple[RecordedTag, ...]


def closed_between(after: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """The condition for a ticket that counts to have been closed after one moment, up to another.

    One that was opened again is not closed.
    """
    solved = col(TicketRow.solved_at)
    return (solved > after, solved <= until, *_closed())


def closed_in(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """The same from one moment on, before another."""
    solved = col(TicketRow.solved_at)
    return (solved >= start, solved < end, *_closed())


def closed_tickets(
    session: Session, vocabulary: Vocabulary, *which: ColumnElement[bool]
) -> list[ClosedTicket]:
    """List the closed tickets that conditions describe, in the order in which they were closed."""
    tags = recorded_tags(session, vocabulary, *which)
    columns: tuple[Any, ...] = (
        col(TicketRow.id),
        col(TicketRow.source),
        col(TicketRow.external_id),
        col(AccountRow.name),
        col(TicketRow.solved_at),
        col(InterventionRow.escalated_at).is_not(None),
        col(TicketStandingRow.repeat),
    )
    query = (
        select(*columns)
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .outerjoin(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .where(*which)
        .order_by(col(TicketRow.solved_at), col(TicketRow.id))
    )
    return [
        ClosedTicket(
            ticket_id,
            ticket_name(source, number),
            account,
            closed_at,
            bool(escalated),
            repeat,
            tuple(tags.get(ticket_id, {}).values()),
        )
        for ticket_id, source, number, account, closed_at, escalated, repeat in (
            session.connection().execute(query).all()
        )
    ]


def _closed() -> tuple[ColumnElement[bool], ...]:
    # Not "in": SQLite would then go through all that was ever closed, by the index of the status.
    return (col(TicketRow.status).not_in(_NOT_CLOSED), col(TicketRow.noise).is_(None))
