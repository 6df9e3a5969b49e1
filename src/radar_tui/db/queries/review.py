"""What the weekly review counts and lists, over spans from a start up to, not including, an end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select
from sqlmodel import Session, col

from radar_tui.db.queries.alert_scope import are_in_scope
from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.tags import tagged
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AccountRow,
    AlertRow,
    AlertTransitionRow,
    ImportRunRow,
    InterventionRow,
    MessageRow,
    MessageScoreRow,
    ResponseRow,
    RuleRow,
    TagRow,
    TicketRow,
    TicketScoreRow,
    TicketStandingRow,
)
from radar_tui.domain.alerts import AlertState
from radar_tui.domain.records import AuthorRole, TagKind, TicketStatus
from radar_tui.domain.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class TicketCounts:
    """How many tickets a span brought, and how far they are judged now.

    `unscored` have nothing that can be judged; `not_scored_yet` are unknown to the scorer.
    """

    tickets: int
    unscored: int
    not_scored_yet: int


@dataclass(frozen=True, slots=True)
class MessageScores:
    """The scores of what customers wrote within a span on the tickets that came in it.

    `tickets_over_review` counts the tickets with such a message over the review threshold. Message
    scores never change, so that spans compare; a ticket's score falls when it is solved.
    """

    scored: int
    total: int
    tickets_over_review: int


@dataclass(frozen=True, slots=True)
class FiredRow:
    """An alert that fired, with value and evidence of that moment, and its response."""

    rule_key: str
    definition: dict[str, Any]
    labels: dict[str, str]
    state: str
    began_at: datetime | None
    fired_at: datetime
    resolved_at: datetime | None
    value: float | None
    evidence: dict[str, Any]
    owner: str | None
    due_at: datetime | None
    acknowledged_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class InterventionFacts:
    """An intervention that has begun.

    `churn` is as the score stood when it began, `tagged_escalated` whether the ticket carries an
    escalation-reason tag, whenever it was set.
    """

    ticket: str
    account: str | None
    owner: str | None
    started_at: datetime
    started_score: int | None
    churn: bool
    next_action: str | None
    checklist: dict[str, bool]
    outcome: str | None
    escalated_at: datetime | None
    tagged_escalated: bool


@dataclass(frozen=True, slots=True)
class ClosedTicket:
    """A ticket that was solved."""

    source: str
    external_id: str
    url: str | None
    subject: str
    account: str | None
    assignee: str | None
    solved_at: datetime


def ticket_counts(
    session: Session, start: datetime, end: datetime, scope: Scope = EVERYTHING
) -> TicketCounts:
    """Count the tickets of a scope that came in a span."""
    standing = TicketStandingRow
    unscored = and_(col(standing.ticket_id).is_not(None), col(standing.score).is_(None))
    query = (
        select(func.count(), _count_if(unscored), _count_if(col(standing.ticket_id).is_(None)))
        .select_from(TicketRow)
        .outerjoin(standing, col(standing.ticket_id) == col(TicketRow.id))
        .where(*_created(start, end), *tickets_in(scope))
    )
    return TicketCounts(*session.connection().execute(query).one())


def message_scores(
    session: Session, start: datetime, end: datetime, scope: Scope = EVERYTHING
) -> MessageScores:
    """Sum up the message scores of a span, under the model and rubric that tickets stand at."""
    standing, score = TicketStandingRow, MessageScoreRow
    review = case((col(score.review), col(TicketRow.id)))
    query = (
        select(
            func.count(col(score.score)),
            func.sum(col(score.score)),
            func.count(review.distinct()),
        )
        .select_from(TicketRow)
        .join(standing, col(standing.ticket_id) == col(TicketRow.id))
        .join(MessageRow, col(MessageRow.ticket_id) == col(TicketRow.id))
        .join(
            score,
            and_(
                col(score.text_hash) == col(MessageRow.text_hash),
                col(score.model) == col(standing.model),
                col(score.rubric) == col(standing.rubric),
            ),
        )
        .where(
            # Not "= customer": SQLite would then read all that customers ever wrote, by that index.
            col(MessageRow.author_role).not_in((AuthorRole.AGENT, AuthorRole.SYSTEM)),
            col(MessageRow.public),
            col(MessageRow.noise).is_(None),
            col(MessageRow.occurred_at) < end,
            *_created(start, end),
            *tickets_in(scope),
        )
    )
    scored, total, over_review = session.connection().execute(query).one()
    return MessageScores(scored, total or 0, over_review)


def escalated_creations(
    session: Session, start: datetime, end: datetime, scope: Scope = EVERYTHING
) -> list[datetime]:
    """List when a scope's tickets of a span came that are escalated, by tag or intervention."""
    by_tag = select(tagged(TagKind.ESCALATION_REASON).c.ticket_id)
    by_lead = select(col(InterventionRow.ticket_id)).where(
        col(InterventionRow.escalated_at).is_not(None)
    )
    escalated = or_(col(TicketRow.id).in_(by_tag), col(TicketRow.id).in_(by_lead))
    query = select(col(TicketRow.created_at)).where(
        escalated, *_created(start, end), *tickets_in(scope)
    )
    return [moment for (moment,) in session.connection().execute(query)]


