from datetime import UTC, datetime, timedelta

import pytest

from radar_tui.analysis.metrics import (
    Intervention,
    SignalTimes,
    escalation_rate,
    frustration_average,
    prevented_escalations,
    repeat_rate,
    ticket_spikes,
    time_to_detect,
    time_to_mitigate,
)
from radar_tui.domain.units import Unit

NOW = datetime(2026, 11, 16, tzinfo=UTC)
WEEK = (NOW, NOW + timedelta(days=7))
HOUR = timedelta(hours=1)
DUE = NOW - timedelta(days=14)


def test_time_to_detect_is_the_average_from_begin_to_triage() -> None:
    metric = time_to_detect(
        [
            SignalTimes(NOW, NOW + HOUR),
            SignalTimes(NOW, NOW + 3 * HOUR, NOW + 9 * HOUR),
            SignalTimes(NOW),
        ]
    )
    assert (metric.value, metric.numerator, metric.denominator) == (2.0, 4.0, 2.0)
    assert metric.unit is Unit.HOURS


def test_time_to_mitigate_counts_what_was_mitigated() -> None:
    metric = time_to_mitigate([SignalTimes(NOW, NOW + HOUR, NOW + 9 * HOUR), SignalTimes(NOW)])
    assert (metric.value, metric.denominator) == (9.0, 1.0)


def test_what_began_before_radar_watched_is_left_out_and_counted() -> None:
    early, late = SignalTimes(NOW - HOUR, NOW, NOW), SignalTimes(NOW, NOW + HOUR, NOW + 2 * HOUR)
    for measure, hours in ((time_to_detect, 1.0), (time_to_mitigate, 2.0)):
        metric = measure([early, late, SignalTimes(NOW - HOUR)], since=NOW)
        assert (metric.value, metric.denominator, metric.left_out) == (hours, 1.0, 1)
        assert measure([early], since=NOW).value is None


def test_a_person_faster_than_the_data_took_no_time() -> None:
    assert time_to_detect([SignalTimes(NOW, NOW - HOUR)]).value == 0


def test_without_triage_there_is_a_reason_instead_of_a_time() -> None:
    detect, mitigate = time_to_detect([SignalTimes(NOW)]), time_to_mitigate([])
    assert (detect.value, detect.reason) == (None, "no signal was triaged")
    assert (mitigate.value, mitigate.reason) == (None, "no signal was mitigated")


def test_spike_events_are_those_that_fired_within_the_week() -> None:
    fired = [WEEK[0] - HOUR, WEEK[0], WEEK[0] + HOUR, WEEK[1]]
    metric = ticket_spikes(fired, *WEEK)
    assert (metric.value, metric.denominator) == (2.0, None)
    assert ticket_spikes([], *WEEK).value == 0


def test_the_repeat_rate_takes_the_top_five_root_causes() -> None:
    tagged = ["a"] * 5 + ["b"] * 4 + ["c"] * 3 + ["d"] * 2 + ["f", "e"]
    metric = repeat_rate([*tagged, *[None] * 14])
    assert metric.parts == (("a", 5), ("b", 4), ("c", 3), ("d", 2), ("e", 1))
    assert (metric.value, metric.numerator, metric.denominator) == (0.5, 15.0, 30.0)


def test_rates_of_few_tickets_are_not_given() -> None:
    few = repeat_rate(["a", None])
    assert (few.value, few.reason) == (None, "2 tickets, 5 are needed")
    assert (few.numerator, few.denominator) == (1.0, 2.0)
    assert escalation_rate(0, 0).value is None
    assert escalation_rate(0, 0, least=0).value is None
    assert frustration_average([50] * 4).reason == "4 scored tickets, 5 are needed"


def test_the_escalation_rate_is_escalated_over_total() -> None:
    metric = escalation_rate(9, 50)
    assert (metric.value, metric.unit) == (pytest.approx(0.18), Unit.SHARE)
    with pytest.raises(ValueError, match="cannot be"):
        escalation_rate(6, 5)


def test_the_frustration_average_is_in_points() -> None:
    metric = frustration_average([48, 48, 0, 96, 48])
    assert (metric.value, metric.numerator, metric.denominator) == (48.0, 240.0, 5.0)


@pytest.mark.parametrize(
    ("intervention", "prevented", "counted"),
    [
        (Intervention(DUE, 61), 1, 1),
        (Intervention(DUE, 60), 1, 1),
        (Intervention(DUE, 59), 0, 0),
        (Intervention(DUE, 10, churn_at_start=True), 1, 1),
        (Intervention(DUE, 90, escalated_at=DUE - HOUR), 0, 0),
        (Intervention(DUE, 90, escalated_at=DUE), 0, 0),
        (Intervention(DUE, 90, escalated_at=DUE + timedelta(days=14)), 0, 1),
        (Intervention(DUE, 90, escalated_at=DUE + timedelta(days=14, seconds=1)), 1, 1),
        (Intervention(DUE - HOUR, 90), 0, 0),
        (Intervention(DUE + timedelta(days=7) - HOUR, 90), 1, 1),
        (Intervention(DUE + timedelta(days=7), 90), 0, 0),
    ],
)
def test_an_escalation_was_prevented_when_14_quiet_days_are_over(
    intervention: Intervention, prevented: int, counted: int
) -> None:
    metric = prevented_escalations([intervention], *WEEK)
    assert (metric.value, metric.denominator) == (prevented, counted)
