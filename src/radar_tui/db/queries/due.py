"""What is due: responses that alerts call for, and tickets whose snooze is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, case, cast, exists, func, or_, select
from sqlmodel import Session, col

from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AccountRow,
    AlertRow,
    ChangeSetEntryRow,
    ChangeSetRow,
    InterventionRow,
    ResponseRow,
    RuleRow,
    ScoreOpinionRow,
    TicketRow,
    TicketTagEditRow,
)
from radar_tui.domain.alerts import AlertState
from radar_tui.domain.records import TicketStatus

# An alert whose data stopped coming is still open once it has fired.
_OPEN_ALERTS = (
    AlertState.FIRING,
    AlertState.RECOVERING,
    AlertState.NO_DATA,
    AlertState.ERROR,
)


@dataclass(frozen=True, slots=True)
class DueResponse:
    """A response that nobody has finished. `account` is None where the alert names none."""

    alert_id: int
    title: str
    labels: dict[str, str]
    account: str | None
    owner: str
    acknowledged_by: str | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class WokenTicket:
    """An open ticket whose snooze is over and that nobody has touched since."""

    source: str
    external_id: str
    account: str | None
    owner: str | None
    snoozed_until: datetime


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How many there are in all, and how many of them are overdue."""

    total: int
    overdue: int


def due_responses(session: Session, as_of: datetime, limit: int) -> list[DueResponse]:
    """List the unfinished responses of open alerts that are not put aside, longest overdue first.

    A response is put aside with its ticket, too.
    """
    alert, answer = AlertRow, ResponseRow
    query = (
        select(
            col(alert.id),
            col(RuleRow.definition)["title"].as_string(),
            col(alert.labels),
            col(alert.evidence)["account"].as_string(),
            col(answer.owner),
            col(answer.acknowledged_by),
            col(answer.due_at),
        )
        .join(answer, col(answer.alert_id) == col(alert.id))
        .join(RuleRow, col(RuleRow.key) == col(alert.rule_key))
        .where(*_unanswered(as_of))
        .order_by(col(answer.due_at), col(alert.id))
        .limit(limit)
    )
    rows: Any = session.connection().execute(query)
    return [DueResponse(*row) for row in rows]


def count_responses(session: Session, as_of: datetime) -> DueCounts:
    """Count what `due_responses` would list without a limit."""
    late = case((col(ResponseRow.due_at) < as_of, 1), else_=0)
    query = (
        select(func.count(), func.coalesce(func.sum(late), 0))
        .select_from(AlertRow)
        .join(ResponseRow, col(ResponseRow.alert_id) == col(AlertRow.id))
        .where(*_unanswered(as_of))
    )
    return DueCounts(*session.connection().execute(query).one())


def woken_tickets(session: Session, as_of: datetime, within: timedelta) -> list[WokenTicket]:
    """List the tickets that woke within a span and wait untouched, longest first."""
    row, until = InterventionRow, col(InterventionRow.snoozed_until)
    query = (
        select(
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(AccountRow.name),
            col(row.owner),
            until,
        )
        .join(TicketRow, col(TicketRow.id) == col(row.ticket_id))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .where(
            until > as_of - within,
            until <= as_of,
            col(row.finished_at).is_(None),
            col(TicketRow.status).in_([status for status in TicketStatus if status.is_open]),
            *counted(),
            *_untouched(),
        )
        .order_by(until, col(TicketRow.id))
    )
    rows: Any = session.connection().execute(query)
    return [WokenTicket(*found) for found in rows]


def _unanswered(as_of: datetime) -> tuple[Any, ...]:
    answer, named = ResponseRow, col(AlertRow.labels)["ticket"].as_string()
    asleep = (
        select(col(TicketRow.source) + "/" + col(TicketRow.external_id))
        .join(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .where(col(InterventionRow.snoozed_until) > as_of)
    )
    return (
        col(AlertRow.state).in_(_OPEN_ALERTS),
        col(answer.due_at).is_not(None),
        col(answer.done_at).is_(None),
        or_(col(answer.snoozed_until).is_(None), col(answer.snoozed_until) <= as_of),
        or_(named.is_(None), named.not_in(asleep)),
    )


def _untouched() -> tuple[Any, ...]:
    """Nothing that people write about a ticket was written since its snooze was over."""
    ticket, until = col(InterventionRow.ticket_id), col(InterventionRow.snoozed_until)
    worked = (
        exists()
        .where(
            and_(
                col(ChangeSetEntryRow.table_name) == InterventionRow.__tablename__,
                col(ChangeSetEntryRow.pk) == cast(ticket, String),
                col(ChangeSetRow.id) == col(ChangeSetEntryRow.change_set_id),
                col(ChangeSetRow.at) >= until,
            )
        )
        .correlate(InterventionRow)
    )
    retagged = exists().where(
        col(TicketTagEditRow.ticket_id) == ticket, col(TicketTagEditRow.at) >= until
    )
    judged = exists().where(
        col(ScoreOpinionRow.ticket_id) == ticket, col(ScoreOpinionRow.at) >= until
    )
    return (~worked, ~retagged, ~judged)
