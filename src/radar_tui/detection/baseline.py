"""What a normal week looks like: mean and dispersion of past weekly counts, incidents aside."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from radar_tui.detection.history import PastWeek
from radar_tui.detection.log_linear import CountRows, fit_log_linear
from radar_tui.detection.seasons import EVEN_YEAR, Season
from radar_tui.detection.tails import negative_binomial_tail

# Half a ticket: the Jeffreys prior of a Poisson rate; even a quiet history expects a little.
JEFFREYS_TICKETS = 0.5

# The busiest fifth of the weeks does not take part in the first look at what is normal.
_FIRST_LOOK_LEAVES_OUT = 0.2
# Weeks this unlikely given the others are past incidents and no longer count.
_INCIDENT_WEEK = 1e-4
# Weeks of one incident lie at most so far apart: it may seem over for a week.
_SAME_INCIDENT_WEEKS = 2
_LEAST_FIRST_DISPERSION = 0.05
_LOOKS_AT_PAST = 3
# Support tags vary somewhat more than chance alone: a dispersion of 0.1, worth four weeks of data.
_PRIOR_DISPERSION = 0.1
_PRIOR_WEEKS = 4
# A trend needs a quarter of a year, and to be beyond chance at one in a hundred.
_LEAST_TREND_WEEKS = 13
_TREND_WIDTH = 2.58


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal week: the predictive negative binomial's mean and its two sources of spread.

    `dispersion` is how much weeks differ beyond chance (variance = mean + dispersion · mean²),
    `evidence` the tickets the mean rests on (fewer than were counted where a trend is drawn on),
    `weeks` how many weeks took part, `left_out` how many were taken for a past incident. `growth`
    is the trend, relative and per week: 0.02 is 2 % a week.
    """

    mean: float
    dispersion: float
    evidence: float
    weeks: int
    left_out: int
    growth: float = 0.0

    def expected(self, share: float = 1.0) -> float:
        """The expected count in `share` of a week."""
        return self.mean * share

    def size(self, share: float = 1.0) -> float:
        """The predictive size for `share` of a week.

        The squared relative spread is the dispersion, which grows as the window shrinks because
        parts of a week vary independently, plus 1/evidence, the uncertainty of the mean itself.
        Without dispersion this is exactly the Gamma-Poisson predictive distribution.
        """
        return 1 / (self.dispersion / share + 1 / self.evidence)

    def tail(self, count: int, share: float = 1.0) -> float:
        """The probability of `count` or more in `share` of a normal week."""
        return negative_binomial_tail(count, self.expected(share), self.size(share))


@dataclass(frozen=True, slots=True)
class _Week:
    """A past week's tickets, and how many it should bring where the judged week brings one."""

    weeks_ago: int
    tickets: int
    exposure: float

    @property
    def level(self) -> float:
        return self.tickets / self.exposure


def estimate_normal(
    past: Sequence[PastWeek],
    *,
    season: Season = EVEN_YEAR,
    incidents_left_out: int = 1,
    follow_trend: bool = True,
) -> Normal:
    """Estimate a normal week from past weekly counts, oldest first.

    Past incidents, up to `incidents_left_out` of them, do not count. A trend is followed where it
    is beyond chance; the season tells how each past week compares with the judged one.

    Raises:
        ValueError: no weeks.
    """
    if not past:
        raise ValueError("a baseline needs at least one week")
    weeks = [_Week(week.weeks_ago, week.tickets, season.relative(week.weeks_ago)) for week in past]
    kept = _without_incidents(weeks, incidents_left_out)
    normal = _moments(kept)
    if follow_trend and len(kept) >= _LEAST_TREND_WEEKS:
        normal = _with_trend(kept, normal)
    return replace(normal, left_out=len(weeks) - len(kept))


