"""The weekly review's numbers: the headlines with their usual range, and the metrics table."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from radar_tui.analysis.metrics import (
    LEAST_TICKETS,
    QUIET_DAYS_AFTER,
    Intervention,
    MetricKey,
    MetricValue,
    SignalTimes,
    escalation_rate,
    frustration_average,
    prevented_escalations,
    repeat_rate,
    ticket_spikes,
    time_to_detect,
    time_to_mitigate,
)
from radar_tui.db.queries.review import (
    FiredRow,
    InterventionFacts,
    escalated_creations,
    fired_alerts,
    firing_times,
    interventions_between,
    message_scores,
    scores_between,
    solved_counts,
    ticket_counts,
)
from radar_tui.db.queries.tickets import TaggedTicket, tagged_between
from radar_tui.domain.playbook_sections import MetricPlan
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule, RuleKind
from radar_tui.reporting.weekly import Headline, MetricLine, ReviewWeek, Unit, make_headline

# A monthly metric covers the four weeks that end with the reviewed one.
MONTH_WEEKS = 4
THIS_WEEK = "this week"
FOUR_WEEKS = f"{MONTH_WEEKS} weeks"

# A tick, so that spans "after, up to and with" become spans "from, up to and without".
_TICK = timedelta(microseconds=1)
_NOT_WATCHING = "Radar was not watching yet"
_FROM_ALERTS = (MetricKey.TIME_TO_DETECT, MetricKey.TIME_TO_MITIGATE, MetricKey.TICKET_SPIKES)


@dataclass(frozen=True, slots=True)
class ReviewScope:
    """What a review looks at: a week, the eight before it, and how far the data carry.

    `starts` are the nine weeks' starts. `first` is when the oldest ticket came, `since` when Radar
    first saw data. `unjudged` says why the week's numbers cannot be held against others.
    """

    session: Session
    week: ReviewWeek
    starts: tuple[datetime, ...]
    rules: tuple[Rule, ...]
    first: datetime | None
    since: datetime | None
    unjudged: str | None

    @property
    def start(self) -> datetime:
        """When the week begins."""
        return self.week.start

    @property
    def until(self) -> datetime:
        """Up to when the week is counted."""
        return self.week.counted_until

    def spans(self) -> list[tuple[datetime, datetime]]:
        """The nine weeks, oldest first, each from its start up to its end."""
        return list(zip(self.starts, [*self.starts[1:], self.until], strict=True))

    def tagged(self, kind: TagKind, start: datetime, end: datetime) -> list[TaggedTicket]:
        """List the tickets of a span, once for each term of a kind that they carry."""
        return tagged_between(self.session, kind, start - _TICK, end - _TICK)


def headlines(scope: ReviewScope) -> tuple[Headline, ...]:
    """Make the week's headline numbers with those of the weeks before."""
    session, spans = scope.session, scope.spans()
    counts = [ticket_counts(session, *span) for span in spans]
    solved = solved_counts(session, scope.starts, scope.until)
    escalated = escalated_creations(session, scope.starts[0], scope.until)
    fired = [at for _, at in firing_times(session, scope.starts[0], scope.week.end)]
    heard = [message_scores(session, *span) for span in spans]

    def count(key: str, title: str, numbers: Sequence[int]) -> Headline:
        series = _known(scope, numbers, scope.first)
        return make_headline(key, title, Unit.COUNT, series, unjudged=scope.unjudged)

    return (
        count("new-tickets", "New tickets", [each.tickets for each in counts]),
        count("solved-tickets", "Solved tickets", solved),
        count(
            "over-review",
            "New tickets over the review threshold",
            [each.tickets_over_review for each in heard],
        ),
        make_headline(
            "message-score-average",
            "Average score of customers' messages",
            Unit.POINTS,
            [each.total / each.scored if each.scored >= LEAST_TICKETS else None for each in heard],
            unjudged=scope.unjudged,
        ),
        count("escalated-tickets", "Escalated tickets", _per_week(escalated, spans)),
        make_headline(
            "alerts-fired",
            "Alerts fired",
            Unit.COUNT,
            _known(
                scope, _per_week(fired, [*spans[:-1], (scope.start, scope.week.end)]), scope.since
            ),
            unjudged=_unwatched(scope, scope.start) or scope.unjudged,
        ),
    )


def metric_lines(scope: ReviewScope, table: Sequence[MetricPlan]) -> tuple[MetricLine, ...]:
    """Fill the metrics table: monthly ones over four weeks, all others over the week."""
    return tuple(_metric_line(scope, plan) for plan in table)


