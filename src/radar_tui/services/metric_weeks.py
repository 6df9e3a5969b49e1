"""The metrics of template section 11 over weeks: the facts read once, any run of weeks a period."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from radar_tui.analysis.metrics import (
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
from radar_tui.db.queries.band_limits import band_limits
from radar_tui.db.queries.metric_weeks import (
    FiredSignal,
    cause_counts,
    escalated_counts,
    fired_signals,
    score_counts,
)
from radar_tui.db.queries.review import (
    InterventionFacts,
    escalated_before,
    interventions_between,
    tagged_before,
)
from radar_tui.domain.bands import BandLimits
from radar_tui.domain.playbook_sections import MetricPlan
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule, RuleKind
from radar_tui.domain.scope import EVERYTHING, Scope
from radar_tui.domain.units import Unit
from radar_tui.reporting.weekly import MetricLine, ReviewWeek

# A monthly metric covers the four weeks that end with the one looked at.
MONTH_WEEKS = 4
THIS_WEEK = "this week"
FOUR_WEEKS = f"{MONTH_WEEKS} weeks"

NOT_WATCHING = "Radar was not watching yet"
UNTAGGED = "no tickets carry such tags"
_FROM_ALERTS = (MetricKey.TIME_TO_DETECT, MetricKey.TIME_TO_MITIGATE, MetricKey.TICKET_SPIKES)
# Reasons for which a number would only be a guess.
_UNKNOWN = (NOT_WATCHING, UNTAGGED)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a workspace can tell anything.

    `first` is when the oldest ticket came, `since` when Radar first saw data.
    """

    first: datetime | None
    since: datetime | None

    def unwatched(self, start: datetime, end: datetime) -> str | None:
        """Say how much of a period there could be no alerts in."""
        if self.since is None or self.since >= end:
            return NOT_WATCHING
        return "Radar began watching later" if self.since > start else None


@dataclass(frozen=True, slots=True)
class Period:
    """What the metrics of a period are made from.

    It runs from `start` up to, not including, `end`; tickets are counted up to `counted_until`.
    `scores` counts the tickets by the score they stand at, None without one. `since` is when Radar
    began to watch, `untagged` names the metrics for which no ticket was ever tagged up to the
    period's end: that nothing is counted says nothing then.
    """

    start: datetime
    end: datetime
    counted_until: datetime
    scores: Counter[int | None]
    causes: Counter[str]
    escalated: int
    signals: tuple[FiredSignal, ...]
    spikes: tuple[datetime, ...]
    interventions: tuple[Intervention, ...]
    since: datetime | None
    untagged: frozenset[MetricKey]
    limits: BandLimits

    @property
    def tickets(self) -> int:
        """How many tickets came."""
        return self.scores.total()


@dataclass(frozen=True, slots=True)
class MetricWeeks:
    """The facts of some weeks in a row, oldest first; `week` is the last of them.

    `tagged_before` names the metrics for which tickets of the time before were tagged.
    """

    week: ReviewWeek
    starts: tuple[datetime, ...]
    reach: Reach
    scores: tuple[Counter[int | None], ...]
    causes: tuple[Counter[str], ...]
    escalated: tuple[int, ...]
    signals: tuple[FiredSignal, ...]
    spike_rules: frozenset[str]
    interventions: tuple[Intervention, ...]
    tagged_before: frozenset[MetricKey]
    limits: BandLimits

    def period(self, first: int, weeks: int) -> Period:
        """See some of the weeks as one, from the position of the first of them."""
        over = first + weeks
        start = self.starts[first]
        last = over == len(self.starts)
        end = self.week.end if last else self.starts[over]
        signals = tuple(one for one in self.signals if start <= one.fired_at < end)
        return Period(
            start=start,
            end=end,
            counted_until=self.week.counted_until if last else end,
            scores=sum(self.scores[first:over], Counter()),
            causes=sum(self.causes[first:over], Counter()),
            escalated=sum(self.escalated[first:over]),
            signals=signals,
            spikes=tuple(one.fired_at for one in signals if one.rule_key in self.spike_rules),
            interventions=self.interventions,
            since=self.reach.since,
            untagged=self._untagged(over),
            limits=self.limits,
        )

    def _untagged(self, over: int) -> frozenset[MetricKey]:
        """The metrics by tags for which no ticket was tagged up to the end of a week."""
        tagged = set(self.tagged_before)
        if any(self.causes[:over]):
            tagged.add(MetricKey.REPEAT_RATE)
        if any(self.escalated[:over]):
            tagged.add(MetricKey.ESCALATION_RATE)
        return frozenset((MetricKey.REPEAT_RATE, MetricKey.ESCALATION_RATE)) - tagged


