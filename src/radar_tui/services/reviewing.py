"""The weekly review of a workspace: small queries in, one frozen value out."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.alerts import stored_rules
from radar_tui.db.queries.radar import SourceFreshness, freshness
from radar_tui.db.queries.review import (
    ClosedTicket,
    FiredRow,
    InterventionFacts,
    closed_between,
    fired_alerts,
    interventions_between,
    tag_labels,
    ticket_counts,
    watching_since,
)
from radar_tui.db.queries.tickets import (
    TaggedTicket,
    first_creation,
)
from radar_tui.detection.spike_rule import ALPHA_PARTS, LAST_7_DAYS, team_settings
from radar_tui.detection.spikes import SpikeSettings, SpikeStatus, judge
from radar_tui.detection.weeks import whole_weeks
from radar_tui.domain.alerts import make_labels
from radar_tui.domain.priority import PriorityAction
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import rule_from_dict
from radar_tui.domain.scope import Scope
from radar_tui.domain.ticket_names import ticket_name
from radar_tui.reporting.weekly import (
    USUAL_WEEKS,
    AccountAtRisk,
    AreaVolume,
    FiredAlert,
    Gaps,
    RecurringIssue,
    ReviewWeek,
    SampledTicket,
    StartedIntervention,
    WeeklyReview,
    find_week,
    last_whole_week,
)
from radar_tui.reporting.wording import alert_measure, alert_subject
from radar_tui.services.area_weeks import area_weeks
from radar_tui.services.panels import MatrixEntry, matrix_panel
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.reviewing_numbers import ReviewScope, headlines, metric_lines
from radar_tui.services.rule_memory import RuleMemory
from radar_tui.services.settings import workspace_zone
from radar_tui.services.week_reach import late_sources, source_reach
from radar_tui.services.workspace import Workspace

TOP_ISSUES = 3
TOP_ACCOUNTS = 5
SAMPLE_SIZE = 3
INCOMPLETE_WEEK = "incomplete-week"


def weekly_review(workspace: Workspace, label: str | None = None) -> WeeklyReview:
    """Review one ISO week of the scope, the last whole one where none is named.

    Raises:
        WorkspaceError: there is no such week, or it has not begun.
    """
    week = _find(workspace, label)
    playbook = shipped_playbook()
    at_risk = matrix_panel(workspace).accounts
    with plain_errors(workspace.location), workspace.database.reading() as session:
        sources = freshness(session)
        scope = _scope(session, week, sources, workspace.scope)
        tagged = scope.tagged(TagKind.FEATURE_AREA, scope.start, scope.until)
        closed = closed_between(session, scope.start, scope.until, scope.part)
        return WeeklyReview(
            week=week,
            as_of=workspace.as_of,
            headlines=headlines(scope),
            alerts=_alerts(scope),
            areas=_areas(scope, tagged),
            issues=_issues(scope),
            accounts=_accounts_at_risk(at_risk),
            interventions=_interventions(scope, len(playbook.frustration.intervention)),
            metrics=metric_lines(scope, playbook.metrics.table),
            sources=tuple(source_reach(source, week) for source in sources),
            closed=len(closed),
            sample=drawn_tickets(closed, f"{week.label}/{workspace.seed}"),
            completeness=tuple(item.label for item in playbook.macros.completeness),
            gaps=_gaps(scope, tagged),
            scope=str(scope.part),
        )


def _find(workspace: Workspace, label: str | None) -> ReviewWeek:
    zone = workspace_zone(workspace)
    if label is None:
        return last_whole_week(zone, workspace.as_of)
    try:
        return find_week(label, zone, workspace.as_of)
    except ValueError as error:
        raise WorkspaceError(str(error)) from error


def _scope(
    session: Session, week: ReviewWeek, sources: Sequence[SourceFreshness], part: Scope
) -> ReviewScope:
    first = first_creation(session)
    starts = (*week.starts_before(USUAL_WEEKS), week.start)
    late = [source.name for source in late_sources(session, week, sources)]
    unjudged = None
    if first is None or first >= week.counted_until:
        unjudged = "no tickets yet"
    elif first > week.start:
        unjudged = "the data begin in this week"
    elif not week.is_over:
        unjudged = "the week is not over"
    elif late:
        unjudged = f"{', '.join(late)} ends before the week does"
    return ReviewScope(
        session=session,
        week=week,
        starts=starts,
        rules=tuple(stored_rules(session)),
        first=first,
        since=watching_since(session),
        unjudged=unjudged,
        part=part,
    )


def _alerts(scope: ReviewScope) -> tuple[FiredAlert, ...]:
    rows = fired_alerts(scope.session, scope.start, scope.week.end, scope.part)
    order = [rule.key for rule in shipped_playbook().rules]
    known = {key: position for position, key in enumerate(order)}

    def loudest_first(row: FiredRow) -> tuple[int, str, float]:
        return known.get(row.rule_key, len(order)), row.rule_key, -(row.value or 0)

    return tuple(_alert(row, scope.week) for row in sorted(rows, key=loudest_first))


def _alert(row: FiredRow, week: ReviewWeek) -> FiredAlert:
    rule = rule_from_dict(row.definition)
    return FiredAlert(
        rule=rule.key,
        title=rule.title,
        subject=alert_subject(make_labels(row.labels)),
        measure=alert_measure(rule.kind, row.value, row.evidence),
        state=row.state,
        began_at=row.began_at,
        fired_at=row.fired_at,
        fired_in_week=row.fired_at < week.end,
        due_at=row.due_at,
        owner=row.owner or rule.owner,
        action=rule.action,
        acknowledged_at=row.acknowledged_at,
        done_at=row.done_at,
        resolved_at=row.resolved_at,
    )


def _areas(scope: ReviewScope, tagged: Sequence[TaggedTicket]) -> tuple[AreaVolume, ...]:
    """Judge each feature area's week by the weeks before it, as the spike rule would."""
    starts = whole_weeks(scope.first, scope.start, scope.week.zone)
    weeks = _area_weeks(scope, starts)
    labels = tag_labels(scope.session, TagKind.FEATURE_AREA)
    tickets: dict[str, list[TaggedTicket]] = defaultdict(list)
    for ticket in tagged:
        tickets[ticket.name].append(ticket)
    settings = team_settings(scope.rules)
    volumes = [
        _area(
            name,
            labels.get(name, name),
            tickets[name],
            weeks.get(name, (0,) * len(starts)),
            settings,
            complete=scope.unjudged is None,
        )
        for name in {*weeks, *tickets}
    ]
    spike = SpikeStatus.SPIKE
    return tuple(sorted(volumes, key=lambda one: (one.status != spike, -one.count, one.area)))


