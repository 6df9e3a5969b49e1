"""Ticket spikes: is this count more than a normal week explains? (docs/detection.md)"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from radar_tui.detection.baseline import Normal, estimate_normal
from radar_tui.detection.history import PastWeek, known_weeks
from radar_tui.detection.seasons import EVEN_YEAR, MOST_SEASON_WEEKS, Season, find_season
from radar_tui.detection.tails import largest_quiet_count

_ROUNDING = 1e-9


class SpikeStatus(StrEnum):
    """What came out of judging one count."""

    OK = "ok"
    SPIKE = "spike"
    INSUFFICIENT_DATA = "insufficient-data"
    MISSING = "missing"


class SpikeMethod(StrEnum):
    """How the predictive tail was made."""

    NEGATIVE_BINOMIAL = "negative-binomial"
    GAMMA_POISSON = "gamma-poisson"


@dataclass(frozen=True, slots=True)
class SpikeSettings:
    """How sure, how large and how wide a spike must be.

    `alpha` is the false-alarm probability per series and week, shared over all looks of that week.
    `effect` is the least relative rise over the expectation and the week before (0.30 = +30 %).
    `min_count` and `min_accounts` are the least tickets and distinct accounts. `baseline_weeks` are
    used, once the latest `guard_weeks` are left out, and `min_weeks` are needed. Up to
    `incidents_left_out` past incidents do not count as normal. `follow_trend` and `follow_season`
    let the expectation grow, fall and turn with the year where the history shows it.

    Raises:
        ValueError: a setting out of its range.
    """

    alpha: float = 0.01
    effect: float = 0.30
    min_count: int = 3
    min_accounts: int = 2
    guard_weeks: int = 2
    baseline_weeks: int = 26
    min_weeks: int = 4
    incidents_left_out: int = 1
    follow_trend: bool = True
    follow_season: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 0.5:
            raise ValueError(f"alpha must lie between 0 and 0.5, found {self.alpha}")
        if not (math.isfinite(self.effect) and self.effect >= 0):
            raise ValueError(f"effect must be 0 or more, found {self.effect}")
        if min(self.min_count, self.min_accounts, self.min_weeks) < 1:
            raise ValueError("min-count, min-accounts and min-weeks start at 1")
        if min(self.guard_weeks, self.incidents_left_out) < 0:
            raise ValueError("guard-weeks and incidents-left-out start at 0")
        if self.baseline_weeks < self.min_weeks:
            raise ValueError("the baseline must hold at least min-weeks weeks")


DEFAULT_SETTINGS = SpikeSettings()


@dataclass(frozen=True, slots=True)
class SpikeDecision:
    """One judged count and everything it was judged by.

    `upper` is the largest count that would not alarm, `p` the probability of `observed` or more in
    a normal week, `naive` whether the plain week-over-week rule would have fired. `expected`,
    `upper`, `p` and `method` are None where there was too little to judge by. `blocked_by_accounts`
    marks a count over `upper` that came from too few accounts. `growth` is the trend that was
    followed, relative and per week.
    """

    status: SpikeStatus
    observed: int | None
    naive: bool
    expected: float | None = None
    upper: int | None = None
    p: float | None = None
    previous: int | None = None
    method: SpikeMethod | None = None
    weeks: int = 0
    weeks_left_out: int = 0
    growth: float = 0.0
    alpha: float | None = None
    accounts: int | None = None
    blocked_by_accounts: bool = False

    @property
    def spike(self) -> bool:
        """Whether the count is a spike."""
        return self.status is SpikeStatus.SPIKE


@dataclass(frozen=True, slots=True)
class _Gates:
    """The counts that each gate would still let pass in silence, and the tail they rest on."""

    normal: Normal
    share: float
    alpha: float
    previous: int | None
    settings: SpikeSettings

    def upper(self) -> int:
        expected = self.normal.expected(self.share)
        quiet = [
            largest_quiet_count(expected, self.normal.size(self.share), self.alpha),
            self.settings.min_count - 1,
            _largest_below(expected * (1 + self.settings.effect)),
        ]
        # A week that follows a significant one is the same spike going on: it need not rise again.
        if self.previous is not None and self.normal.tail(self.previous) >= self.settings.alpha:
            quiet.append(_largest_below(self.previous * self.share * (1 + self.settings.effect)))
        return max(quiet)


def judge(
    count: int | None,
    baseline: Sequence[int | None],
    *,
    accounts: int | None = None,
    settings: SpikeSettings = DEFAULT_SETTINGS,
    previous: int | None = None,
    share: float = 1.0,
    alpha: float | None = None,
) -> SpikeDecision:
    """Judge a count against the weeks before it.

    Args:
        count: tickets in the window; None where it is not known.
        baseline: weekly counts before the window, oldest first, None for weeks without data.
        accounts: distinct accounts behind the count; None where unknown: that guard is then off.
        settings: how sure, how large and how wide a spike must be.
        previous: tickets in the week before the window; the baseline's last week where None.
        share: the part of a week's tickets that the window should hold: 1 for a week.
        alpha: this look's part of the false-alarm probability; all of it where None.

    Raises:
        ValueError: a negative count, or a share outside 0-1.
    """
    _check_counts(count, baseline, previous, share)
    last = previous if previous is not None else (baseline[-1] if baseline else None)
    unjudged = SpikeDecision(
        status=SpikeStatus.MISSING if count is None else SpikeStatus.INSUFFICIENT_DATA,
        observed=count,
        naive=_naive(count, last, share, settings),
        previous=last,
        accounts=accounts,
    )
    known = known_weeks(
        _reachable(baseline, settings), guard=settings.guard_weeks, least=settings.min_weeks
    )
    if len(known) < settings.min_weeks:
        return replace(unjudged, weeks=len(known))
    look = settings.alpha if alpha is None else alpha
    return _compare(unjudged, known, settings, share=share, alpha=look)


def _compare(
    unjudged: SpikeDecision,
    known: Sequence[PastWeek],
    settings: SpikeSettings,
    *,
    share: float,
    alpha: float,
) -> SpikeDecision:
    normal = _normal_week(known, settings)
    count, accounts = unjudged.observed, unjudged.accounts
    upper = _Gates(normal, share, alpha, unjudged.previous, settings).upper()
    over = count is not None and count > upper
    blocked = over and accounts is not None and accounts < settings.min_accounts
    full = len(known) >= settings.baseline_weeks
    return replace(
        unjudged,
        status=_status(count, over=over and not blocked),
        expected=normal.expected(share),
        upper=upper,
        p=None if count is None else normal.tail(count, share),
        method=SpikeMethod.NEGATIVE_BINOMIAL if full else SpikeMethod.GAMMA_POISSON,
        weeks=normal.weeks,
        weeks_left_out=normal.left_out,
        growth=normal.growth,
        alpha=alpha,
        blocked_by_accounts=blocked,
    )


def _normal_week(known: Sequence[PastWeek], settings: SpikeSettings) -> Normal:
    season = find_season(tuple(known)) if settings.follow_season else EVEN_YEAR
    return _estimated(
        tuple(known[-settings.baseline_weeks :]),
        season,
        settings.incidents_left_out,
        settings.follow_trend,
    )


# Kept, because a history is looked at each minute and changes once a week.
@lru_cache(maxsize=1024)
def _estimated(
    known: tuple[PastWeek, ...], season: Season, incidents_left_out: int, follow_trend: bool
) -> Normal:
    return estimate_normal(
        known, season=season, incidents_left_out=incidents_left_out, follow_trend=follow_trend
    )


def judge_series(
    counts: Sequence[int | None], settings: SpikeSettings = DEFAULT_SETTINGS
) -> list[SpikeDecision]:
    """Judge each week of a series by the weeks before it."""
    return [judge(count, counts[:week], settings=settings) for week, count in enumerate(counts)]


def alpha_for_budget(false_alarms_per_month: float, series: int) -> float:
    """Share a team's false-alarm budget over its series: the alpha per series and week.

    Raises:
        ValueError: a budget that is not positive, or no series.
    """
    if false_alarms_per_month <= 0 or series < 1:
        raise ValueError("the budget must be positive and there must be a series to watch")
    weeks_per_month = 52 / 12
    return min(0.49, false_alarms_per_month / (weeks_per_month * series))


def _reachable(past: Sequence[int | None], settings: SpikeSettings) -> Sequence[int | None]:
    # Missing weeks are passed over, so that a gap does not shorten the baseline.
    longest = MOST_SEASON_WEEKS if settings.follow_season else 0
    reach = max(settings.baseline_weeks, longest) + settings.guard_weeks
    known = 0
    for start in range(len(past) - 1, -1, -1):
        known += past[start] is not None
        if known > reach:
            return past[start:]
    return past


def _check_counts(
    count: int | None, baseline: Sequence[int | None], previous: int | None, share: float
) -> None:
    if any(known is not None and known < 0 for known in (count, previous, *baseline)):
        raise ValueError("counts must not be negative")
    if not 0 < share <= 1:
        raise ValueError(f"the share of a week must lie in 0-1, found {share}")


def _naive(count: int | None, last: int | None, share: float, settings: SpikeSettings) -> bool:
    if not count or last is None:
        return False
    return count > _largest_below(last * share * (1 + settings.effect))


def _largest_below(limit: float) -> int:
    """The largest whole count strictly below a limit; a count that reaches it passes the gate."""
    return max(0, math.ceil(limit - _ROUNDING) - 1)


def _status(count: int | None, *, over: bool) -> SpikeStatus:
    if count is None:
        return SpikeStatus.MISSING
    return SpikeStatus.SPIKE if over else SpikeStatus.OK
