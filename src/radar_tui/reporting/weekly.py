"""The weekly review as values: what happened in one ISO week, and what could not be judged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from radar_tui.domain.units import Unit

# The weeks before the reviewed one that say what is usual, and how many of them are needed for it.
USUAL_WEEKS = 8
FEWEST_WEEKS = 4

_WEEK_LABEL = re.compile(r"([0-9]{4})-W([0-9]{2})")
# Tickets from outside these years are mistakes, and a calendar ends with the year 9999.
_YEARS = range(1990, 9000)
_WEEK = timedelta(days=7)


class Judgement(StrEnum):
    """How a week's number compares with the weeks before it."""

    WITHIN = "within-usual-range"
    ABOVE = "above-usual-range"
    BELOW = "below-usual-range"


@dataclass(frozen=True, slots=True)
class ReviewWeek:
    """One ISO week in the workspace's zone, from `start` up to, not including, `end` (in UTC).

    `counted_until` is `end`, or the moment of the review while the week is not over.
    """

    label: str
    zone: str
    start: datetime
    end: datetime
    counted_until: datetime

    @property
    def is_over(self) -> bool:
        """Whether the whole week lies in the past."""
        return self.counted_until == self.end

    def starts_before(self, weeks: int) -> list[datetime]:
        """List the starts of the weeks before this one, oldest first, without this one's."""
        monday = _monday(self.label)
        return [_midnight(monday - _WEEK * back, self.zone) for back in range(weeks, 0, -1)]


@dataclass(frozen=True, slots=True)
class Headline:
    """One number of the week beside last week's and the range of the weeks before.

    `low` and `high` span the `weeks` weeks (8 at most) of which the number is known. `judgement` is
    None, with a `reason`, where it cannot be judged.
    """

    key: str
    title: str
    unit: Unit
    value: float | None
    previous: float | None
    low: float | None
    high: float | None
    weeks: int
    judgement: Judgement | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class FiredAlert:
    """One alert as it was when it fired, and what was done about it."""

    rule: str
    title: str
    subject: str
    measure: str
    state: str
    began_at: datetime | None
    fired_at: datetime
    fired_in_week: bool
    due_at: datetime | None
    owner: str
    action: str
    acknowledged_at: datetime | None
    done_at: datetime | None
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class AreaVolume:
    """The tickets of one feature area.

    `status` is `spike`, `ok`, `insufficient-data`, or `incomplete-week` where more may come.
    `upper` is the largest count that would not alarm. `naive` tells whether the plain
    week-over-week rule would have fired.
    """

    area: str
    label: str
    count: int
    accounts: int
    previous: int | None
    expected: float | None
    upper: int | None
    status: str
    naive: bool


@dataclass(frozen=True, slots=True)
class RecurringIssue:
    """A root cause that came up more than once; `accounts` are named, most tickets first."""

    root_cause: str
    label: str
    tickets: int
    previous: int
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountAtRisk:
    """One of the first rows of the priority matrix, as of the review."""

    account: str
    arr_tier: int
    sentiment_risk: int
    pattern_severity: int
    total: int
    action: str
    why: str


@dataclass(frozen=True, slots=True)
class StartedIntervention:
    """An intervention that began in the week."""

    ticket: str
    account: str | None
    owner: str | None
    started_at: datetime
    started_score: int | None
    next_action: str | None
    checklist_done: int
    checklist_total: int
    outcome: str | None
    escalated: bool


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One row of the metrics table; `period` is what `value` covers.

    `value` is None where it cannot be made out; `reason` says why, or what limits it.
    """

    key: str
    title: str
    unit: Unit
    baseline: str | None
    target: str | None
    value: float | None
    numerator: float
    denominator: float | None
    reason: str | None
    how: str
    cadence: str | None
    period: str


@dataclass(frozen=True, slots=True)
class SourceReach:
    """How far one source's data reach, and whether that covers the week."""

    name: str
    system: str
    data_as_of: datetime | None
    covers_week: bool


