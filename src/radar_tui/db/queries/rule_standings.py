"""Where open tickets stand, as far as rules look: few numbers of many, and the rest of a few."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from radar_tui.db.queries.rule_tickets import (
    Vocabulary,
    by_ids,
    names_of,
    terms_of,
)
from radar_tui.db.queries.tickets import last_customer_message
from radar_tui.db.tables import AccountRow, TicketRow, TicketStandingRow
from radar_tui.domain.records import TagKind
from radar_tui.domain.ticket_names import ticket_name


class Standing(NamedTuple):
    """The newest score of an open ticket, and what tells this standing from any other of it."""

    ticket_id: int
    score: int | None
    why: str
    revision: int
    ticket_revision: int
    model: str
    rubric: str


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """An open ticket that counts, for an alert on it."""

    name: str
    account: str | None
    last_customer_at: datetime | None
    feature_areas: tuple[str, ...]


def standings_over(session: Session, level: float) -> list[Standing]:
    """List the standings of open tickets whose score is over a level, highest first."""
    return _standings(session, col(TicketStandingRow.score) > level)


def standings_with_churn(session: Session) -> list[Standing]:
    """List the standings of open tickets with churn language that nothing settled."""
    # What speaks of leaving is to be reviewed; there is an index by that.
    standing = TicketStandingRow
    return _standings(session, col(standing.review), col(standing.churn))


def standings_with_escalation(session: Session) -> list[Standing]:
    """List the standings of open tickets whose customer asks for more than support."""
    return _standings(session, col(TicketStandingRow.escalation))


def _standings(session: Session, *which: Any) -> list[Standing]:
    standing = TicketStandingRow
    query = select(
        col(standing.ticket_id),
        col(standing.score),
        col(standing.why),
        col(standing.revision),
        col(standing.ticket_revision),
        col(standing.model),
        col(standing.rubric),
    ).where(col(standing.is_open), *which)
    # Sorted here: SQLite would take the index that gives the order, not the one that finds them.
    found = map(Standing._make, session.connection().execute(query).all())
    return sorted(found, key=lambda one: (-(one.score or 0), one.ticket_id))


def open_tickets(
    session: Session, vocabulary: Vocabulary, ticket_ids: Collection[int]
) -> dict[int, OpenTicket]:
    """Load tickets by id; those that do not count are left out."""
    query = select(
        col(TicketRow.id),
        col(TicketRow.source),
        col(TicketRow.external_id),
        col(AccountRow.name),
        last_customer_message(),
    ).outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
    found: dict[int, OpenTicket] = {}
    for which in by_ids(ticket_ids):
        terms = terms_of(session, vocabulary, *which)
        rows: Any = session.connection().execute(query.where(*which))
        for ticket_id, source, number, account, last_at in rows:
            areas = names_of(terms.get(ticket_id, ()), TagKind.FEATURE_AREA)
            name = ticket_name(source, number)
            found[ticket_id] = OpenTicket(name, account, last_at, areas)
    return found
