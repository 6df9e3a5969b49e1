"""What a ticket's thread says for its score: its customer's messages, and since when they wait."""

from collections.abc import Sequence
from datetime import datetime

from radar_tui.db.queries.scoring import StaleTicket, ThreadEntry
from radar_tui.domain.records import AuthorRole, TicketStatus
from radar_tui.domain.working_time import WorkingCalendar, working_hours_between
from radar_tui.scoring.ticket import TicketContext, TicketMessage


def customer_messages(thread: Sequence[ThreadEntry]) -> list[TicketMessage]:
    """Pick the customer's messages that were looked at, in time order."""
    return [
        TicketMessage(entry.position, entry.score)
        for entry in thread
        if entry.author_role is AuthorRole.CUSTOMER and entry.score is not None
    ]


def waiting_from(status: TicketStatus, thread: Sequence[ThreadEntry]) -> datetime | None:
    """Tell since when the customer waits: their first message after the last public reply.

    Nobody waits on a solved ticket, or on one that is pending (it is the customer's turn).
    """
    if not status.is_open or status is TicketStatus.PENDING:
        return None
    since: datetime | None = None
    for entry in thread:
        if entry.author_role is AuthorRole.AGENT:
            since = None
        elif entry.author_role is AuthorRole.CUSTOMER and since is None:
            since = entry.occurred_at
    return since


def ticket_context(
    ticket: StaleTicket,
    thread: Sequence[ThreadEntry],
    *,
    reopened: int,
    repeated: int,
    calendar: WorkingCalendar,
    as_of: datetime,
) -> TicketContext:
    """What counts besides a ticket's words, at the moment its source's data reach, `as_of` at most.

    `repeated` counts its requester's earlier tickets of the same cause.
    """
    messages = customer_messages(thread)
    since, until = waiting_from(ticket.status, thread), min(as_of, ticket.data_as_of)
    return TicketContext(
        waiting_hours=working_hours_between(since, until, calendar) if since else None,
        reopened_count=reopened,
        earlier_same_cause=repeated,
        is_open=ticket.status.is_open,
        thanked=bool(messages) and messages[-1].score.is_thankful,
    )
