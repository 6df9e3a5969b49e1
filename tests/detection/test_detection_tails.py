import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.tails import (
    largest_quiet_count,
    negative_binomial_tail,
    regularised_beta,
)

means = st.floats(0.02, 500)
sizes = st.floats(0.1, 1e5)
counts = st.integers(0, 2000)


@given(counts, means, sizes)
def test_the_tail_matches_scipy(count: int, mean: float, size: float) -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy comes with the training extra")
    expected = float(stats.nbinom.sf(count - 1, size, size / (size + mean)))
    assert negative_binomial_tail(count, mean, size) == pytest.approx(expected, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("count", [0, 1, 2, 5, 20])
def test_the_tail_matches_a_plain_sum(count: int) -> None:
    mean, size = 4.0, 2.5
    share = mean / (mean + size)
    below = sum(
        math.exp(math.lgamma(size + k) - math.lgamma(size) - math.lgamma(k + 1))
        * (1 - share) ** size
        * share**k
        for k in range(count)
    )
    assert negative_binomial_tail(count, mean, size) == pytest.approx(1 - below, rel=1e-9)


@given(counts, means, sizes)
def test_more_is_never_more_likely(count: int, mean: float, size: float) -> None:
    more = negative_binomial_tail(count + 1, mean, size)
    assert 0 <= more <= negative_binomial_tail(count, mean, size) + 1e-12 <= 1 + 1e-12


@given(means, sizes, st.floats(1e-6, 0.4))
def test_the_quiet_count_is_the_largest_that_is_likely_enough(
    mean: float, size: float, alpha: float
) -> None:
    quiet = largest_quiet_count(mean, size, alpha)
    assert negative_binomial_tail(quiet, mean, size) >= alpha
    assert negative_binomial_tail(quiet + 1, mean, size) < alpha


def test_the_edges_of_the_beta_function() -> None:
    assert regularised_beta(0, 2, 3) == 0
    assert regularised_beta(1, 2, 3) == 1
    assert regularised_beta(0.5, 2, 2) == pytest.approx(0.5)


@pytest.mark.parametrize(("mean", "size"), [(0, 1), (1, 0), (-1, 1)])
def test_a_mean_or_size_that_is_not_positive_is_refused(mean: float, size: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        negative_binomial_tail(1, mean, size)