def tagged_before(session: Session, kind: TagKind, moment: datetime) -> bool:
    """Whether any ticket that came before a moment carries a term of a kind."""
    parts: Any = tagged(kind).element
    # One after the other: of a union SQLite would make out all rows before it finds one.
    return any(
        _any_before(session, part, part.selected_columns[0], moment) for part in parts.selects
    )


def escalated_before(session: Session, moment: datetime) -> bool:
    """Whether any ticket that came before a moment is escalated, by tag or by intervention."""
    ticket_id = col(InterventionRow.ticket_id)
    by_lead = select(ticket_id).where(col(InterventionRow.escalated_at).is_not(None))
    return _any_before(session, by_lead, ticket_id, moment) or tagged_before(
        session, TagKind.ESCALATION_REASON, moment
    )


def solved_counts(
    session: Session, starts: Sequence[datetime], end: datetime, scope: Scope = EVERYTHING
) -> list[int]:
    """Count the tickets solved in each span from one start to the next, the last one to `end`."""
    solved = col(TicketRow.solved_at)
    spans = zip(starts, [*starts[1:], end], strict=True)
    sums = [_count_if(and_(solved >= start, solved < until)) for start, until in spans]
    query = select(*sums).select_from(TicketRow).where(*_solved(starts[0], end), *tickets_in(scope))
    return list(session.connection().execute(query).one())


def closed_between(
    session: Session, start: datetime, end: datetime, scope: Scope = EVERYTHING
) -> list[ClosedTicket]:
    """List a scope's tickets that were solved in a span and stayed so, in no order."""
    query = (
        select(
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(TicketRow.url),
            col(TicketRow.subject),
            col(AccountRow.name),
            col(TicketRow.assignee),
            col(TicketRow.solved_at),
        )
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .where(*_solved(start, end), *tickets_in(scope))
    )
    rows: Iterable[Any] = session.connection().execute(query)
    return [ClosedTicket(*row) for row in rows]


def fired_alerts(
    session: Session, start: datetime, end: datetime, scope: Scope = EVERYTHING
) -> list[FiredRow]:
    """List the alerts that fired in a span, or began in it and fired later, in order of firing."""
    alert, step, answer = AlertRow, AlertTransitionRow, ResponseRow
    as_it_fired = and_(
        col(step.alert_id) == col(alert.id),
        col(step.at) == col(alert.fired_at),
        col(step.to_state) == AlertState.FIRING,
    )
    fired = col(alert.fired_at)
    began_here = and_(col(alert.began_at) >= start, col(alert.began_at) < end)
    query = (
        select(
            col(alert.rule_key),
            col(RuleRow.definition),
            col(alert.labels),
            col(alert.state),
            col(alert.began_at),
            fired,
            col(alert.resolved_at),
            col(step.value),
            func.coalesce(col(step.evidence), col(alert.evidence)),
            col(answer.owner),
            col(answer.due_at),
            col(answer.acknowledged_at),
            col(answer.done_at),
        )
        .join(RuleRow, col(RuleRow.key) == col(alert.rule_key))
        .outerjoin(step, as_it_fired)
        .outerjoin(answer, col(answer.alert_id) == col(alert.id))
        .where(fired >= start, or_(fired < end, began_here))
        .order_by(fired, col(alert.id))
    )
    rows = [FiredRow(*row) for row in session.connection().execute(query)]
    return list(compress(rows, are_in_scope(session, scope, [row.labels for row in rows])))


