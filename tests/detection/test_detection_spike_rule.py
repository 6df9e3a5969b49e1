from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.profile import hour_profile
from radar_tui.detection.spike_rule import (
    ALPHA_PARTS,
    LAST_7_DAYS,
    LAST_24_HOURS,
    RUNNING_WEEK,
    RecentTicket,
    WeeklyCounts,
    WorkspaceHours,
    fill_weeks,
    observe_spikes,
)
from radar_tui.domain.alerts import Observation
from radar_tui.domain.rules import Rule, RuleKind

NOW = datetime(2026, 11, 19, 15, tzinfo=UTC)  # a Thursday
MONDAY = date(2026, 11, 16)
STEADY = (5, 4, 6, 5, 3, 7, 5, 4, 6, 5, 5, 4, 7, 3, 5, 6, 4, 5, 6, 5, 4, 5, 6, 5, 4, 6, 5, 5)
RULE = Rule(
    key="ticket-spike",
    kind=RuleKind.TICKET_SPIKE,
    title="Ticket spike (tagged)",
    threshold=30,
    window=timedelta(days=7),
    min_count=3,
    min_accounts=2,
    action="Create incident thread and notify Eng",
    owner="Support Ops",
)


def area(
    hours_ago: list[float], accounts: int = 5, weeks: tuple[int | None, ...] = STEADY
) -> WeeklyCounts:
    recent = tuple(
        RecentTicket(NOW - timedelta(hours=hours), f"account-{position % accounts}")
        for position, hours in enumerate(hours_ago)
    )
    first_week = MONDAY - timedelta(weeks=len(weeks))
    return WeeklyCounts("payments", first_week, weeks, recent)


def observe(counts: WeeklyCounts, rule: Rule = RULE) -> Observation:
    (observation,) = observe_spikes([counts], rule, NOW)
    return observation


PREVIOUS_WEEK = [200.0, 220.0, 240.0, 260.0, 300.0]


def test_an_incident_of_the_last_hours_is_heard_by_the_24_hour_look() -> None:
    seen = observe(area([*PREVIOUS_WEEK, *(0.5 + step / 4 for step in range(9))]))
    assert seen.labels == (("feature-area", "payments"),)
    assert seen.holds
    assert seen.still_holds
    assert seen.value == 9
    assert seen.evidence["last-24-hours"]["status"] == "spike"  # type: ignore[index, call-overload]


def test_a_slow_incident_is_heard_by_the_7_day_look_only() -> None:
    seen = observe(area([*PREVIOUS_WEEK, *(9.0 * step for step in range(1, 18))]))
    assert seen.holds
    assert seen.value == 17
    assert seen.evidence["last-24-hours"]["status"] == "ok"  # type: ignore[index, call-overload]


def test_a_normal_week_is_silent() -> None:
    seen = observe(area([*PREVIOUS_WEEK, 10, 40, 70, 100, 130]))
    assert seen.holds is False
    assert seen.still_holds is False
    assert seen.began_at is None


def test_one_account_that_writes_often_is_silent() -> None:
    hours = [*PREVIOUS_WEEK, *(0.5 + step / 4 for step in range(12))]
    assert observe(area(hours, accounts=1)).holds is False
    assert observe(area(hours, accounts=1), replace(RULE, min_accounts=1)).holds


def test_tickets_of_unknown_origin_count_as_one_account() -> None:
    counts = area([*PREVIOUS_WEEK, *(0.5 + step / 4 for step in range(12))])
    nameless = tuple(RecentTicket(ticket.at) for ticket in counts.recent)
    assert observe(replace(counts, recent=nameless)).holds is False


def test_the_signal_began_with_the_first_ticket_beyond_expectation() -> None:
    seen = observe(area([*PREVIOUS_WEEK, *(9.0 * step for step in range(1, 18))]))
    # About 5 are expected in a week: the sixth ticket is the first too many.
    assert seen.began_at == NOW - timedelta(hours=9 * 12)