@dataclass(frozen=True, slots=True)
class SampledTicket:
    """A closed ticket to be read for completeness and tone."""

    ticket: str
    source: str
    url: str | None
    subject: str
    account: str | None
    assignee: str | None
    solved_at: datetime


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the week's numbers leave out.

    `unscored` tickets have no text that can be judged, `not_scored_yet` wait for the scorer, and
    `without_area` carry no feature area. `watching_since` is when Radar first saw data: it knows
    of no alert before; None where it has not seen any.
    """

    unscored: int
    not_scored_yet: int
    without_area: int
    watching_since: datetime | None


@dataclass(frozen=True, slots=True)
class WeeklyReview:
    """Everything that the weekly review shows of a scope, written as people write it."""

    week: ReviewWeek
    as_of: datetime
    headlines: tuple[Headline, ...]
    alerts: tuple[FiredAlert, ...]
    areas: tuple[AreaVolume, ...]
    issues: tuple[RecurringIssue, ...]
    accounts: tuple[AccountAtRisk, ...]
    interventions: tuple[StartedIntervention, ...]
    metrics: tuple[MetricLine, ...]
    sources: tuple[SourceReach, ...]
    closed: int
    sample: tuple[SampledTicket, ...]
    completeness: tuple[str, ...]
    gaps: Gaps
    scope: str = "all"


def week_label(moment: datetime, zone: str) -> str:
    """Name the ISO week of a moment in a zone, such as 2026-W47."""
    year, number, _ = moment.astimezone(ZoneInfo(zone)).date().isocalendar()
    return f"{year:04}-W{number:02}"


def find_week(label: str, zone: str, as_of: datetime) -> ReviewWeek:
    """Find a week by its ISO name, such as 2026-W47.

    Raises:
        ValueError: no such week, or one that has not begun by `as_of`.
    """
    monday = _monday(label)
    start, end = _midnight(monday, zone), _midnight(monday + _WEEK, zone)
    if start > as_of:
        raise ValueError(f"week {label} has not begun; the last whole week is the default")
    return ReviewWeek(label, zone, start, end, min(end, as_of))


def running_week(zone: str, as_of: datetime) -> ReviewWeek:
    """Find the week of a moment, counted up to it."""
    return find_week(week_label(as_of, zone), zone, as_of)


def last_whole_week(zone: str, as_of: datetime) -> ReviewWeek:
    """Find the last week that is over at `as_of`."""
    year, number, _ = (as_of.astimezone(ZoneInfo(zone)).date() - _WEEK).isocalendar()
    return find_week(f"{year:04}-W{number:02}", zone, as_of)


def make_headline(
    key: str, title: str, unit: Unit, series: Sequence[float | None], *, unjudged: str | None = None
) -> Headline:
    """Hold the last number of a weekly series against those before; None where unknown.

    `unjudged` says why the week as a whole cannot be judged.
    """
    *before, value = series
    known = [number for number in before[-USUAL_WEEKS:] if number is not None]
    low, high = min(known, default=None), max(known, default=None)
    reason = unjudged
    if reason is None and value is None:
        reason = "too little data this week"
    elif reason is None and len(known) < FEWEST_WEEKS:
        reason = f"{len(known)} of {USUAL_WEEKS} weeks of history"
    judgement = None
    if reason is None and value is not None and low is not None and high is not None:
        judgement = _place(value, low, high)
    previous = before[-1] if before else None
    return Headline(key, title, unit, value, previous, low, high, len(known), judgement, reason)


def _place(value: float, low: float, high: float) -> Judgement:
    if value < low:
        return Judgement.BELOW
    return Judgement.ABOVE if value > high else Judgement.WITHIN


def _monday(label: str) -> date:
    match = _WEEK_LABEL.fullmatch(label)
    try:
        if match and int(match[1]) in _YEARS:
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        pass
    raise ValueError(f"{label[:20]!r} is no ISO week; expected something like 2026-W47")


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
