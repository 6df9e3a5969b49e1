"""The ticket-spike rule: weekly history and recent tickets of each feature area -> observations."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import attrgetter

from radar_tui.detection.profile import FLAT_PROFILE, share_of_week, week_start
from radar_tui.detection.spikes import (
    DEFAULT_SETTINGS,
    SpikeDecision,
    SpikeSettings,
    SpikeStatus,
    judge,
)
from radar_tui.domain.alert_labels import FEATURE_AREA
from radar_tui.domain.alerts import Evidence, Json, Observation, make_labels
from radar_tui.domain.rules import Rule, RuleKind

LAST_7_DAYS = "last-7-days"
RUNNING_WEEK = "running-week"
LAST_24_HOURS = "last-24-hours"
ALPHA_PARTS = {LAST_24_HOURS: 0.2, RUNNING_WEEK: 0.2, LAST_7_DAYS: 0.2}
"""The looks, by the keys of the evidence, and the part of the false-alarm probability of each.

They add up to less than 1 because windows that slide are looked at many times a week. With these,
simulated tags stay within 52 · alpha false alarms a year (benchmarks/spikes.py).
"""
LEAST_RUNNING_SHARE = 0.1
"""The running week is judged once so much of a week's tickets should have come."""

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_AT = attrgetter("at")


@dataclass(frozen=True, slots=True)
class RecentTicket:
    """One ticket of the last 14 days: when it came and whose it is (None where unknown)."""

    at: datetime
    account: str | None = None


@dataclass(frozen=True, slots=True)
class WeeklyCounts:
    """What the spike rule needs to know of one feature area.

    `weeks` are ticket counts of whole ISO weeks in the workspace's zone, oldest first, from the
    week that begins on `first_week` to the last whole week; None where a week has no data.
    `recent` are the tickets of the last 14 days, in any order.
    """

    feature_area: str
    first_week: date
    weeks: tuple[int | None, ...]
    recent: tuple[RecentTicket, ...]


@dataclass(frozen=True, slots=True)
class WorkspaceHours:
    """The zone a week is counted in, and which part of a week's tickets each hour brings."""

    zone: str = "UTC"
    profile: tuple[float, ...] = FLAT_PROFILE


def fill_weeks(counted: Mapping[date, int], first_week: date, weeks: int) -> tuple[int, ...]:
    """Turn counts by week start, where quiet weeks are absent, into one count per week.

    Raises:
        ValueError: a first week that does not begin on a Monday.
    """
    if first_week.weekday() != 0:
        raise ValueError(f"a week begins on a Monday, found {first_week.isoformat()}")
    return tuple(counted.get(first_week + _WEEK * position, 0) for position in range(weeks))


def observe_spikes(
    areas: Iterable[WeeklyCounts],
    rule: Rule,
    now: datetime,
    *,
    hours: WorkspaceHours | None = None,
    settings: SpikeSettings = DEFAULT_SETTINGS,
) -> list[Observation]:
    """Observe each feature area over the last 24 hours, the running week and the last 7 days.

    Effect, minimum count and minimum accounts come from the rule, all else from `settings`. A spike
    holds where one of the looks finds one; it is still held while the last 7 days are the rule's
    clear percentage over expectation.
    """
    tuned = spike_settings(rule, settings)
    windows = _windows(now, hours or WorkspaceHours())
    return [_observe_area(area, rule, now, windows, tuned) for area in areas]


def spike_settings(rule: Rule, settings: SpikeSettings = DEFAULT_SETTINGS) -> SpikeSettings:
    """Give the spike test the effect and the minimums of a rule."""
    return replace(
        settings,
        effect=rule.threshold / 100,
        min_count=rule.min_count,
        min_accounts=rule.min_accounts,
    )


def team_settings(rules: Iterable[Rule]) -> SpikeSettings:
    """Give the spike test's settings by the team's rules, the usual ones without a spike rule."""
    spikes = (rule for rule in rules if rule.kind is RuleKind.TICKET_SPIKE and rule.enabled)
    rule = next(spikes, None)
    return DEFAULT_SETTINGS if rule is None else spike_settings(rule)


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of time up to now, and the part of a week's tickets that it should hold."""

    name: str
    after: datetime
    share: float

    @property
    def is_early(self) -> bool:
        """Whether it is the running week in its first hours, when 24 hours hear the same."""
        return self.name == RUNNING_WEEK and self.share < LEAST_RUNNING_SHARE


@dataclass(frozen=True, slots=True)
class _Look:
    """One window, what was counted in it and how it was judged."""

    name: str
    tickets: Sequence[RecentTicket]
    decision: SpikeDecision


