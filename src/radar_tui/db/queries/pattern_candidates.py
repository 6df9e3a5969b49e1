"""Tickets that are alike: those that may be put together, and the candidates found so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlmodel import Session, col

from radar_tui.db.queries.ticket_view import OPEN_STATUSES
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AccountRow,
    PatternCandidateRow,
    PatternTicketRow,
    TicketRow,
    TicketVectorRow,
)
from radar_tui.domain.ticket_names import ticket_name


@dataclass(frozen=True, slots=True)
class GroupedTicket:
    """A ticket that may be alike to others; `candidate` is the one that it belongs to already."""

    id: int
    account: str | None
    candidate: int | None
    vector: bytes


@dataclass(frozen=True, slots=True)
class PatternTicket:
    """A ticket of a pattern candidate."""

    candidate: int
    found_at: datetime
    id: int
    ticket: str
    subject: str
    account: str | None
    is_open: bool
    created_at: datetime
    likeness: float


def groupable_tickets(
    session: Session, version: str, after: datetime, until: datetime, *, at_most: int
) -> list[GroupedTicket]:
    """List the newest tickets of a span that are open or in a candidate, in the order they came."""
    created, pattern = col(TicketRow.created_at), PatternTicketRow
    columns: tuple[Any, ...] = (
        col(TicketRow.id),
        col(AccountRow.name),
        col(pattern.candidate_id),
        col(TicketVectorRow.vector),
    )
    query = (
        select(*columns)
        .join(TicketVectorRow, col(TicketVectorRow.ticket_id) == col(TicketRow.id))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .outerjoin(pattern, col(pattern.ticket_id) == col(TicketRow.id))
        .where(
            col(TicketVectorRow.version) == version,
            col(TicketVectorRow.vector).is_not(None),
            created > after,
            created <= until,
            or_(col(TicketRow.status).in_(OPEN_STATUSES), col(pattern.ticket_id).is_not(None)),
            *counted(),
        )
        .order_by(created.desc(), col(TicketRow.id).desc())
        .limit(at_most)
    )
    rows: Sequence[Any] = session.connection().execute(query).all()
    return [GroupedTicket(*row) for row in reversed(rows)]


def add_candidate(session: Session, found_at: datetime) -> int:
    """Add a candidate without tickets and give its id."""
    row = PatternCandidateRow(found_at=found_at)
    session.add(row)
    session.flush()
    return row.id or 0


def pattern_tickets(
    session: Session, until: datetime, *which: ColumnElement[bool]
) -> list[PatternTicket]:
    """List the tickets that joined candidates by a moment, by candidate, oldest first.

    Candidates without an open ticket that meets further conditions on tickets are left out.
    """
    query = _joined(until, *which)
    return [
        PatternTicket(candidate, found_at, key, ticket_name(source, number), *rest)
        for candidate, found_at, key, source, number, *rest in session.connection().execute(query)
    ]


def _joined(until: datetime, *which: ColumnElement[bool]) -> Select[Any]:
    pattern, ticket = PatternTicketRow, TicketRow
    current = (
        select(col(pattern.candidate_id))
        .join(ticket, col(ticket.id) == col(pattern.ticket_id))
        .where(col(ticket.status).in_(OPEN_STATUSES), *counted(), *which)
    )
    columns: tuple[Any, ...] = (
        col(pattern.candidate_id),
        col(PatternCandidateRow.found_at),
        col(ticket.id),
        col(ticket.source),
        col(ticket.external_id),
        col(ticket.subject),
        col(AccountRow.name),
        col(ticket.status).in_(OPEN_STATUSES),
        col(ticket.created_at),
        col(pattern.likeness),
    )
    return (
        select(*columns)
        .join(PatternCandidateRow, col(PatternCandidateRow.id) == col(pattern.candidate_id))
        .join(ticket, and_(col(ticket.id) == col(pattern.ticket_id), *counted()))
        .outerjoin(AccountRow, col(AccountRow.id) == col(ticket.account_id))
        .where(col(pattern.candidate_id).in_(current), col(pattern.joined_at) <= until)
        .order_by(col(pattern.candidate_id), col(ticket.created_at), col(ticket.id))
    )
