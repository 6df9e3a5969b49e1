"""The few tickets that somebody means by a number, its beginning, or some words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from radar_tui.db.queries.radar import ranked_tickets
from radar_tui.db.queries.ticket_filter import numbered, open_and_counted, spellings
from radar_tui.db.queries.tickets import counted
from radar_tui.db.queries.word_search import holding
from radar_tui.db.tables import AccountRow, SourceRow, TicketRow
from radar_tui.domain.records import TicketStatus
from radar_tui.domain.ticket_names import ticket_name


@dataclass(frozen=True, slots=True)
class NumberedTicket:
    """A ticket found by its number, open or closed; `exact` where the whole number was given."""

    ticket_id: int
    name: str
    status: TicketStatus
    exact: bool


def tickets_numbered(session: Session, number: str, limit: int) -> list[NumberedTicket]:
    """Find tickets by `4562`, `#4562` or `zendesk/4562`, then those whose number begins so.

    Every step goes along the key, so that it reads about as many rows as it gives. Beginnings are
    looked for where they end in a digit: see `_beginning`.
    """
    exact = _numbered(session, numbered([number]), limit, exact=True)
    beginning = number.removeprefix("#")
    if not beginning[-1:].isascii() or not beginning[-1:].isdigit():
        return exact
    sources = col(TicketRow.source).in_(select(col(SourceRow.name)))
    condition = and_(sources, or_(*map(_beginning, spellings([beginning]))))
    longer = _numbered(session, condition, limit, exact=False)
    known = {ticket.ticket_id for ticket in exact}
    return [*exact, *(ticket for ticket in longer if ticket.ticket_id not in known)][:limit]


def tickets_worded(session: Session, words: Sequence[str], limit: int) -> Sequence[int]:
    """Give the ids of the open tickets that have all words in number, subject or account.

    Those with the highest scores come first. It looks through the open tickets, not at closed ones.
    """
    fields = (
        col(TicketRow.subject),
        "#" + col(TicketRow.external_id),
        func.coalesce(col(AccountRow.name), ""),
    )
    conditions = [*open_and_counted(), *(holding(word, *fields) for word in words)]
    return ranked_tickets(session, conditions, limit=limit)


def _numbered(
    session: Session, condition: ColumnElement[bool], limit: int, *, exact: bool
) -> list[NumberedTicket]:
    source, number = col(TicketRow.source), col(TicketRow.external_id)
    columns = (col(TicketRow.id), source, number, col(TicketRow.status))
    query = select(*columns).where(condition, *counted()).order_by(source, number).limit(limit)
    return [
        NumberedTicket(ticket_id or 0, ticket_name(place, key), TicketStatus(status), exact)
        for ticket_id, place, key, status in session.connection().execute(query)
    ]


def _beginning(beginning: str) -> ColumnElement[bool]:
    """The condition for a number to begin so, as a span of the key.

    Whatever order of letters the database has, digits follow one another and letters follow them.
    """
    number, last = col(TicketRow.external_id), beginning[-1]
    after = beginning[:-1] + ("a" if last == "9" else str(int(last) + 1))
    begins = func.substr(number, 1, len(beginning)) == beginning
    return and_(number >= beginning, number < after, begins)