def _windows(now: datetime, hours: WorkspaceHours) -> tuple[_Window, ...]:
    """The windows of all looks, shortest first."""

    def share(after: datetime) -> float:
        return share_of_week(hours.profile, after, now, hours.zone)

    # What comes at midnight belongs to the week that begins.
    monday = week_start(now, hours.zone) - timedelta.resolution
    return (
        _Window(LAST_24_HOURS, now - _DAY, share(now - _DAY)),
        _Window(RUNNING_WEEK, monday, share(monday)),
        _Window(LAST_7_DAYS, now - _WEEK, 1.0),
    )


def _observe_area(
    area: WeeklyCounts,
    rule: Rule,
    now: datetime,
    windows: Iterable[_Window],
    settings: SpikeSettings,
) -> Observation:
    recent = sorted(area.recent, key=_AT)
    before = len(_between(recent, now - 2 * _WEEK, now - _WEEK))
    looks = [
        _look(area, window, _between(recent, window.after, now), before, settings)
        for window in windows
    ]
    week = looks[-1]
    labels = make_labels({FEATURE_AREA: area.feature_area})
    evidence = _evidence(area, looks)
    if week.decision.status is SpikeStatus.INSUFFICIENT_DATA:
        reason = f"{week.decision.weeks} weeks of history, {settings.min_weeks} are needed"
        return Observation(labels, len(week.tickets), None, None, evidence, reason=reason)
    # Of the looks that hear a spike the longest tells most about it.
    loudest = next((look for look in reversed(looks) if look.decision.spike), week)
    holds = loudest.decision.spike
    return Observation(
        labels=labels,
        value=len(loudest.tickets),
        holds=holds,
        still_holds=holds or _still_raised(week.decision, rule),
        evidence=evidence,
        began_at=_began_at(loudest) if holds else None,
    )


def _look(
    area: WeeklyCounts,
    window: _Window,
    tickets: Sequence[RecentTicket],
    before: int,
    settings: SpikeSettings,
) -> _Look:
    """Judge the tickets of one window at its part of the false-alarm probability.

    A part of a week takes its share of that, so that all the days of a week, or all the moments of
    a running week, stay within it together. The running week follows the last whole one, the
    sliding windows the `before` tickets of the seven days before the last seven.
    """
    decision = judge(
        len(tickets),
        () if window.is_early else area.weeks,
        accounts=_account_count(tickets),
        settings=settings,
        previous=None if window.name == RUNNING_WEEK else before,
        share=window.share,
        alpha=settings.alpha * ALPHA_PARTS[window.name] * window.share,
    )
    return _Look(window.name, tickets, decision)


def _between(
    tickets: Sequence[RecentTicket], after: datetime, until: datetime
) -> Sequence[RecentTicket]:
    """Pick those that came after one moment, up to another, of tickets that are oldest first."""
    return tickets[bisect_right(tickets, after, key=_AT) : bisect_right(tickets, until, key=_AT)]


def _account_count(tickets: Iterable[RecentTicket]) -> int:
    # Tickets of unknown origin may all be one customer's: together they count as one account.
    return len({ticket.account for ticket in tickets})


def _still_raised(decision: SpikeDecision, rule: Rule) -> bool:
    if decision.expected is None or decision.observed is None:
        return False
    raised = decision.expected * (1 + rule.clear_level / 100)
    return decision.observed >= max(raised, rule.min_count)


def _began_at(look: _Look) -> datetime | None:
    """When the first ticket came that was more than expected."""
    if look.decision.expected is None:
        return None
    return look.tickets[min(int(look.decision.expected), len(look.tickets) - 1)].at


def _evidence(area: WeeklyCounts, looks: Iterable[_Look]) -> Evidence:
    evidence: dict[str, Json] = {
        "first-week": area.first_week.isoformat(),
        "weeks": list(area.weeks),
    }
    for look in looks:
        evidence[look.name] = decision_evidence(look.decision)
    return evidence


def decision_evidence(decision: SpikeDecision) -> Evidence:
    """Write a decision as plain values, for an alert's evidence."""
    return {
        "status": decision.status.value,
        "count": decision.observed,
        "expected": None if decision.expected is None else round(decision.expected, 3),
        "upper": decision.upper,
        "p": decision.p,
        "alpha": decision.alpha,
        "naive": decision.naive,
        "week-before": decision.previous,
        "accounts": decision.accounts,
        "too-few-accounts": decision.blocked_by_accounts,
        "growth-per-week": round(decision.growth, 4),
        "method": None if decision.method is None else decision.method.value,
        "baseline-weeks": decision.weeks,
        "past-incident-weeks": decision.weeks_left_out,
    }