def _area_weeks(scope: ReviewScope, starts: Sequence[datetime]) -> Mapping[str, Sequence[int]]:
    """Count the tickets of each feature area in the weeks before, those of the reviewed part."""
    if not scope.part or not starts:
        return RuleMemory().area_series(scope.session, starts, scope.start)
    return area_weeks(scope.session, scope.part, starts, scope.start)


def _area(
    area: str,
    label: str,
    tickets: Sequence[TaggedTicket],
    weeks: Sequence[int],
    settings: SpikeSettings,
    *,
    complete: bool,
) -> AreaVolume:
    accounts = len({ticket.account_id for ticket in tickets})
    decision = judge(
        len(tickets),
        weeks,
        accounts=accounts,
        settings=settings,
        alpha=settings.alpha * ALPHA_PARTS[LAST_7_DAYS],
    )
    open_end = not complete and decision.status is SpikeStatus.OK
    return AreaVolume(
        area=area,
        label=label,
        count=len(tickets),
        accounts=accounts,
        previous=weeks[-1] if weeks else None,
        expected=None if decision.expected is None else round(decision.expected, 1),
        upper=decision.upper,
        status=INCOMPLETE_WEEK if open_end else decision.status.value,
        naive=decision.naive,
    )


def _issues(scope: ReviewScope) -> tuple[RecurringIssue, ...]:
    both_weeks = scope.tagged(TagKind.ROOT_CAUSE, scope.starts[-2], scope.until)
    return recurring_issues(
        [(one.name, one.account) for one in both_weeks if one.created_at >= scope.start],
        [one.name for one in both_weeks if one.created_at < scope.start],
        tag_labels(scope.session, TagKind.ROOT_CAUSE),
    )