def test_a_spike_holds_on_until_the_week_is_back_under_the_clear_level() -> None:
    fading = area([*PREVIOUS_WEEK, *(20.0 * step for step in range(1, 9))])
    assert observe(fading).holds is False
    assert observe(fading).still_holds
    assert observe(fading, replace(RULE, threshold=80, clear=80)).still_holds is False


def test_too_little_history_cannot_be_judged_and_says_why() -> None:
    seen = observe(area([1.0, 2.0, 3.0, 4.0], weeks=(None, 3, 4, 5)))
    assert seen.holds is None
    assert seen.still_holds is None
    assert seen.reason == "3 weeks of history, 4 are needed"
    assert not seen.failed


def test_evidence_shows_what_the_decision_was_made_of() -> None:
    seen = observe(area([*PREVIOUS_WEEK, *(9.0 * step for step in range(1, 18))]))
    assert seen.evidence["weeks"] == list(STEADY)
    look = seen.evidence["last-7-days"]
    assert isinstance(look, dict)
    assert look["count"] == 17
    assert look["week-before"] == 5
    assert look["accounts"] == 5
    assert look["naive"] is True
    assert look["expected"] == pytest.approx(5, abs=0.3)
    assert look["upper"] < 17
    assert look["alpha"] == pytest.approx(0.002)
    assert look["growth-per-week"] == 0


def look_of(seen: Observation, name: str) -> dict[str, Any]:
    look = seen.evidence[name]
    assert isinstance(look, dict)
    return look


def test_the_looks_share_alpha_and_parts_of_a_week_take_their_share() -> None:
    seen = observe(area([1.0]))
    week, day, running = (
        look_of(seen, name) for name in (LAST_7_DAYS, LAST_24_HOURS, RUNNING_WEEK)
    )
    assert sum(ALPHA_PARTS.values()) <= 1
    assert week["alpha"] == pytest.approx(0.01 * ALPHA_PARTS[LAST_7_DAYS])
    assert day["alpha"] == pytest.approx(0.01 * ALPHA_PARTS[LAST_24_HOURS] / 7)
    # Thursday at three in the afternoon: 87 of 168 hours.
    assert running["alpha"] == pytest.approx(0.01 * ALPHA_PARTS[RUNNING_WEEK] * 87 / 168)


def test_the_running_week_is_held_against_what_it_should_have_brought_by_now() -> None:
    seen = observe(area([*PREVIOUS_WEEK, 90.0, 100.0, *(8.0 * step for step in range(1, 11))]))
    running = look_of(seen, RUNNING_WEEK)
    # Of the twelve tickets those of the last 87 hours are this week's.
    assert running["count"] == 10
    assert running["expected"] == pytest.approx(5 * 87 / 168, abs=0.1)
    assert running["week-before"] == STEADY[-1]


def test_a_rise_since_monday_is_heard_before_seven_days_are_over() -> None:
    hours = [*PREVIOUS_WEEK, *(5.5 * step for step in range(1, 14))]
    seen = observe(area(hours))
    assert look_of(seen, RUNNING_WEEK)["status"] == "spike"
    assert look_of(seen, LAST_24_HOURS)["status"] == "ok"
    assert look_of(seen, LAST_7_DAYS)["status"] == "ok"
    assert (seen.holds, seen.value) == (True, 13)


def test_the_first_hours_of_a_week_are_not_judged_as_a_week() -> None:
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    recent = tuple(RecentTicket(monday + timedelta(minutes=step), f"a{step}") for step in range(9))
    for hours, status in ((1, "insufficient-data"), (17, "spike")):
        now = monday + timedelta(hours=hours)
        counts = WeeklyCounts("payments", MONDAY - timedelta(weeks=28), STEADY, recent)
        (seen,) = observe_spikes([counts], RULE, now)
        assert look_of(seen, RUNNING_WEEK)["status"] == status
        # The last 24 hours hear the same tickets meanwhile.
        assert seen.holds
        assert look_of(seen, RUNNING_WEEK)["count"] == 9


