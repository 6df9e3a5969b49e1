"""The frustration radar and the priority matrix as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.imports.standings import in_batches
from radar_tui.db.queries.band_limits import band_limits
from radar_tui.db.queries.radar import (
    RadarRow,
    SourceFreshness,
    count_tickets,
    freshness,
    radar_rows,
    ranked_tickets,
    scoring_state,
)
from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.ticket_answers import Answer, answers_of
from radar_tui.db.queries.ticket_filter import awake, open_and_counted, to_review
from radar_tui.domain.priority import InputValue, Priority, PriorityAction
from radar_tui.domain.ticket_names import ticket_name
from radar_tui.domain.working_time import WorkingCalendar, working_hours_between
from radar_tui.services.prioritising import matrix_facts, priority_matrix
from radar_tui.services.settings import working_calendar
from radar_tui.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RadarEntry:
    """One row of the template's dashboard: customer, ticket, score, why, what we do, owner.

    `waiting_hours` are working hours up to `data_as_of`, `waiting_days` the same in working days;
    None where the customer does not wait.
    """

    ticket: str
    source: str
    url: str | None
    subject: str
    account: str | None
    tier: int | None
    score: int | None
    band: str | None
    review: bool
    churn: bool
    trajectory: str
    why: str
    next_action: str | None
    owner: str | None
    due_at: datetime | None
    waiting_hours: float | None
    waiting_days: float | None


@dataclass(frozen=True, slots=True)
class SourceState:
    """How fresh one source is."""

    name: str
    system: str
    data_as_of: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True)
class RadarPanel:
    """The radar of a scope and what it rests on. `unscored` counts awake ones without a score."""

    as_of: datetime
    scope: str
    sources: Sequence[SourceState]
    open_tickets: int
    unscored: int
    over_review: int
    tickets: Sequence[RadarEntry]


@dataclass(frozen=True, slots=True)
class MatrixEntry:
    """One account of the matrix with its inputs, total and action."""

    account: str
    arr: float | None
    arr_tier: InputValue
    sentiment_risk: InputValue
    pattern_severity: InputValue
    total: int
    action: PriorityAction
    action_words: str


@dataclass(frozen=True, slots=True)
class MatrixPanel:
    """The matrix of a scope, who gets proactive help first."""

    as_of: datetime
    scope: str
    to_act_on: int
    accounts: Sequence[MatrixEntry]


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """One segment of the matrix: its accounts together, with inputs, total and action."""

    segment: str
    accounts: int
    arr: float | None
    arr_tier: InputValue
    sentiment_risk: InputValue
    pattern_severity: InputValue
    total: int
    action: PriorityAction
    action_words: str


@dataclass(frozen=True, slots=True)
class SegmentPanel:
    """The matrix of a scope by segments, who gets proactive help first."""

    as_of: datetime
    scope: str
    to_act_on: int
    segments: Sequence[SegmentEntry]


def radar_panel(workspace: Workspace, *, everything: bool = False, limit: int = 50) -> RadarPanel:
    """Give the scope's open tickets over the review threshold, worst first; snoozed ones are aside.

    `everything` gives all open tickets, snoozed and unscored ones too.
    """
    calendar = working_calendar(workspace)
    scope = workspace.scope
    inside = tickets_in(scope)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        over_review = [*to_review(), awake(workspace.as_of, band_limits(session)), *inside]
        wanted = [*open_and_counted(), *inside] if everything else over_review
        tickets = ranked_tickets(session, wanted, limit=limit)
        entries = radar_entries(session, tickets, calendar, workspace.as_of)
        over = count_tickets(session, over_review)
        state = scoring_state(session, workspace.as_of, scope)
        sources = freshness(session)
    return RadarPanel(
        as_of=workspace.as_of,
        scope=str(scope),
        sources=[source_state(source, workspace.as_of) for source in sources],
        open_tickets=state.open_tickets,
        unscored=state.unscored,
        over_review=over,
        tickets=entries,
    )


def matrix_panel(workspace: Workspace) -> MatrixPanel:
    """Give the priority matrix."""
    rows = priority_matrix(workspace)
    return MatrixPanel(
        as_of=workspace.as_of,
        scope=str(workspace.scope),
        to_act_on=sum(row.action is PriorityAction.OUTREACH for row in rows),
        accounts=[_matrix_entry(row) for row in rows],
    )


def segment_panel(workspace: Workspace) -> SegmentPanel:
    """Give the priority matrix by segments."""
    rows = matrix_facts(workspace).segment_rows()
    return SegmentPanel(
        as_of=workspace.as_of,
        scope=str(workspace.scope),
        to_act_on=sum(row.action is PriorityAction.OUTREACH for row in rows),
        segments=[_segment_entry(row) for row in rows],
    )


def newest_data(workspace: Workspace) -> datetime | None:
    """Give up to when the data of all sources reach together."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        moments = [source.data_as_of for source in freshness(session) if source.data_as_of]
    return max(moments, default=None)


def radar_entries(
    session: Session, ticket_ids: Sequence[int], calendar: WorkingCalendar, as_of: datetime
) -> list[RadarEntry]:
    """Give tickets as the radar shows them, in the given order; those that are gone are left out.

    Its cost goes with the number of ids alone.
    """
    entries: list[RadarEntry] = []
    for batch in in_batches(ticket_ids):
        rows = radar_rows(session, batch)
        names = [ticket_name(row.source, row.external_id) for row in rows]
        answers = answers_of(session, names)
        entries += [
            _radar_entry(row, answers.get(name), calendar, as_of)
            for name, row in zip(names, rows, strict=True)
        ]
    return entries


def _radar_entry(
    row: RadarRow, answer: Answer | None, calendar: WorkingCalendar, as_of: datetime
) -> RadarEntry:
    until = min(as_of, row.data_as_of) if row.data_as_of else as_of
    waiting = (
        round(working_hours_between(row.waiting_since, until, calendar), 1)
        if row.waiting_since
        else None
    )
    return RadarEntry(
        ticket=row.external_id,
        source=row.source,
        url=row.url,
        subject=row.subject,
        account=row.account,
        tier=row.tier,
        score=row.score,
        band=row.band,
        review=row.review,
        churn=row.churn,
        trajectory=row.trajectory,
        why=row.why,
        next_action=row.next_action or (answer.action if answer else None),
        owner=row.owner or (answer.owner if answer else None),
        due_at=answer.due_at if answer else None,
        waiting_hours=waiting,
        waiting_days=None if waiting is None else round(waiting / calendar.day_hours, 1),
    )


def _matrix_entry(row: Priority) -> MatrixEntry:
    return MatrixEntry(
        account=row.name,
        arr=row.arr,
        arr_tier=row.arr_tier,
        sentiment_risk=row.sentiment_risk,
        pattern_severity=row.pattern_severity,
        total=row.total,
        action=row.action,
        action_words=row.action.words,
    )


def _segment_entry(row: Priority) -> SegmentEntry:
    return SegmentEntry(
        segment=row.name,
        accounts=row.accounts,
        arr=row.arr,
        arr_tier=row.arr_tier,
        sentiment_risk=row.sentiment_risk,
        pattern_severity=row.pattern_severity,
        total=row.total,
        action=row.action,
        action_words=row.action.words,
    )


def source_state(source: SourceFreshness, as_of: datetime) -> SourceState:
    """Give how fresh a source is at a moment."""
    return SourceState(
        name=source.name,
        system=source.system,
        data_as_of=source.data_as_of,
        stale=source.freshness.is_stale(as_of),
    )
