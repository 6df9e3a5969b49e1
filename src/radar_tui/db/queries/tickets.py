"""Which tickets count, and what is counted of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlmodel import Session, col

from radar_tui.db.queries.tags import tagged
from radar_tui.db.tables import AccountRow, MessageRow, TicketRow
from radar_tui.domain.records import AuthorRole, TagKind, TicketStatus
from radar_tui.domain.ticket_names import ticket_name


@dataclass(frozen=True, slots=True)
class TaggedTicket:
    """One ticket that carries a term: when it came and whose it is."""

    name: str
    ticket: str
    created_at: datetime
    account_id: int | None
    account: str | None


def counted() -> tuple[Any, ...]:
    """The condition for a ticket to count: neither noise nor deleted."""
    return (col(TicketRow.noise).is_(None), col(TicketRow.status) != TicketStatus.DELETED)


def last_customer_message() -> ScalarSelect[Any]:
    """Give when a ticket's customer wrote last; to be selected along with tickets."""
    return (
        select(func.max(col(MessageRow.occurred_at)))
        .where(
            col(MessageRow.ticket_id) == col(TicketRow.id),
            col(MessageRow.author_role) == AuthorRole.CUSTOMER,
            col(MessageRow.noise).is_(None),
        )
        .scalar_subquery()
    )


def tagged_between(
    session: Session,
    kind: TagKind,
    after: datetime,
    until: datetime,
    *conditions: ColumnElement[bool],
) -> list[TaggedTicket]:
    """List the tickets that came after one moment up to another, once for each term they carry.

    Those that meet all further conditions on tickets.
    """
    terms = tagged(kind)
    query = (
        select(
            terms.c.name,
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(TicketRow.created_at),
            col(TicketRow.account_id),
            col(AccountRow.name),
        )
        .join(TicketRow, col(TicketRow.id) == terms.c.ticket_id)
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .where(col(TicketRow.created_at) > after, col(TicketRow.created_at) <= until)
        .where(*counted(), *conditions)
        .order_by(col(TicketRow.created_at), col(TicketRow.id))
    )
    return [
        TaggedTicket(name, ticket_name(source, external), created_at, account_id, account)
        for name, source, external, created_at, account_id, account in session.connection().execute(
            query
        )
    ]


def creation_times(session: Session, after: datetime, until: datetime) -> list[datetime]:
    """List when tickets came, for the hour-of-week profile."""
    query = select(col(TicketRow.created_at)).where(
        col(TicketRow.created_at) > after, col(TicketRow.created_at) <= until, *counted()
    )
    return [moment for (moment,) in session.connection().execute(query)]


def first_creation(session: Session) -> datetime | None:
    """Give when the oldest ticket came."""
    created = col(TicketRow.created_at)
    # Not the minimum, for which SQLite would look at every ticket.
    query = select(created).where(*counted()).order_by(created).limit(1)
    return session.connection().execute(query).scalar()