def test_a_ticket_at_midnight_belongs_to_the_week_that_begins() -> None:
    midnight = datetime(2026, 11, 16, tzinfo=UTC)
    for at, count in ((midnight, 1), (midnight - timedelta(microseconds=1), 0)):
        counts = WeeklyCounts("payments", MONDAY, STEADY, (RecentTicket(at),))
        (seen,) = observe_spikes([counts], RULE, NOW)
        assert look_of(seen, RUNNING_WEEK)["count"] == count


def test_the_running_week_begins_on_monday_in_the_workspaces_zone() -> None:
    # Sunday evening in New York is Monday in UTC.
    ticket = RecentTicket(datetime(2026, 11, 16, 2, tzinfo=UTC))
    counts = WeeklyCounts("payments", MONDAY, STEADY, (ticket,))
    found = [
        observe_spikes([counts], RULE, NOW, hours=WorkspaceHours(zone))[0]
        for zone in ("UTC", "America/New_York")
    ]
    assert [look_of(seen, RUNNING_WEEK)["count"] for seen in found] == [1, 0]


@given(
    st.lists(st.floats(0, 13 * 24), max_size=60),
    st.integers(0, 167),
    st.integers(1, 8),
    st.integers(1, 4),
)
def test_no_look_fires_under_the_least_tickets_and_accounts(
    hours_ago: list[float], hour: int, least: int, accounts: int
) -> None:
    now = datetime(2026, 11, 16, tzinfo=UTC) + timedelta(hours=hour)
    recent = tuple(
        RecentTicket(now - timedelta(hours=ago), f"account-{place % accounts}")
        for place, ago in enumerate(hours_ago)
    )
    rule = replace(RULE, min_count=least)
    counts = WeeklyCounts("payments", MONDAY - timedelta(weeks=28), STEADY, recent)
    (seen,) = observe_spikes([counts], rule, now)
    for name in ALPHA_PARTS:
        look = look_of(seen, name)
        if look["count"] < least or look["accounts"] < RULE.min_accounts:
            assert look["status"] != "spike"
    assert seen.holds == any(look_of(seen, name)["status"] == "spike" for name in ALPHA_PARTS)


def test_monday_morning_is_no_spike_where_all_tickets_come_on_mondays() -> None:
    mondays = [datetime(2026, 11, 16, 9, tzinfo=UTC) - timedelta(weeks=week) for week in range(26)]
    hours = WorkspaceHours("UTC", hour_profile(mondays * 20, "UTC"))
    now = datetime(2026, 11, 16, 12, tzinfo=UTC)
    recent = tuple(
        RecentTicket(now - timedelta(hours=3, minutes=step), f"a{step}") for step in range(6)
    )
    counts = WeeklyCounts("payments", MONDAY - timedelta(weeks=28), (5,) * 28, recent)
    (flat,) = observe_spikes([counts], RULE, now)
    (known,) = observe_spikes([counts], RULE, now, hours=hours)
    expected = [each.evidence["last-24-hours"]["expected"] for each in (flat, known)]  # type: ignore[index, call-overload]
    assert expected == [pytest.approx(0.72, abs=0.02), pytest.approx(4.6, abs=0.3)]
    assert known.holds is False


def test_quiet_weeks_are_filled_with_zeros() -> None:
    counted = {MONDAY: 4, MONDAY - timedelta(weeks=2): 1}
    assert fill_weeks(counted, MONDAY - timedelta(weeks=3), 4) == (0, 1, 0, 4)
    with pytest.raises(ValueError, match="Monday"):
        fill_weeks({}, MONDAY + timedelta(days=1), 1)


def test_tickets_outside_the_windows_and_after_now_do_not_count() -> None:
    counts = area([*PREVIOUS_WEEK, -1, -2, -3, *([400.0] * 50)])
    seen = observe(counts)
    assert seen.value == 0
    assert seen.holds is False