def _without_incidents(weeks: Sequence[_Week], at_most: int) -> list[_Week]:
    """Leave out the weeks of past incidents, or none where there were more than `at_most`.

    First without the busiest fifth; then every week is kept that is believable given the estimate,
    and the estimate is made again (after Farrington et al. 1996, who weigh past outbreaks down). A
    tag with several incidents is bursty, and its bursts are what it normally does.
    """
    if not at_most:
        return list(weeks)
    ranked = sorted(weeks, key=lambda week: week.level)
    kept = ranked[: len(ranked) - int(len(ranked) * _FIRST_LOOK_LEAVES_OUT)]
    for _ in range(_LOOKS_AT_PAST):
        believable = _believable(ranked, _moments(kept, least=_LEAST_FIRST_DISPERSION))
        if believable == kept:
            break
        kept = believable
    left_out = sorted(set(weeks) - set(kept), key=lambda week: week.weeks_ago)
    apart = [
        farther.weeks_ago - nearer.weeks_ago > _SAME_INCIDENT_WEEKS
        for nearer, farther in pairwise(left_out)
    ]
    if left_out and 1 + sum(apart) > at_most:
        return list(weeks)
    return sorted(kept, key=lambda week: -week.weeks_ago)


def _believable(ranked: Sequence[_Week], normal: Normal) -> list[_Week]:
    """Drop the busiest weeks until one is believable; none below it is looked at."""
    for kept in range(len(ranked), 0, -1):
        week = ranked[kept - 1]
        if (
            negative_binomial_tail(week.tickets, normal.mean * week.exposure, normal.size())
            >= _INCIDENT_WEEK
        ):
            return list(ranked[:kept])
    return []


def _moments(weeks: Sequence[_Week], least: float = 0.0, parameters: int = 1) -> Normal:
    exposure = sum(week.exposure for week in weeks)
    tickets = sum(week.tickets for week in weeks)
    average = tickets / exposure
    observed = 0.0
    if average:
        means = [average * week.exposure for week in weeks]
        squares = sum((week.tickets - mean) ** 2 for week, mean in zip(weeks, means, strict=True))
        spread = squares * len(weeks) / max(len(weeks) - parameters, 1)
        observed = max(0.0, (spread - tickets) / sum(mean**2 for mean in means))
    # A spread estimated from few weeks is too small as often as too large, and too small costs
    # false alarms: take it one standard error up (a variance's relative error is √(2/n)).
    cautious = observed * (1 + math.sqrt(2 / len(weeks)))
    prior = max(_PRIOR_DISPERSION, cautious)
    dispersion = (len(weeks) * cautious + _PRIOR_WEEKS * prior) / (len(weeks) + _PRIOR_WEEKS)
    evidence = tickets + JEFFREYS_TICKETS
    return Normal(
        mean=evidence / exposure,
        dispersion=max(dispersion, least),
        evidence=evidence,
        weeks=len(weeks),
        left_out=0,
    )


def _with_trend(weeks: Sequence[_Week], flat: Normal) -> Normal:
    """Draw a log-linear trend on to the judged week, where it is beyond chance.

    A rise is followed no further than the busiest week that counts (Farrington et al. 1996).
    """
    rows = CountRows(
        # Spread the half ticket of the prior, so that no trend is infinitely steep.
        [week.tickets + JEFFREYS_TICKETS / len(weeks) for week in weeks],
        [[-float(week.weeks_ago) for week in weeks]],
        [week.exposure for week in weeks],
    )
    fit = fit_log_linear(rows)
    if fit is None:
        return flat
    (slope,), ((variance,),) = fit.coefficients, fit.covariance
    error = math.sqrt(variance * fit.dispersion)
    if abs(slope) < _TREND_WIDTH * error:
        return flat
    trended = [
        replace(week, exposure=week.exposure * math.exp(-slope * week.weeks_ago)) for week in weeks
    ]
    normal = _moments(trended, parameters=2)
    middle = sum(mean * week.weeks_ago for mean, week in zip(fit.fitted, weeks, strict=True)) / sum(
        fit.fitted
    )
    highest = max(week.level for week in weeks)
    return replace(
        normal,
        mean=min(normal.mean, max(highest, flat.mean)),
        evidence=1 / (1 / normal.evidence + (error * middle) ** 2),
        growth=math.expm1(slope),
    )