def _metric_line(scope: ReviewScope, plan: MetricPlan) -> MetricLine:
    makers: dict[MetricKey, Callable[[ReviewScope, datetime], MetricValue]] = {
        MetricKey.TIME_TO_DETECT: _time_to_detect,
        MetricKey.TIME_TO_MITIGATE: _time_to_mitigate,
        MetricKey.TICKET_SPIKES: _ticket_spikes,
        MetricKey.REPEAT_RATE: _repeat_rate,
        MetricKey.ESCALATION_RATE: _escalation_rate,
        MetricKey.FRUSTRATION_AVERAGE: _frustration_average,
        MetricKey.PREVENTED_ESCALATIONS: _prevented_escalations,
    }
    key = MetricKey(plan.key)
    monthly = plan.cadence == "monthly"
    start = scope.starts[-MONTH_WEEKS] if monthly else scope.start
    metric = makers[key](scope, start)
    reason = _reason(scope, metric, start)
    return MetricLine(
        key=key,
        title=plan.title,
        unit=Unit(metric.unit.value),
        baseline=plan.baseline,
        target=plan.target,
        value=None if reason == _NOT_WATCHING else metric.value,
        numerator=metric.numerator,
        denominator=metric.denominator,
        reason=reason,
        how=metric.how,
        cadence=plan.cadence,
        period=FOUR_WEEKS if monthly else THIS_WEEK,
    )


def _reason(scope: ReviewScope, metric: MetricValue, start: datetime) -> str | None:
    """Say why a number cannot be made out, or what it leaves out."""
    if metric.key in _FROM_ALERTS:
        unwatched = _unwatched(scope, start)
        waiting = f"{metric.reason} yet" if metric.reason else None
        return unwatched if unwatched == _NOT_WATCHING else waiting or unwatched
    whole = scope.first is not None and scope.first <= start
    early = not whole and metric.key is not MetricKey.PREVENTED_ESCALATIONS
    return metric.reason or ("the data begin later" if early else None)


def _unwatched(scope: ReviewScope, start: datetime) -> str | None:
    """Say how much of a period there could be no alerts in."""
    if scope.since is None or scope.since >= scope.week.end:
        return _NOT_WATCHING
    return "Radar began watching later" if scope.since > start else None


def _signals(scope: ReviewScope, start: datetime) -> list[SignalTimes]:
    fired = fired_alerts(scope.session, start, scope.week.end)
    return [_signal(row) for row in fired if row.fired_at < scope.week.end]


def _signal(row: FiredRow) -> SignalTimes:
    ends = [moment for moment in (row.done_at, row.resolved_at) if moment is not None]
    return SignalTimes(
        began_at=row.began_at or row.fired_at,
        triaged_at=row.acknowledged_at,
        mitigated_at=min(ends, default=None),
    )


def _time_to_detect(scope: ReviewScope, start: datetime) -> MetricValue:
    return time_to_detect(_signals(scope, start))


def _time_to_mitigate(scope: ReviewScope, start: datetime) -> MetricValue:
    return time_to_mitigate(_signals(scope, start))


def _ticket_spikes(scope: ReviewScope, start: datetime) -> MetricValue:
    spike_rules = {rule.key for rule in scope.rules if rule.kind is RuleKind.TICKET_SPIKE}
    end = scope.week.end
    fired = firing_times(scope.session, start, end)
    return ticket_spikes([at for key, at in fired if key in spike_rules], start, end)


def _repeat_rate(scope: ReviewScope, start: datetime) -> MetricValue:
    tickets = ticket_counts(scope.session, start, scope.until).tickets
    causes: dict[str, str] = {}
    for tagged in scope.tagged(TagKind.ROOT_CAUSE, start, scope.until):
        causes[tagged.ticket] = min(tagged.name, causes.get(tagged.ticket, tagged.name))
    return repeat_rate([*causes.values(), *[None] * (tickets - len(causes))])


def _escalation_rate(scope: ReviewScope, start: datetime) -> MetricValue:
    escalated = escalated_creations(scope.session, start, scope.until)
    tickets = ticket_counts(scope.session, start, scope.until).tickets
    return escalation_rate(len(escalated), tickets)


def _frustration_average(scope: ReviewScope, start: datetime) -> MetricValue:
    return frustration_average(scores_between(scope.session, start, scope.until))


def _prevented_escalations(scope: ReviewScope, start: datetime) -> MetricValue:
    until = scope.until
    begun = interventions_between(scope.session, start - QUIET_DAYS_AFTER, until - QUIET_DAYS_AFTER)
    judged = [_intervention(one) for one in begun if _escalation_is_dated(one)]
    return prevented_escalations(judged, start, until)


def _escalation_is_dated(intervention: InterventionFacts) -> bool:
    # Of a tag it is not known when it was set: such a ticket is never claimed as prevented.
    return intervention.escalated_at is not None or not intervention.tagged_escalated


def _intervention(facts: InterventionFacts) -> Intervention:
    return Intervention(
        started_at=facts.started_at,
        score_at_start=facts.started_score or 0,
        churn_at_start=facts.churn,
        escalated_at=facts.escalated_at,
    )


def _known(scope: ReviewScope, numbers: Sequence[int], first: datetime | None) -> list[int | None]:
    """Leave out the weeks that began before the data did; the reviewed one needs some data."""
    *before, last = zip(scope.starts, numbers, strict=True)
    series = [number if first is not None and start >= first else None for start, number in before]
    return [*series, last[1] if first is not None and first < scope.week.end else None]


def _per_week(moments: Sequence[datetime], spans: Sequence[tuple[datetime, datetime]]) -> list[int]:
    placed = Counter(
        position
        for moment in moments
        for position, (start, end) in enumerate(spans)
        if start <= moment < end
    )
    return [placed[position] for position in range(len(spans))]
