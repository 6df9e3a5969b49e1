import csv
import math
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.spikes import (
    SpikeMethod,
    SpikeSettings,
    SpikeStatus,
    alpha_for_budget,
    judge,
    judge_series,
)

SHARED = Path(__file__).parents[2] / "../shared/fixtures/spike-benchmark"
STEADY = [5, 4, 6, 5, 3, 7, 5, 4, 6, 5, 5, 4, 7, 3, 5, 6, 4, 5, 6, 5, 4, 5, 6, 5, 4, 6, 5, 5]
NOISY = [2, 19, 0, 6, 31, 1, 0, 12, 3, 25, 0, 8, 1, 14, 0, 0, 22, 5, 2, 17, 0, 9, 28, 1, 3, 0, 7, 4]

weekly = st.lists(st.none() | st.integers(0, 60), max_size=40)
settings = st.builds(
    SpikeSettings,
    alpha=st.floats(1e-5, 0.2),
    effect=st.floats(0, 2),
    min_count=st.integers(1, 10),
    guard_weeks=st.integers(0, 4),
)


def test_a_real_incident_over_several_accounts_is_a_spike() -> None:
    decision = judge(18, STEADY, accounts=6)
    assert decision.status is SpikeStatus.SPIKE
    assert decision.method is SpikeMethod.NEGATIVE_BINOMIAL
    assert decision.expected == pytest.approx(5, abs=0.3)
    assert decision.upper is not None
    assert 8 <= decision.upper < 18
    assert decision.p is not None
    assert decision.p < 0.001


def test_a_noisy_tag_stays_silent_where_the_plain_rule_fires() -> None:
    decision = judge(24, NOISY, accounts=6)
    assert decision.naive
    assert decision.status is SpikeStatus.OK


def test_a_steady_tag_stays_silent_where_the_plain_rule_fires() -> None:
    decision = judge(8, STEADY, accounts=6)
    assert decision.naive
    assert decision.status is SpikeStatus.OK


def test_one_loud_account_is_not_a_spike() -> None:
    decision = judge(18, STEADY, accounts=1)
    assert decision.status is SpikeStatus.OK
    assert decision.blocked_by_accounts


def test_two_tickets_are_never_a_spike() -> None:
    assert not judge(2, [0] * 28).spike
    assert judge(3, [0] * 28, settings=SpikeSettings(alpha=0.05)).spike


def test_a_past_incident_does_not_hide_the_next_one() -> None:
    history = [*STEADY]
    history[8:11] = [30, 24, 22]
    decision = judge(20, history, accounts=6)
    assert decision.spike
    assert decision.weeks_left_out == 3


def test_an_incident_of_last_week_does_not_raise_the_expectation() -> None:
    assert judge(18, [*STEADY, 20, 22], accounts=6).expected == pytest.approx(5, abs=0.3)


def test_a_spike_that_goes_on_is_still_a_spike_without_rising_again() -> None:
    assert judge(18, [*STEADY, 20], accounts=6).spike


def test_a_count_that_does_not_rise_over_the_week_before_is_no_spike() -> None:
    level = [20] * 26
    assert judge(29, [*level, 22, 22], settings=SpikeSettings(alpha=0.2)).spike
    assert not judge(28, [*level, 22, 22], settings=SpikeSettings(alpha=0.2)).spike


def test_short_history_takes_the_gamma_poisson_tail_and_none_is_insufficient() -> None:
    assert judge(9, [2, 3, 2, 3]).method is SpikeMethod.GAMMA_POISSON
    short = judge(9, [2, 3, 2])
    assert short.status is SpikeStatus.INSUFFICIENT_DATA
    assert (short.expected, short.upper, short.p) == (None, None, None)
    assert short.naive


def test_a_missing_week_is_missing_not_zero() -> None:
    decision = judge(None, STEADY)
    assert decision.status is SpikeStatus.MISSING
    assert (decision.observed, decision.p, decision.naive) == (None, None, False)
    with_gap = judge(18, [*STEADY[:10], None, *STEADY[10:]])
    assert with_gap.spike


@given(weekly, st.integers(0, 200), settings)
def test_a_spike_is_exactly_a_count_over_upper(
    baseline: list[int | None], count: int, chosen: SpikeSettings
) -> None:
    decision = judge(count, baseline, settings=chosen)
    if decision.status is SpikeStatus.INSUFFICIENT_DATA:
        assert decision.upper is None
        return
    assert decision.upper is not None
    assert decision.expected is not None
    assert decision.p is not None
    assert decision.spike == (count > decision.upper)
    if decision.spike:
        assert decision.p < chosen.alpha
        assert count >= max(chosen.min_count, decision.expected * (1 + chosen.effect) - 1e-6)


@given(weekly, settings)
def test_the_upper_bound_would_not_alarm_and_one_more_would(
    baseline: list[int | None], chosen: SpikeSettings
) -> None:
    upper = judge(0, baseline, settings=chosen).upper
    if upper is not None:
        assert not judge(upper, baseline, settings=chosen).spike
        assert judge(upper + 1, baseline, settings=chosen).spike


@given(weekly, st.integers(0, 200), st.integers(0, 200))
def test_more_tickets_are_never_less_of_a_spike(
    baseline: list[int | None], count: int, more: int
) -> None:
    fewer, larger = judge(count, baseline), judge(count + more, baseline)
    assert larger.spike >= fewer.spike
    if fewer.p is not None and larger.p is not None:
        assert larger.p <= fewer.p + 1e-12


