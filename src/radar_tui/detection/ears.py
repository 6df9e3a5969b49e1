"""EARS C1, C2 and C3: the textbook detectors, for comparison (Hutwagner et al. 2003)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

EARS_BASELINE = 7
EARS_ALPHA = 0.001

# The latest counts that C2 and C3 leave out of the baseline.
_LAG = 2
# C3 alarms where the excess of three counts, each beyond one standard deviation, adds up to more.
_C3_COUNTS = 3
_C3_FREE = 1.0
_C3_LIMIT = 2.0


@dataclass(frozen=True, slots=True)
class EarsDecision:
    """One judged count: alarm where it is over `upper`; both None before the baseline is full.

    `earlier` is what the two counts before it add to C3.
    """

    observed: int
    expected: float | None
    upper: float | None
    alarm: bool | None
    earlier: float | None = None


@dataclass(frozen=True, slots=True)
class _Baseline:
    """Mean and standard deviation of the counts that one count is held against."""

    mean: float
    deviation: float

    def distance(self, count: int) -> float:
        """How many standard deviations a count lies over the mean; without any, 0 or infinite."""
        if self.deviation:
            return (count - self.mean) / self.deviation
        return math.inf if count > self.mean else 0.0


def ears_c1(
    counts: Sequence[int], *, baseline: int = EARS_BASELINE, alpha: float = EARS_ALPHA
) -> list[EarsDecision]:
    """Judge each count by mean and standard deviation of the counts right before it."""
    return _over_width(counts, _baselines(counts, baseline, lag=0), alpha)


def ears_c2(
    counts: Sequence[int], *, baseline: int = EARS_BASELINE, alpha: float = EARS_ALPHA
) -> list[EarsDecision]:
    """Judge like C1, with the latest two counts left out of the baseline."""
    return _over_width(counts, _baselines(counts, baseline, lag=_LAG), alpha)


def ears_c3(counts: Sequence[int], *, baseline: int = EARS_BASELINE) -> list[EarsDecision]:
    """Judge a count together with the two before it, each over C2's baseline.

    C3 is the sum of max(0, C2 - 1) over the three; it alarms over 2 (Fricker, Hegler, Dunfee 2008
    write it out). Where the two earlier counts alone are over that, any count alarms and `upper` is
    -1.
    """
    before = _baselines(counts, baseline, lag=_LAG)
    excess = [
        None if past is None else max(0.0, past.distance(count) - _C3_FREE)
        for count, past in zip(counts, before, strict=True)
    ]
    return [
        _judge_c3(count, past, excess[max(0, position - _C3_COUNTS + 1) : position])
        for position, (count, past) in enumerate(zip(counts, before, strict=True))
    ]


def _judge_c3(
    count: int, past: _Baseline | None, excess_before: Sequence[float | None]
) -> EarsDecision:
    known = [excess for excess in excess_before if excess is not None]
    if past is None or len(known) < _C3_COUNTS - 1:
        return EarsDecision(count, None, None, None)
    earlier = sum(known)
    left = _C3_LIMIT - earlier
    upper = past.mean + past.deviation * (left + _C3_FREE) if left >= 0 else -1.0
    return EarsDecision(count, past.mean, upper, count > upper, earlier)


def _over_width(
    counts: Sequence[int], before: Sequence[_Baseline | None], alpha: float
) -> list[EarsDecision]:
    width = NormalDist().inv_cdf(1 - alpha)
    decisions = []
    for count, past in zip(counts, before, strict=True):
        if past is None:
            decisions.append(EarsDecision(count, None, None, None))
        else:
            upper = past.mean + width * past.deviation
            decisions.append(EarsDecision(count, past.mean, upper, count > upper))
    return decisions


def _baselines(counts: Sequence[int], baseline: int, lag: int) -> list[_Baseline | None]:
    """The baseline of each count; None where too few counts lie before it."""
    if baseline < 2:
        raise ValueError(f"an EARS baseline has at least 2 counts, found {baseline}")
    found: list[_Baseline | None] = []
    for end in range(-lag, len(counts) - lag):
        if end < baseline:
            found.append(None)
            continue
        past = counts[end - baseline : end]
        mean = sum(past) / baseline
        deviation = math.sqrt(sum((before - mean) ** 2 for before in past) / (baseline - 1))
        found.append(_Baseline(mean, deviation))
    return found
