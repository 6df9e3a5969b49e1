"""Which standings an import makes out of date beside those of the tickets that it changes."""

from collections.abc import Collection, Iterator
from typing import TypeVar

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from radar_tui.db.tables import TicketRow, TicketStandingRow

COMPUTE_ANEW = -1
# A statement takes a limited number of values.
AT_ONCE = 500

_Value = TypeVar("_Value")


def in_batches(values: Collection[_Value]) -> Iterator[list[_Value]]:
    """Cut values into lists that one statement can take."""
    whole = list(values)
    for start in range(0, len(whole), AT_ONCE):
        yield whole[start : start + AT_ONCE]


def restart_of_requesters(session: Session, ticket_ids: Collection[int]) -> None:
    """Have everything scored anew that the requesters of some tickets have sent.

    An earlier ticket of one requester counts in the score of a later one.
    """
    for batch in in_batches(ticket_ids):
        restart_where(session, col(TicketRow.id).in_(batch))


def restart_where(session: Session, condition: ColumnElement[bool]) -> None:
    """Do the same for the tickets that a condition describes."""
    if not _anything_stands(session):
        # Gathering all tickets of the requesters of a first import would come to nothing.
        return
    addresses = select(TicketRow.requester_email).where(
        condition, col(TicketRow.requester_email).is_not(None)
    )
    affected = select(TicketRow.id).where(col(TicketRow.requester_email).in_(addresses))
    session.connection().execute(
        update(TicketStandingRow)
        .where(
            col(TicketStandingRow.ticket_id).in_(affected),
            col(TicketStandingRow.ticket_revision) != COMPUTE_ANEW,
        )
        .values(ticket_revision=COMPUTE_ANEW)
    )


def _anything_stands(session: Session) -> bool:
    return session.exec(select(TicketStandingRow.ticket_id).limit(1)).first() is not None


def restart_all(session: Session) -> None:
    """Have every ticket scored anew: the vocabulary, which tells causes apart, has changed."""
    session.connection().execute(update(TicketStandingRow).values(ticket_revision=COMPUTE_ANEW))
