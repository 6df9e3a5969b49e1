"""Closed tickets, and which kinds of tag each of them should carry and does not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from radar_tui.db.queries.rule_tickets import Vocabulary, terms_of
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import AccountRow, InterventionRow, TicketRow, TicketStandingRow
from radar_tui.domain.records import TagKind, TicketStatus
from radar_tui.domain.ticket_names import ticket_name


@dataclass(frozen=True, slots=True)
class ClosedUntagged:
    """A ticket that was closed without some kinds of tag."""

    name: str
    account: str | None
    closed_at: datetime
    missing: tuple[TagKind, ...]


def closed_untagged(
    session: Session, vocabulary: Vocabulary, after: datetime, until: datetime
) -> list[ClosedUntagged]:
    """List what was closed in a span without its tags, oldest first.

    Every ticket should have a feature area, an escalated one an escalation reason, and one whose
    customer says that it keeps coming back a root cause. A kind that the vocabulary has no terms of
    is asked of nobody.
    """
    closed = _closed_between(after, until)
    carried = terms_of(session, vocabulary, *closed)
    columns: tuple[Any, ...] = (
        col(TicketRow.id),
        col(TicketRow.source),
        col(TicketRow.external_id),
        col(AccountRow.name),
        col(TicketRow.solved_at),
        col(InterventionRow.escalated_at).is_not(None),
        func.coalesce(col(TicketStandingRow.repeat), False),
    )
    query = (
        select(*columns)
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .outerjoin(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .where(*closed)
        .order_by(col(TicketRow.solved_at), col(TicketRow.id))
    )
    judged = vocabulary.kinds
    found = []
    for ticket_id, source, number, account, at, escalated, repeat in session.connection().execute(
        query
    ):
        kinds = {term.kind for term in carried.get(ticket_id, ())}
        missing = tuple(
            kind
            for kind in _wanted(escalated=escalated, repeat=repeat)
            if kind in judged and kind not in kinds
        )
        if missing:
            found.append(ClosedUntagged(ticket_name(source, number), account, at, missing))
    return found


def _wanted(*, escalated: bool, repeat: bool) -> list[TagKind]:
    wanted = {
        TagKind.FEATURE_AREA: True,
        TagKind.ESCALATION_REASON: escalated,
        TagKind.ROOT_CAUSE: repeat,
    }
    return [kind for kind, is_so in wanted.items() if is_so]


def _closed_between(after: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    solved, status = col(TicketRow.solved_at), col(TicketRow.status)
    done = or_(status == TicketStatus.SOLVED, status == TicketStatus.CLOSED)
    return (solved > after, solved <= until, done, *counted())