def firing_times(
    session: Session, start: datetime, end: datetime, scope: Scope = EVERYTHING
) -> list[tuple[str, datetime]]:
    """List when a scope's alerts fired in a span, each with the key of its rule."""
    fired = col(AlertRow.fired_at)
    query = select(col(AlertRow.rule_key), fired, col(AlertRow.labels)).where(
        fired >= start, fired < end
    )
    rows = session.connection().execute(query).all()
    shown = compress(rows, are_in_scope(session, scope, [row[2] for row in rows]))
    return [(row[0], row[1]) for row in shown if row[1] is not None]


def interventions_between(
    session: Session, start: datetime, end: datetime, scope: Scope = EVERYTHING
) -> list[InterventionFacts]:
    """List the interventions on tickets of a scope that began in a span, oldest first."""
    by_tag = select(tagged(TagKind.ESCALATION_REASON).c.ticket_id)
    row, started = InterventionRow, col(InterventionRow.started_at)
    query = (
        select(
            col(TicketRow.external_id),
            col(AccountRow.name),
            col(row.owner),
            started,
            col(row.started_score),
            func.coalesce(_churn_at(started), False),
            col(row.next_action),
            col(row.checklist),
            col(row.outcome),
            col(row.escalated_at),
            col(TicketRow.id).in_(by_tag),
        )
        .join(TicketRow, col(TicketRow.id) == col(row.ticket_id))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .where(started >= start, started < end, *tickets_in(scope))
        .order_by(started, col(TicketRow.id))
    )
    rows: Iterable[Any] = session.connection().execute(query)
    return [InterventionFacts(*found) for found in rows]


def tag_labels(session: Session, kind: TagKind) -> dict[str, str]:
    """Give the words of each term of one kind."""
    query = select(col(TagRow.name), col(TagRow.label)).where(col(TagRow.kind) == kind)
    return {row[0]: row[1] for row in session.connection().execute(query)}


def watching_since(session: Session) -> datetime | None:
    """Give when the first export of tickets or events was imported, and alerts could begin."""
    query = select(func.min(col(ImportRunRow.started_at))).where(
        col(ImportRunRow.kind).in_(("tickets", "events")), col(ImportRunRow.state) != "undone"
    )
    return session.connection().execute(query).scalar()


def ticket_sources(session: Session) -> set[str]:
    """Name the sources that tickets came from."""
    query = select(col(ImportRunRow.source)).where(
        col(ImportRunRow.kind) == "tickets", col(ImportRunRow.state) != "undone"
    )
    return {name for (name,) in session.connection().execute(query.distinct())}


def _any_before(session: Session, query: Any, ticket_id: Any, moment: datetime) -> bool:
    """Whether a query of ticket ids has one of a ticket that came before a moment."""
    created = col(TicketRow.created_at)
    # Not joined, for which SQLite would go through all those tickets where few ids are found.
    came = exists().where(col(TicketRow.id) == ticket_id, created < moment, *counted())
    return session.connection().execute(query.where(came).limit(1)).first() is not None


def _churn_at(moment: Any) -> Any:
    revision = TicketScoreRow
    return (
        select(col(revision.churn))
        .where(
            col(revision.ticket_id) == col(InterventionRow.ticket_id),
            col(revision.known_at) <= moment,
        )
        .order_by(col(revision.revision).desc())
        .limit(1)
        .scalar_subquery()
    )


def _created(start: datetime, end: datetime) -> tuple[Any, ...]:
    created = col(TicketRow.created_at)
    return (created >= start, created < end, *counted())


def _solved(start: datetime, end: datetime) -> tuple[Any, ...]:
    solved = col(TicketRow.solved_at)
    done = col(TicketRow.status).in_((TicketStatus.SOLVED, TicketStatus.CLOSED))
    return (solved >= start, solved < end, done, *counted())


def _count_if(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
