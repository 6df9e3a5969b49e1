"""Where tickets stood at each moment of the past, computed from what was known by then."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from radar_tui.db.queries.scoring import ThreadEntry
from radar_tui.detection.past import PastStanding
from radar_tui.domain.records import AuthorRole, TicketStatus
from radar_tui.domain.scores import ContributionName
from radar_tui.domain.working_time import (
    WorkingCalendar,
    add_working_hours,
    working_hours_between,
)
from radar_tui.scoring.rubric import Rubric
from radar_tui.scoring.ticket import (
    TicketContext,
    asks_for_more,
    score_ticket,
    unsettled_messages,
)
from radar_tui.services.ticket_threads import customer_messages, waiting_from


@dataclass(frozen=True, slots=True)
class PastThread:
    """A ticket's public messages and changes of status, each oldest first."""

    entries: Sequence[ThreadEntry]
    statuses: Sequence[tuple[datetime, str]]


def past_standings(
    thread: PastThread, rubric: Rubric, calendar: WorkingCalendar, until: datetime
) -> list[PastStanding]:
    """Score a ticket after each message, change of status and step of waiting, up to a moment.

    Its customer's earlier tickets of the same cause are left out: what they were tagged with by
    then is not known of all.
    """
    moments = sorted({at for at in _moments(thread, rubric, calendar) if at <= until})
    return [_standing(thread, rubric, calendar, at) for at in moments]


def _moments(thread: PastThread, rubric: Rubric, calendar: WorkingCalendar) -> Iterator[datetime]:
    for entry in thread.entries:
        yield entry.occurred_at
        if entry.author_role is AuthorRole.CUSTOMER:
            for hours, _ in rubric.ticket.waiting_steps:
                yield add_working_hours(entry.occurred_at, hours, calendar)
    for at, _ in thread.statuses:
        yield at


def _standing(
    thread: PastThread, rubric: Rubric, calendar: WorkingCalendar, at: datetime
) -> PastStanding:
    known = thread.entries[: bisect_right(thread.entries, at, key=lambda one: one.occurred_at)]
    status = _status_at(thread, at)
    messages = customer_messages(known)
    since = waiting_from(status, known)
    context = TicketContext(
        waiting_hours=working_hours_between(since, at, calendar) if since else None,
        reopened_count=_reopened(thread, at),
        is_open=status.is_open,
        thanked=bool(messages) and messages[-1].score.is_thankful,
    )
    score = score_ticket(messages, context, rubric)
    unsettled = [one.score for one in unsettled_messages(messages, rubric)]
    leaving = [one for one in unsettled if one.churn]
    asking = [one for one in unsettled if asks_for_more(one)]
    told = {ContributionName.CHURN, ContributionName.ESCALATION}
    quotes = [part.quote for one in unsettled for part in one.contributions if part.name in told]
    return PastStanding(
        at=at,
        is_open=status.is_open,
        score=score.score,
        churn=len(leaving),
        escalation=len(asking),
        why=score.why,
        quote=next((quote for quote in reversed(quotes) if quote), None),
    )


def _status_at(thread: PastThread, at: datetime) -> TicketStatus:
    known = bisect_right(thread.statuses, at, key=lambda one: one[0])
    return TicketStatus(thread.statuses[known - 1][1]) if known else TicketStatus.OPEN


def _reopened(thread: PastThread, at: datetime) -> int:
    """How often it had gone back from solved to open by a moment."""
    count, is_open = 0, True
    for moment, value in thread.statuses:
        if moment > at:
            break
        opened = TicketStatus(value).is_open
        count += opened and not is_open
        is_open = opened
    return count
