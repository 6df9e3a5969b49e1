"""What is due of tickets that were put aside: those that have woken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlmodel import Session, col

from radar_tui.db.queries.band_limits import band_limits
from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.ticket_filter import is_worse_than_snoozed
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AccountRow,
    ChangeSetEntryRow,
    ChangeSetRow,
    InterventionRow,
    ScoreOpinionRow,
    TicketNoteRow,
    TicketRow,
    TicketScoreRow,
    TicketStandingRow,
    TicketTagEditRow,
)
from radar_tui.domain.bands import BandLimits
from radar_tui.domain.records import TicketStatus
from radar_tui.domain.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class WokenTicket:
    """An open ticket that woke at `woke_at`, and that nobody has touched since.

    Where that was before its time, its `score` is worse than the one it was put aside with; None
    where the score's history does not tell since when.
    """

    source: str
    external_id: str
    account: str | None
    owner: str | None
    woke_at: datetime | None
    snoozed_until: datetime
    score: int | None
    snoozed_score: int | None


def woken_tickets(
    session: Session, as_of: datetime, within: timedelta, scope: Scope = EVERYTHING
) -> list[WokenTicket]:
    """List a scope's tickets that woke within a span and wait untouched, longest first."""
    row, until = InterventionRow, col(InterventionRow.snoozed_until)
    limits = band_limits(session)
    early = and_(until > as_of, is_worse_than_snoozed(limits))
    woke_at = case((until <= as_of, until), else_=_worse_since(limits)).label("woke_at")
    query = (
        select(
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(AccountRow.name),
            col(row.owner),
            woke_at,
            until,
            col(TicketStandingRow.score),
            col(row.snoozed_score),
        )
        .join(TicketRow, col(TicketRow.id) == col(row.ticket_id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(row.ticket_id))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .where(
            until > as_of - within,
            or_(until <= as_of, early),
            col(row.finished_at).is_(None),
            col(TicketRow.status).in_([status for status in TicketStatus if status.is_open]),
            *counted(),
            *tickets_in(scope),
            *_untouched(woke_at),
        )
        .order_by(woke_at, col(TicketRow.id))
    )
    rows: Any = session.connection().execute(query)
    return [WokenTicket(*found) for found in rows]


def _worse_since(limits: BandLimits) -> ScalarSelect[Any]:
    """Since when a ticket's score is worse than the one it was put aside with."""
    score = TicketScoreRow
    return (
        select(func.min(col(score.known_at)))
        .where(
            col(score.ticket_id) == col(InterventionRow.ticket_id),
            col(score.known_at) >= col(InterventionRow.snoozed_at),
            is_worse_than_snoozed(limits, col(score.score)),
        )
        .correlate(InterventionRow)
        .scalar_subquery()
    )


def _untouched(since: ColumnElement[Any]) -> tuple[Any, ...]:
    """Nothing that people write about a ticket was written since it woke."""
    ticket = col(InterventionRow.ticket_id)
    worked = exists().where(
        col(ChangeSetEntryRow.table_name) == InterventionRow.__tablename__,
        col(ChangeSetEntryRow.pk) == cast(ticket, String),
        col(ChangeSetRow.id) == col(ChangeSetEntryRow.change_set_id),
        col(ChangeSetRow.at) >= since,
    )
    edits, opinion, note = TicketTagEditRow, ScoreOpinionRow, TicketNoteRow
    retagged = exists().where(col(edits.ticket_id) == ticket, col(edits.at) >= since)
    judged = exists().where(col(opinion.ticket_id) == ticket, col(opinion.at) >= since)
    noted = exists().where(col(note.ticket_id) == ticket, col(note.at) >= since)
    return (~worked.correlate(InterventionRow), ~retagged, ~judged, ~noted)
