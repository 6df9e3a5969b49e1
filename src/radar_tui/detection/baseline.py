"""What a normal week looks like: mean and dispersion of past weekly counts, incidents aside."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from radar_tui.detection.tails import negative_binomial_tail

# Half a ticket: the Jeffreys prior of a Poisson rate; even a quiet history expects a little.
JEFFREYS_TICKETS = 0.5

# The busiest fifth of the weeks does not take part in the first look at what is normal.
_FIRST_LOOK_LEAVES_OUT = 0.2
# Weeks this unlikely given the others are past incidents and no longer count.
_INCIDENT_WEEK = 1e-4
_LEAST_FIRST_DISPERSION = 0.05
_LOOKS_AT_PAST = 3
# Support tags vary somewhat more than chance alone: a dispersion of 0.1, worth four weeks of data.
_PRIOR_DISPERSION = 0.1
_PRIOR_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal week: the predictive negative binomial's mean and its two sources of spread.

    `dispersion` is how much weeks differ beyond chance (variance = mean + dispersion · mean²),
    `evidence` the tickets the mean rests on, `weeks` how many weeks took part, `left_out` how many
    were taken for past incidents.
    """

    mean: float
    dispersion: float
    evidence: float
    weeks: int
    left_out: int

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


def estimate_normal(weekly: Sequence[int]) -> Normal:
    """Estimate a normal week from past weekly counts.

    First without the busiest fifth; then every week is kept that is believable given the estimate,
    and the estimate is made again (after Farrington et al. 1996, who weigh past outbreaks down).

    Raises:
        ValueError: no weeks.
    """
    if not weekly:
        raise ValueError("a baseline needs at least one week")
    return _estimate(tuple(sorted(weekly)))


# Whole weeks stay as they are for a week, and are judged by each minute.
@lru_cache(maxsize=4096)
def _estimate(ranked: tuple[int, ...]) -> Normal:
    kept: Sequence[int] = ranked[: len(ranked) - int(len(ranked) * _FIRST_LOOK_LEAVES_OUT)]
    for _ in range(_LOOKS_AT_PAST):
        guess = _moments(kept, least=_LEAST_FIRST_DISPERSION)
        believable = [count for count in ranked if guess.tail(count) >= _INCIDENT_WEEK]
        if believable == list(kept):
            break
        kept = believable
    normal = _moments(kept)
    return Normal(
        mean=normal.mean,
        dispersion=normal.dispersion,
        evidence=normal.evidence,
        weeks=len(kept),
        left_out=len(ranked) - len(kept),
    )


def _moments(counts: Sequence[int], least: float = 0.0) -> Normal:
    weeks = len(counts)
    average = sum(counts) / weeks
    spread = sum((count - average) ** 2 for count in counts) / max(weeks - 1, 1)
    observed = max(0.0, (spread - average) / average**2) if average else 0.0
    # A spread estimated from few weeks is too small as often as too large, and too small costs
    # false alarms: take it one standard error up (a variance's relative error is √(2/n)).
    cautious = observed * (1 + math.sqrt(2 / weeks))
    prior = max(_PRIOR_DISPERSION, cautious)
    dispersion = (weeks * cautious + _PRIOR_WEEKS * prior) / (weeks + _PRIOR_WEEKS)
    evidence = sum(counts) + JEFFREYS_TICKETS
    return Normal(
        mean=evidence / weeks,
        dispersion=max(dispersion, least),
        evidence=evidence,
        weeks=weeks,
        left_out=0,
    )
