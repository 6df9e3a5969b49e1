"""Tail probabilities of the negative binomial distribution, with nothing but `math`."""

import math
from functools import lru_cache

_TINY = 1e-300
_CLOSE_ENOUGH = 1e-14
_MOST_STEPS = 20_000
# The looks of one rule over a quarter, some feature areas: a back-test with another threshold asks
# for the same limits again.
_KEPT_LIMITS = 16_384


def negative_binomial_tail(count: int, mean: float, size: float) -> float:
    """Probability of `count` or more, given the mean and the size (mean + mean²/size = variance).

    The tail is the regularised incomplete beta function I_q(count, size) with
    q = mean / (mean + size).

    Raises:
        ValueError: a mean or size that is not positive.
    """
    if mean <= 0 or size <= 0:
        raise ValueError(f"mean and size must be positive, found {mean} and {size}")
    if count <= 0:
        return 1.0
    return regularised_beta(mean / (mean + size), float(count), size)


@lru_cache(maxsize=_KEPT_LIMITS)
def largest_quiet_count(mean: float, size: float, alpha: float) -> int:
    """Find the largest count whose tail probability is not below `alpha`."""
    low, high = 0, max(1, math.ceil(mean))
    while negative_binomial_tail(high, mean, size) >= alpha:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if negative_binomial_tail(middle, mean, size) >= alpha:
            low = middle
        else:
            high = middle
    return low


def regularised_beta(x: float, a: float, b: float) -> float:
    """Compute I_x(a, b), the cumulative beta distribution, for 0 <= x <= 1 and a, b > 0."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    front = math.exp(log_front)
    # The fraction converges fast on this side of the mean only; the other side is its complement.
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _continued_fraction(x, a, b) / a)
    return max(0.0, 1 - front * _continued_fraction(1 - x, b, a) / b)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Evaluate the continued fraction of I_x(a, b) by Lentz's method (DLMF 8.17.22)."""
    c = 1.0
    d = 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            value *= d * c
        if abs(d * c - 1) < _CLOSE_ENOUGH:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
