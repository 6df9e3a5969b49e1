"""The yearly season: how weeks of the year differ, where two years of counts show it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from radar_tui.detection.history import PastWeek
from radar_tui.detection.log_linear import (
    CountRows,
    fit_log_linear,
    pearson_dispersion,
    score_statistics,
)

WEEKS_PER_YEAR = 365.2425 / 7
LEAST_SEASON_WEEKS = 104
"""Known weeks from which on a season is looked for: two years."""
MOST_SEASON_WEEKS = 260
"""Weeks that a season is found in at most: five years."""

# Chi-squared with two degrees of freedom (sine and cosine) at one in a thousand.
_SIGNIFICANT = 13.8
# The score test is an approximation: what fails it this clearly is not fitted at all.
_WORTH_FITTING = _SIGNIFICANT / 2


@dataclass(frozen=True, slots=True)
class Season:
    """One wave a year on the log scale, by the weeks before the judged week."""

    sine: float = 0.0
    cosine: float = 0.0

    def relative(self, weeks_ago: int) -> float:
        """How many tickets a past week brings where the judged week brings one."""
        sine, cosine = _sine_and_cosine(weeks_ago)
        return math.exp(self.sine * sine + self.cosine * (cosine - 1))


EVEN_YEAR = Season()


# Room for the present and the weeks judged again of 140 feature areas.
@lru_cache(maxsize=1024)
def find_season(past: tuple[PastWeek, ...]) -> Season:
    """Find the season of a series, oldest week first; an even year where none is certain.

    One wave a year beside a steady growth has to explain far more than chance does, and the wave of
    the other years has to explain each single year: an outbreak in one of them is no season.
    """
    weeks = past[-MOST_SEASON_WEEKS:]
    if len(weeks) < LEAST_SEASON_WEEKS or not _is_worth_fitting(weeks):
        return EVEN_YEAR
    whole = fit_log_linear(_rows(weeks))
    growth = fit_log_linear(_growth_rows(weeks))
    if whole is None or growth is None:
        return EVEN_YEAR
    gain = _deviance(weeks, growth.fitted) - _deviance(weeks, whole.fitted)
    if gain < _SIGNIFICANT * whole.dispersion or not _repeats(weeks):
        return EVEN_YEAR
    _, sine, cosine = whole.coefficients
    return Season(sine, cosine)


def _is_worth_fitting(weeks: Sequence[PastWeek]) -> bool:
    counts = [float(week.tickets) for week in weeks]
    average = sum(counts) / len(counts)
    dispersion = pearson_dispersion(counts, [average] * len(counts), parameters=1)
    growth, _, whole = score_statistics(_rows(weeks))
    return whole - growth >= _WORTH_FITTING * dispersion


def _repeats(weeks: Sequence[PastWeek]) -> bool:
    """Whether the wave of the other years explains something in each of the years."""
    years = max(2, round(len(weeks) / WEEKS_PER_YEAR))
    for year in range(years):
        begin, end = (len(weeks) * edge // years for edge in (year, year + 1))
        others = fit_log_linear(_rows([*weeks[:begin], *weeks[end:]]))
        if others is None:
            return False
        growth, *wave = others.coefficients
        held_out = weeks[begin:end]
        steady = [math.exp(growth * x) for x in _growth(held_out)]
        waved = [
            mean * math.exp(wave[0] * sine + wave[1] * cosine)
            for mean, sine, cosine in zip(steady, *_wave(held_out), strict=True)
        ]
        if _deviance(held_out, waved) >= _deviance(held_out, steady):
            return False
    return True


def _rows(weeks: Sequence[PastWeek]) -> CountRows:
    return _counted(weeks, [_growth(weeks), *_wave(weeks)])


def _growth_rows(weeks: Sequence[PastWeek]) -> CountRows:
    return _counted(weeks, [_growth(weeks)])


def _counted(weeks: Sequence[PastWeek], columns: Sequence[Sequence[float]]) -> CountRows:
    return CountRows([float(week.tickets) for week in weeks], columns, [1.0] * len(weeks))


def _growth(weeks: Sequence[PastWeek]) -> list[float]:
    return [-week.weeks_ago / WEEKS_PER_YEAR for week in weeks]


def _wave(weeks: Sequence[PastWeek]) -> tuple[list[float], list[float]]:
    waves = [_sine_and_cosine(week.weeks_ago) for week in weeks]
    return [sine for sine, _ in waves], [cosine for _, cosine in waves]


@cache
def _sine_and_cosine(weeks_ago: int) -> tuple[float, float]:
    angle = 2 * math.pi * weeks_ago / WEEKS_PER_YEAR
    return math.sin(angle), math.cos(angle)


def _deviance(weeks: Sequence[PastWeek], means: Sequence[float]) -> float:
    """The deviance of counts around means of any level, up to what depends on the counts alone."""
    total = sum(means)
    return -2 * sum(
        week.tickets * math.log(mean / total)
        for week, mean in zip(weeks, means, strict=True)
        if week.tickets
    )