def recurring_issues(
    tagged: Sequence[tuple[str, str | None]], before: Iterable[str], labels: Mapping[str, str]
) -> tuple[RecurringIssue, ...]:
    """Find the root causes that came up most, more than once: the top three recurring issues.

    Args:
        tagged: the root cause and the account, where known, of each ticket of a week.
        before: the root causes of the tickets of the week before.
        labels: the root causes in words.
    """
    counts, previous = Counter(cause for cause, _ in tagged), Counter(before)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP_ISSUES]
    return tuple(
        RecurringIssue(
            cause, labels.get(cause, cause), count, previous[cause], accounts_of(tagged, cause)
        )
        for cause, count in ranked
        if count > 1
    )


def accounts_of(tagged: Iterable[tuple[str, str | None]], cause: str) -> tuple[str, ...]:
    """Name the accounts behind a root cause, those with most tickets first."""
    accounts = Counter(account for name, account in tagged if name == cause and account)
    return tuple(sorted(accounts, key=lambda name: (-accounts[name], name)))


def _accounts_at_risk(entries: Iterable[MatrixEntry]) -> tuple[AccountAtRisk, ...]:
    at_risk = [entry for entry in entries if entry.action is not PriorityAction.STANDARD]
    return tuple(
        AccountAtRisk(
            account=entry.account,
            arr_tier=entry.arr_tier.value,
            sentiment_risk=entry.sentiment_risk.value,
            pattern_severity=entry.pattern_severity.value,
            total=entry.total,
            action=entry.action_words,
            why=f"{entry.sentiment_risk.made_by} · {entry.pattern_severity.made_by}",
        )
        for entry in at_risk[:TOP_ACCOUNTS]
    )


def _interventions(scope: ReviewScope, checklist_total: int) -> tuple[StartedIntervention, ...]:
    begun = interventions_between(scope.session, scope.start, scope.until, scope.part)
    return tuple(_intervention(facts, checklist_total) for facts in begun)


def _intervention(facts: InterventionFacts, checklist_total: int) -> StartedIntervention:
    return StartedIntervention(
        ticket=facts.ticket,
        account=facts.account,
        owner=facts.owner,
        started_at=facts.started_at,
        started_score=facts.started_score,
        next_action=facts.next_action,
        checklist_done=sum(facts.checklist.values()),
        checklist_total=checklist_total,
        outcome=facts.outcome,
        escalated=facts.tagged_escalated or facts.escalated_at is not None,
    )


def drawn_tickets(closed: Iterable[ClosedTicket], seed: str) -> tuple[SampledTicket, ...]:
    """Draw tickets by lot; late imports leave those drawn that have the lowest lots still."""

    def lot(ticket: ClosedTicket) -> str:
        name = ticket_name(ticket.source, ticket.external_id)
        return hashlib.sha256(f"{seed}/{name}".encode()).hexdigest()

    return tuple(
        SampledTicket(
            ticket=ticket.external_id,
            source=ticket.source,
            url=ticket.url,
            subject=ticket.subject,
            account=ticket.account,
            assignee=ticket.assignee,
            solved_at=ticket.solved_at,
        )
        for ticket in sorted(closed, key=lot)[:SAMPLE_SIZE]
    )


def _gaps(scope: ReviewScope, tagged: Iterable[TaggedTicket]) -> Gaps:
    counts = ticket_counts(scope.session, scope.start, scope.until, scope.part)
    return Gaps(
        unscored=counts.unscored,
        not_scored_yet=counts.not_scored_yet,
        without_area=counts.tickets - len({ticket.ticket for ticket in tagged}),
        watching_since=scope.since,
    )
