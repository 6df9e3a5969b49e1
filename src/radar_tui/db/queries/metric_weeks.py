"""What the metrics count, week by week: one pass over the tickets however many weeks there are.

`starts` are the weeks' starts, oldest first; `end` is where the last one ends. A week is told by
its position in `starts`. Only what is in the scope is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from typing import Any

from sqlalchemy import Subquery, case, func, literal, or_, select, union
from sqlmodel import Session, col

from radar_tui.db.queries.alert_scope import are_in_scope
from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.tags import tagged
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AlertRow,
    InterventionRow,
    ResponseRow,
    TicketRow,
    TicketStandingRow,
)
from radar_tui.domain.records import TagKind
from radar_tui.domain.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class ScoreCount:
    """How many tickets of a week stand at one score; None are those without a score."""

    week: int
    score: int | None
    tickets: int


@dataclass(frozen=True, slots=True)
class CauseCount:
    """How many tickets of a week have one root cause; a ticket counts once, by its first term."""

    week: int
    cause: str
    tickets: int


@dataclass(frozen=True, slots=True)
class FiredSignal:
    """When an alert's signal began and fired, and when it was triaged, answered and gone."""

    rule_key: str
    began_at: datetime | None
    fired_at: datetime
    acknowledged_at: datetime | None
    done_at: datetime | None
    resolved_at: datetime | None


def score_counts(
    session: Session, starts: Sequence[datetime], end: datetime, scope: Scope = EVERYTHING
) -> list[ScoreCount]:
    """Count the tickets that came in each week by the score they stand at now."""
    week, score = _week(starts).label("week"), col(TicketStandingRow.score)
    query = (
        select(week, score, func.count())
        .select_from(TicketRow)
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .where(*_created(starts[0], end), *tickets_in(scope))
        .group_by("week", score)
    )
    return [ScoreCount(*row) for row in session.connection().execute(query)]


def cause_counts(
    session: Session, starts: Sequence[datetime], end: datetime, scope: Scope = EVERYTHING
) -> list[CauseCount]:
    """Count the tickets that came in each week by root cause."""
    terms = _tagged_in(session, TagKind.ROOT_CAUSE, starts[0], end)
    causes = select(terms.c.ticket_id, func.min(terms.c.name).label("cause"))
    first = causes.group_by(terms.c.ticket_id).subquery()
    week = _week(starts).label("week")
    query = (
        select(week, first.c.cause, func.count())
        .select_from(first)
        .join(TicketRow, col(TicketRow.id) == first.c.ticket_id)
        .where(*_created(starts[0], end), *tickets_in(scope))
        .group_by("week", first.c.cause)
    )
    return [CauseCount(*row) for row in session.connection().execute(query)]


def escalated_counts(
    session: Session, starts: Sequence[datetime], end: datetime, scope: Scope = EVERYTHING
) -> dict[int, int]:
    """Count the escalated tickets that came in each week, by tag or by intervention."""
    terms = _tagged_in(session, TagKind.ESCALATION_REASON, starts[0], end)
    by_lead = select(col(InterventionRow.ticket_id)).where(
        col(InterventionRow.escalated_at).is_not(None)
    )
    escalated = or_(
        col(TicketRow.id).in_(select(terms.c.ticket_id)), col(TicketRow.id).in_(by_lead)
    )
    week = _week(starts).label("week")
    query = (
        select(week, func.count())
        .select_from(TicketRow)
        .where(escalated, *_created(starts[0], end), *tickets_in(scope))
        .group_by("week")
    )
    return {row[0]: row[1] for row in session.connection().execute(query)}


def fired_signals(
    session: Session, start: datetime, end: datetime, scope: Scope = EVERYTHING
) -> list[FiredSignal]:
    """List the alerts that fired in a span, in order of firing."""
    alert, answer, fired = AlertRow, ResponseRow, col(AlertRow.fired_at)
    query = (
        select(
            col(alert.rule_key),
            col(alert.began_at),
            fired,
            col(answer.acknowledged_at),
            col(answer.done_at),
            col(alert.resolved_at),
            col(alert.labels),
        )
        .outerjoin(answer, col(answer.alert_id) == col(alert.id))
        .where(fired >= start, fired < end)
        .order_by(fired, col(alert.id))
    )
    rows: Any = session.connection().execute(query).all()
    shown = are_in_scope(session, scope, [row.labels for row in rows])
    return [FiredSignal(*row[:-1]) for row in compress(rows, shown)]


def _tagged_in(session: Session, kind: TagKind, start: datetime, end: datetime) -> Subquery:
    """Give the tagged tickets of a span, and maybe others: those between its lowest and highest id.

    Without it all tags ever set would be put together before the span is looked at. SQLite takes no
    condition from outside into a union, so each part of it gets the range of ids.
    """
    created = col(TicketRow.created_at)
    ids = select(func.min(col(TicketRow.id)), func.max(col(TicketRow.id))).where(
        created >= start, created < end
    )
    lowest, highest = session.connection().execute(ids).one()
    parts: Any = tagged(kind).element
    near = [
        part.where(part.selected_columns[0].between(lowest or 0, highest or 0))
        for part in parts.selects
    ]
    return union(*near).subquery()


def _week(starts: Sequence[datetime]) -> Any:
    created = col(TicketRow.created_at)
    positions = [(created < start, literal(week)) for week, start in enumerate(starts[1:])]
    last = literal(len(starts) - 1)
    return case(*positions, else_=last) if positions else last


def _created(start: datetime, end: datetime) -> tuple[Any, ...]:
    created = col(TicketRow.created_at)
    return (created >= start, created < end, *counted())