@given(weekly, st.integers(0, 500), settings, st.integers(0, 5))
def test_too_few_tickets_or_accounts_are_never_a_spike(
    baseline: list[int | None], count: int, chosen: SpikeSettings, accounts: int
) -> None:
    decision = judge(count, baseline, settings=chosen, accounts=accounts)
    if count < chosen.min_count or accounts < chosen.min_accounts:
        assert not decision.spike
    assert decision.blocked_by_accounts == (
        decision.upper is not None and count > decision.upper and accounts < chosen.min_accounts
    )


@given(weekly, st.integers(0, 200), st.floats(0.02, 1))
def test_a_part_of_a_week_is_held_against_its_part_of_the_expectation(
    baseline: list[int | None], count: int, share: float
) -> None:
    whole, part = judge(count, baseline), judge(count, baseline, share=share)
    assert (part.upper is None) == (whole.upper is None)
    if whole.expected is not None and part.expected is not None:
        assert part.expected == pytest.approx(whole.expected * share)


@given(weekly, st.floats(1e-4, 0.2), st.floats(1e-4, 0.2))
def test_a_smaller_alpha_never_alarms_earlier(
    baseline: list[int | None], one: float, two: float
) -> None:
    strict, lax = sorted((one, two))
    uppers = [
        judge(0, baseline, settings=SpikeSettings(alpha=alpha)).upper for alpha in (strict, lax)
    ]
    if uppers[0] is not None and uppers[1] is not None:
        assert uppers[0] >= uppers[1]


@given(weekly)
def test_a_series_is_judged_week_by_week_on_what_came_before(series: list[int | None]) -> None:
    assert judge_series(series) == [
        judge(count, series[:week]) for week, count in enumerate(series)
    ]


def test_the_false_alarm_budget_is_shared_over_the_series() -> None:
    assert alpha_for_budget(1, 8) == pytest.approx(12 / 52 / 8)
    with pytest.raises(ValueError, match="budget"):
        alpha_for_budget(0, 8)
    with pytest.raises(ValueError, match="series"):
        alpha_for_budget(1, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"alpha": 0.0},
        {"alpha": 0.5},
        {"effect": -0.1},
        {"min_count": 0},
        {"guard_weeks": -1},
        {"incidents_left_out": -1},
        {"baseline_weeks": 3},
    ],
)
def test_settings_that_make_no_sense_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"alpha|effect|start at|baseline"):
        SpikeSettings(**change)  # type: ignore[arg-type]


def test_negative_counts_and_shares_outside_a_week_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        judge(-1, STEADY)
    with pytest.raises(ValueError, match="negative"):
        judge(1, [-1, *STEADY])
    with pytest.raises(ValueError, match="share"):
        judge(1, STEADY, share=0)


@pytest.mark.parametrize("size", [None, 5.0, 1.0])
def test_stable_series_stay_within_twice_the_promised_false_alarms(size: float | None) -> None:
    stream = random.Random(20261122)
    alarms = 0
    for _ in range(400):
        counts = [draw(stream, 8.0, size) for _ in range(29)]
        alarms += judge(counts[-1], counts[:-1]).spike
    assert alarms / 400 <= 2 * 0.01


def draw(stream: random.Random, mean: float, size: float | None) -> int:
    rate = mean if size is None else stream.gammavariate(size, mean / size)
    arrivals, elapsed = 0, stream.expovariate(1)
    while elapsed < rate:
        arrivals += 1
        elapsed += stream.expovariate(1)
    return arrivals


def test_a_growing_tag_does_not_alarm_by_growing() -> None:
    growing = [round(20 * 1.03**week) for week in range(28)]
    assert judge(round(20 * 1.03**28) + 14, growing).status is SpikeStatus.OK
    steady = SpikeSettings(follow_trend=False)
    assert judge(round(20 * 1.03**28) + 14, growing, settings=steady).spike


def test_a_busy_season_is_no_spike_once_two_years_have_shown_it() -> None:
    # From 5 a week in summer to 37 in winter.
    year = 365.2425 / 7
    series = [round(14 * math.exp(math.cos(2 * math.pi * week / year))) for week in range(156)]
    plain = SpikeSettings(follow_season=False, follow_trend=False)
    alarms = [
        sum(one.spike for one in judge_series(series, chosen)[104:])
        for chosen in (SpikeSettings(), plain)
    ]
    assert alarms[0] == 0
    assert alarms[1] >= 3


def test_far_fewer_false_alarms_than_the_plain_rule_on_the_published_series() -> None:
    path = SHARED / "rki_survstat_7_series_weekly.csv"
    if not path.exists():
        pytest.skip(f"the external benchmark series are not here: {path.name}")
    series: dict[str, list[tuple[int, bool]]] = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            week = (int(row["count"]), row["outbreak"] == "1")
            series.setdefault(row["series"], []).append(week)
    spikes = plain = quiet_weeks = found = 0
    for weeks in series.values():
        decisions = judge_series([count for count, _ in weeks])[28:]
        for decision, (_, outbreak) in zip(decisions, weeks[28:], strict=True):
            quiet_weeks += not outbreak
            spikes += decision.spike and not outbreak
            plain += decision.naive and not outbreak
            found += decision.spike and outbreak
    assert quiet_weeks == 1207
    assert spikes / quiet_weeks * 52 <= 0.8
    assert plain / quiet_weeks * 52 > 6
    assert found >= 20
