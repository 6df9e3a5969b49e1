import math
import random

import pytest

from radar_tui.detection.history import PastWeek
from radar_tui.detection.seasons import (
    EVEN_YEAR,
    LEAST_SEASON_WEEKS,
    WEEKS_PER_YEAR,
    Season,
    find_season,
)


def counted(means: list[float], seed: int = 1) -> tuple[PastWeek, ...]:
    """Poisson counts around means, oldest first."""
    stream = random.Random(seed)
    counts = []
    for mean in means:
        arrivals, elapsed = 0, stream.expovariate(1)
        while elapsed < mean:
            arrivals, elapsed = arrivals + 1, elapsed + stream.expovariate(1)
        counts.append(arrivals)
    return tuple(PastWeek(len(counts) - place, count) for place, count in enumerate(counts))


def wave(weeks: int, amplitude: float, mean: float = 20.0) -> list[float]:
    return [
        mean * math.exp(amplitude * math.cos(2 * math.pi * (weeks - place) / WEEKS_PER_YEAR))
        for place in range(weeks)
    ]


@pytest.mark.parametrize("years", [2, 3, 4])
def test_a_season_is_found_where_it_repeats(years: int) -> None:
    found = find_season(counted(wave(52 * years, 0.5)))
    assert found.cosine == pytest.approx(0.5, abs=0.12)
    assert found.sine == pytest.approx(0, abs=0.12)
    # Half a year ago was the low of the wave: it brought e⁻¹ of what this week brings.
    assert found.relative(26) == pytest.approx(math.exp(-1), rel=0.3)
    assert found.relative(0) == 1


def test_less_than_two_years_tell_no_season() -> None:
    assert find_season(counted(wave(LEAST_SEASON_WEEKS - 1, 0.9))) == EVEN_YEAR


def test_chance_and_growth_are_no_season() -> None:
    even = [find_season(counted([15.0] * 156, seed)) for seed in range(40)]
    grown = [
        find_season(counted([10 * 1.012**week for week in range(156)], seed)) for seed in range(40)
    ]
    assert sum(season != EVEN_YEAR for season in [*even, *grown]) <= 1


def test_one_outbreak_is_no_season() -> None:
    means = [10.0] * 156
    means[100:106] = [60.0] * 6
    assert find_season(counted(means)) == EVEN_YEAR


def test_a_quiet_series_has_none() -> None:
    assert find_season(counted([0.0] * 156)) == EVEN_YEAR


def test_an_even_year_changes_nothing() -> None:
    assert [Season().relative(ago) for ago in (0, 13, 26, 52)] == [1.0] * 4
