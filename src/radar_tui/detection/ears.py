"""EARS C1 and C2: the textbook detectors, for comparison (Hutwagner et al. 2003)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

EARS_BASELINE = 7
EARS_ALPHA = 0.001


@dataclass(frozen=True, slots=True)
class EarsDecision:
    """One judged count: alarm where it is over `upper`; both None before the baseline is full."""

    observed: int
    expected: float | None
    upper: float | None
    alarm: bool | None


def ears_c1(
    counts: Sequence[int], *, baseline: int = EARS_BASELINE, alpha: float = EARS_ALPHA
) -> list[EarsDecision]:
    """Judge each count by mean and standard deviation of the counts right before it."""
    return _ears(counts, baseline, alpha, lag=0)


def ears_c2(
    counts: Sequence[int], *, baseline: int = EARS_BASELINE, alpha: float = EARS_ALPHA
) -> list[EarsDecision]:
    """Judge like C1, with the latest two counts left out of the baseline."""
    return _ears(counts, baseline, alpha, lag=2)


def _ears(counts: Sequence[int], baseline: int, alpha: float, lag: int) -> list[EarsDecision]:
    if baseline < 2:
        raise ValueError(f"an EARS baseline has at least 2 counts, found {baseline}")
    width = NormalDist().inv_cdf(1 - alpha)
    decisions = []
    for position, count in enumerate(counts):
        start = position - lag - baseline
        if start < 0:
            decisions.append(EarsDecision(count, None, None, None))
            continue
        past = counts[start : start + baseline]
        mean = sum(past) / baseline
        deviation = math.sqrt(sum((before - mean) ** 2 for before in past) / (baseline - 1))
        upper = mean + width * deviation
        decisions.append(EarsDecision(count, mean, upper, count > upper))
    return decisions