def read_metric_weeks(
    session: Session,
    week: ReviewWeek,
    starts: Sequence[datetime],
    rules: Sequence[Rule],
    reach: Reach,
    scope: Scope = EVERYTHING,
) -> MetricWeeks:
    """Read the facts of some weeks of a scope, the last of which is `week`.

    One query for each kind. Whether tickets were ever tagged is asked of the whole workspace.
    """
    until, weeks = week.counted_until, range(len(starts))
    scores: list[Counter[int | None]] = [Counter() for _ in weeks]
    for scored in score_counts(session, starts, until, scope):
        scores[scored.week][scored.score] = scored.tickets
    causes: list[Counter[str]] = [Counter() for _ in weeks]
    for caused in cause_counts(session, starts, until, scope):
        causes[caused.week][caused.cause] = caused.tickets
    escalated = escalated_counts(session, starts, until, scope)
    quiet = QUIET_DAYS_AFTER
    begun = interventions_between(session, starts[0] - quiet, until - quiet, scope)
    return MetricWeeks(
        week=week,
        starts=tuple(starts),
        reach=reach,
        scores=tuple(scores),
        causes=tuple(causes),
        escalated=tuple(escalated.get(position, 0) for position in weeks),
        signals=tuple(fired_signals(session, starts[0], week.end, scope)),
        spike_rules=frozenset(rule.key for rule in rules if rule.kind is RuleKind.TICKET_SPIKE),
        interventions=tuple(_intervention(one) for one in begun if _escalation_is_dated(one)),
        tagged_before=_tagged_before(session, starts[0]),
        limits=band_limits(session),
    )


def _tagged_before(session: Session, moment: datetime) -> frozenset[MetricKey]:
    tagged = {
        MetricKey.REPEAT_RATE: tagged_before(session, TagKind.ROOT_CAUSE, moment),
        MetricKey.ESCALATION_RATE: escalated_before(session, moment),
    }
    return frozenset(key for key, is_so in tagged.items() if is_so)


def metric_line(weeks: MetricWeeks, plan: MetricPlan) -> MetricLine:
    """Fill one row of the metrics table: a monthly one over four weeks, all others over one."""
    monthly = plan.cadence == "monthly"
    span = min(MONTH_WEEKS if monthly else 1, len(weeks.starts))
    metric = metric_over(
        weeks.period(len(weeks.starts) - span, span), MetricKey(plan.key), weeks.reach
    )
    return MetricLine(
        key=metric.key,
        title=plan.title,
        unit=Unit(metric.unit.value),
        baseline=plan.baseline,
        target=plan.target,
        value=metric.value,
        numerator=metric.numerator,
        denominator=metric.denominator,
        reason=metric.reason,
        how=metric.how,
        cadence=plan.cadence,
        period=FOUR_WEEKS if monthly else THIS_WEEK,
    )


def metric_over(period: Period, key: MetricKey, reach: Reach) -> MetricValue:
    """Make out one metric; its reason says why it has no value, or what the value leaves out."""
    metric = _MAKERS[key](period)
    reason = _reason(period, metric, reach)
    return replace(metric, value=None if reason in _UNKNOWN else metric.value, reason=reason)


def _reason(period: Period, metric: MetricValue, reach: Reach) -> str | None:
    if metric.key in _FROM_ALERTS:
        return _reason_of_alerts(period, metric, reach)
    if metric.key in period.untagged and metric.reason is None:
        return UNTAGGED
    whole = reach.first is not None and reach.first <= period.start
    early = not whole and metric.key is not MetricKey.PREVENTED_ESCALATIONS
    return metric.reason or ("the data begin later" if early else None)


def _reason_of_alerts(period: Period, metric: MetricValue, reach: Reach) -> str | None:
    unwatched = reach.unwatched(period.start, period.end)
    if unwatched == NOT_WATCHING:
        return unwatched
    count = metric.left_out
    left_out = f"left out: {count} that began before Radar watched" if count else None
    if metric.reason is None:
        return left_out or unwatched
    waiting = f"{metric.reason} yet"
    return f"{waiting}; {left_out}" if left_out else waiting


def _time_to_detect(period: Period) -> MetricValue:
    return time_to_detect((_signal(one) for one in period.signals), since=period.since)


def _time_to_mitigate(period: Period) -> MetricValue:
    return time_to_mitigate((_signal(one) for one in period.signals), since=period.since)


def _ticket_spikes(period: Period) -> MetricValue:
    return ticket_spikes(period.spikes, period.start, period.end)


def _repeat_rate(period: Period) -> MetricValue:
    others = period.tickets - period.causes.total()
    return repeat_rate([*period.causes.elements(), *[None] * others])


def _escalation_rate(period: Period) -> MetricValue:
    return escalation_rate(period.escalated, period.tickets)


def _frustration_average(period: Period) -> MetricValue:
    return frustration_average([one for one in period.scores.elements() if one is not None])


def _prevented_escalations(period: Period) -> MetricValue:
    return prevented_escalations(
        period.interventions, period.start, period.counted_until, limits=period.limits
    )


_MAKERS: dict[MetricKey, Callable[[Period], MetricValue]] = {
    MetricKey.TIME_TO_DETECT: _time_to_detect,
    MetricKey.TIME_TO_MITIGATE: _time_to_mitigate,
    MetricKey.TICKET_SPIKES: _ticket_spikes,
    MetricKey.REPEAT_RATE: _repeat_rate,
    MetricKey.ESCALATION_RATE: _escalation_rate,
    MetricKey.FRUSTRATION_AVERAGE: _frustration_average,
    MetricKey.PREVENTED_ESCALATIONS: _prevented_escalations,
}


def _signal(row: FiredSignal) -> SignalTimes:
    ends = [moment for moment in (row.done_at, row.resolved_at) if moment is not None]
    return SignalTimes(
        began_at=row.began_at or row.fired_at,
        triaged_at=row.acknowledged_at,
        mitigated_at=min(ends, default=None),
    )


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
