"""What another rubric is tried on: open tickets with their standing, and their customers' words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from radar_tui.db.queries.scoring import StaleTicket
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import AccountRow, MessageRow, SourceRow, TicketRow, TicketStandingRow
from radar_tui.domain.records import TicketStatus


@dataclass(frozen=True, slots=True)
class TriedTicket:
    """An open ticket, with the model that its score is from."""

    ticket: StaleTicket
    source: str
    external_id: str
    subject: str
    account: str | None
    model: str


def open_scored_tickets(session: Session, *, rubric: str, limit: int) -> list[TriedTicket]:
    """Give the newest open tickets that stand on a score under a rubric, newest first."""
    standing = TicketStandingRow
    query = (
        select(
            col(TicketRow.id),
            col(TicketRow.status),
            col(TicketRow.created_at),
            col(TicketRow.requester_email),
            func.coalesce(col(SourceRow.data_as_of), col(TicketRow.updated_at)),
            col(TicketRow.revision),
            col(standing.ticket_revision),
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(TicketRow.subject),
            col(AccountRow.name),
            col(standing.model),
        )
        .join(standing, col(standing.ticket_id) == col(TicketRow.id))
        .join(SourceRow, col(SourceRow.name) == col(TicketRow.source))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .where(col(standing.is_open), col(standing.rubric) == rubric)
        .where(col(standing.score).is_not(None), *counted())
        .order_by(col(TicketRow.id).desc())
        .limit(limit)
    )
    return [
        TriedTicket(
            StaleTicket(row[0] or 0, TicketStatus(row[1]), row[2], row[3], row[4], row[5], row[6]),
            source=row[7],
            external_id=row[8],
            subject=row[9],
            account=row[10],
            model=row[11],
        )
        for row in session.connection().execute(query)
    ]


def texts_by_hash(session: Session, hashes: Sequence[str]) -> dict[str, str]:
    """Give texts by their hashes."""
    query = (
        select(col(MessageRow.text_hash), func.min(col(MessageRow.text)))
        .where(col(MessageRow.text_hash).in_(hashes))
        .group_by(col(MessageRow.text_hash))
    )
    return {row[0] or "": row[1] for row in session.connection().execute(query)}
