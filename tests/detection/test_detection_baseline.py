import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.baseline import Normal, estimate_normal
from radar_tui.detection.history import PastWeek
from radar_tui.detection.seasons import Season

STEADY = [5, 4, 6, 5, 3, 7, 5, 4, 6, 5, 5, 4, 7, 3, 5, 6, 4, 5, 6, 5, 4, 5, 6, 5, 4, 6]
GROWING = [round(20 * 1.04**week) for week in range(26)]

weekly = st.lists(st.integers(0, 80), min_size=1, max_size=60)


def past(counts: list[int]) -> list[PastWeek]:
    # Two weeks lie between the history and the judged week, as they do behind the guard.
    return [PastWeek(len(counts) + 2 - place, count) for place, count in enumerate(counts)]


def estimate(counts: list[int], **options: int) -> Normal:
    return estimate_normal(past(counts), **options)  # type: ignore[arg-type]


def test_without_overdispersion_the_tail_is_the_gamma_poisson_predictive() -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy comes with the training extra")
    normal = replace(estimate([4, 5, 6, 5, 4, 6]), dispersion=0.0)
    # Jeffreys prior: the rate is Gamma(tickets + 1/2, weeks); the next week is negative binomial.
    expected = stats.nbinom.sf(11, 30.5, 6 / 7)
    assert normal.tail(12) == pytest.approx(float(expected), rel=1e-9)


def test_one_past_incident_does_not_count() -> None:
    history = [*STEADY]
    history[8:11] = [30, 24, 22]
    normal = estimate(history)
    assert normal.left_out == 3
    assert normal.mean == pytest.approx(5, abs=0.3)


def test_an_incident_may_seem_over_for_a_week() -> None:
    history = [*STEADY]
    history[8:11] = [30, 5, 22]
    assert estimate(history).left_out == 2


def test_several_incidents_are_what_a_bursty_tag_does() -> None:
    history = [*STEADY]
    history[4], history[12], history[20] = 30, 26, 31
    bursty = estimate(history)
    assert bursty.left_out == 0
    assert bursty.tail(30) > 0.01
    assert estimate(history, incidents_left_out=3).left_out == 3
    assert estimate([*STEADY[:20], 40, 38, *STEADY[:4]], incidents_left_out=0).left_out == 0


def test_growth_is_drawn_on_to_the_judged_week() -> None:
    normal = estimate(GROWING)
    assert normal.growth == pytest.approx(0.04, abs=0.01)
    # Two years on the same slope would be 60; a rise is followed up to the busiest week only.
    assert normal.mean == max(GROWING)
    assert estimate(GROWING, follow_trend=0).mean == pytest.approx(34, abs=1)


def test_a_tag_that_fades_is_expected_to_bring_less() -> None:
    fading = GROWING[::-1]
    normal = estimate(fading)
    assert normal.growth == pytest.approx(-0.038, abs=0.01)
    assert normal.mean == pytest.approx(20 / 1.04**3, rel=0.1)


def test_a_trend_rests_on_fewer_tickets_than_a_level() -> None:
    assert estimate(GROWING).evidence < estimate(GROWING, follow_trend=0).evidence


def test_chance_is_no_trend() -> None:
    stream = random.Random(20261123)
    found = sum(
        estimate([stream.randint(0, 10) for _ in range(26)]).growth != 0 for _ in range(300)
    )
    assert found <= 0.03 * 300


def test_a_short_history_has_no_trend() -> None:
    assert estimate(GROWING[-12:]).growth == 0


def test_the_season_says_what_a_past_week_compares_with() -> None:
    # The judged week is the low of the year; the weeks half a year ago were its height.
    low = Season(cosine=-0.5)
    normal = estimate_normal(past(STEADY), season=low, follow_trend=False)
    assert normal.mean < estimate(STEADY).mean * 0.8


@given(weekly)
def test_a_normal_week_is_no_surprise(counts: list[int]) -> None:
    normal = estimate(counts)
    assert normal.mean > 0
    assert normal.dispersion >= 0
    assert 0 < normal.evidence <= sum(counts) + 0.5 + 1e-9
    assert normal.weeks + normal.left_out == len(counts)
    assert normal.tail(int(normal.mean)) > 0.2


@given(weekly, st.floats(0.01, 1))
def test_less_of_a_week_brings_less_and_is_less_certain(counts: list[int], share: float) -> None:
    normal = estimate(counts)
    assert normal.expected(share) == pytest.approx(normal.mean * share)
    assert normal.size(share) <= normal.size() + 1e-9


def test_a_baseline_needs_a_week() -> None:
    with pytest.raises(ValueError, match="at least one week"):
        estimate([])
