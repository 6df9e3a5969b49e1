"""The vectors of tickets: which are to be made, which are there, whose tags they come with."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, delete, or_, select
from sqlmodel import Session, col

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.queries.rule_tickets import Vocabulary, tagged_pairs
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import MessageRow, TicketRow, TicketVectorRow
from radar_tui.domain.records import AuthorRole, TagKind
from radar_tui.domain.ticket_names import ticket_name

# The newest tickets, whose vectors are kept: enough to learn from, and soon read.
VECTORS_KEPT = 4000


@dataclass(frozen=True, slots=True)
class UnreadTicket:
    """A ticket without a vector, or whose words may have changed since it was made.

    `held_hash` is that of the words which `held` was made from by the same model, None without one.
    """

    id: int
    subject: str
    revision: int
    held_hash: str | None
    held: bytes | None


@dataclass(frozen=True, slots=True)
class TicketVector:
    """A ticket with its vector; None where its words are not English."""

    id: int
    name: str
    vector: bytes | None


def unread_tickets(session: Session, version: str, *, limit: int) -> list[UnreadTicket]:
    """List tickets whose words are to be read (again), newest first."""
    row = TicketVectorRow
    outdated = or_(
        col(row.ticket_id).is_(None),
        col(row.version) != version,
        col(row.ticket_revision) != col(TicketRow.revision),
    )
    query = (
        select(
            col(TicketRow.id),
            col(TicketRow.subject),
            col(TicketRow.revision),
            col(row.version),
            col(row.text_hash),
            col(row.vector),
        )
        .outerjoin(row, col(row.ticket_id) == col(TicketRow.id))
        .where(col(TicketRow.id).in_(_newest()), outdated)
        .order_by(col(TicketRow.created_at).desc(), col(TicketRow.id).desc())
        .limit(limit)
    )
    return [
        UnreadTicket(ticket_id or 0, subject, revision, text_hash, vector)
        if held == version
        else UnreadTicket(ticket_id or 0, subject, revision, None, None)
        for ticket_id, subject, revision, held, text_hash, vector in (
            session.connection().execute(query).all()
        )
    ]


def has_unread_tickets(session: Session, version: str) -> bool:
    """Whether any ticket is to be read."""
    return bool(unread_tickets(session, version, limit=1))


def first_words(session: Session, ticket_ids: Collection[int]) -> dict[int, str]:
    """Give the first public message of each ticket's customer; without one a ticket is left out."""
    message = MessageRow
    found: dict[int, str] = {}
    for batch in in_batches(ticket_ids):
        query = (
            select(col(message.ticket_id), col(message.text))
            .where(
                col(message.ticket_id).in_(batch),
                col(message.author_role) == AuthorRole.CUSTOMER,
                col(message.public),
                col(message.noise).is_(None),
            )
            .order_by(col(message.ticket_id), col(message.occurred_at), col(message.id))
        )
        for ticket_id, text in session.connection().execute(query):
            found.setdefault(ticket_id, text)
    return found


def drop_old_vectors(session: Session) -> None:
    """Delete the vectors of tickets that are no longer among the newest."""
    old = delete(TicketVectorRow).where(col(TicketVectorRow.ticket_id).not_in(_newest()))
    session.connection().execute(old)


def ticket_vectors(
    session: Session, version: str, *which: ColumnElement[bool]
) -> list[TicketVector]:
    """List the tickets that conditions describe and that were read, in the order they came."""
    row = TicketVectorRow
    query = (
        select(
            col(TicketRow.id), col(TicketRow.source), col(TicketRow.external_id), col(row.vector)
        )
        .join(row, col(row.ticket_id) == col(TicketRow.id))
        .where(col(row.version) == version, *which)
        .order_by(col(TicketRow.created_at), col(TicketRow.id))
    )
    return [
        TicketVector(ticket_id or 0, ticket_name(source, number), vector)
        for ticket_id, source, number, vector in session.connection().execute(query).all()
    ]


def terms_of_read(
    session: Session, vocabulary: Vocabulary, version: str
) -> dict[TagKind, dict[int, tuple[str, ...]]]:
    """Give the terms of the tickets that were read, by kind and ticket, in order."""
    read = select(col(TicketVectorRow.ticket_id)).where(col(TicketVectorRow.version) == version)
    pairs = tagged_pairs(session, vocabulary, col(TicketRow.id).in_(read), *counted())
    found: dict[TagKind, dict[int, tuple[str, ...]]] = {kind: {} for kind in TagKind}
    for ticket_id, term in sorted(pairs, key=lambda pair: (pair[0], pair[1].name)):
        of_kind = found[term.kind]
        of_kind[ticket_id] = (*of_kind.get(ticket_id, ()), term.name)
    return found


def _newest() -> Select[int]:
    newest = (
        select(col(TicketRow.id))
        .where(*counted())
        .order_by(col(TicketRow.created_at).desc(), col(TicketRow.id).desc())
        .limit(VECTORS_KEPT)
        .subquery()
    )
    return select(newest.c.id)
