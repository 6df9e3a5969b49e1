"""Clock changes, long years and a change of the workspace's zone neither make nor hide an alert."""

from datetime import UTC, date, datetime, timedelta

import pytest

from radar_tui.detection.spike_rule import RecentTicket
from support.spike_lives import fired, hours_from, in_time_order, incident, office_tickets

BERLIN, NEW_YORK, SYDNEY, KOLKATA = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Sydney",
    "Asia/Kolkata",
)
# The Monday of the week in which clocks change, or in which the year has a week 53.
TURNS = [
    pytest.param(BERLIN, date(2026, 3, 23), id="spring in Berlin"),
    pytest.param(BERLIN, date(2026, 10, 19), id="autumn in Berlin"),
    pytest.param(NEW_YORK, date(2026, 3, 2), id="spring in New York"),
    pytest.param(NEW_YORK, date(2026, 10, 26), id="autumn in New York"),
    pytest.param(SYDNEY, date(2026, 9, 28), id="spring in Sydney"),
    pytest.param(BERLIN, date(2026, 12, 28), id="week 53"),
    pytest.param(KOLKATA, date(2020, 12, 28), id="week 53, half an hour beside"),
]
BEFORE = 30  # weeks


def usual(zone: str, turn: date) -> list[RecentTicket]:
    return office_tickets(zone, turn - timedelta(weeks=BEFORE), BEFORE + 3)


def around(turn: date) -> list[datetime]:
    """Each hour from the Sunday before the week of the turn on, for ten days."""
    start = datetime(turn.year, turn.month, turn.day, tzinfo=UTC) - timedelta(days=1)
    return hours_from(start, 24 * 10)


@pytest.mark.parametrize(("zone", "turn"), TURNS)
def test_usual_weeks_stay_silent_over_the_turn(zone: str, turn: date) -> None:
    assert fired(usual(zone, turn), around(turn), lambda _: zone) == []


@pytest.mark.parametrize("days_later", [2, 6, 7])
@pytest.mark.parametrize(("zone", "turn"), TURNS)
def test_an_incident_is_one_alert_within_hours(zone: str, turn: date, days_later: int) -> None:
    start = datetime(turn.year, turn.month, turn.day, 9, tzinfo=UTC) + timedelta(days=days_later)
    tickets = in_time_order(usual(zone, turn), incident(start))
    (heard,) = fired(tickets, around(turn), lambda _: zone)
    assert timedelta() < heard - start <= timedelta(hours=3)


@pytest.mark.parametrize("other", [NEW_YORK, SYDNEY, KOLKATA])
def test_a_change_of_zone_makes_no_alert(other: str) -> None:
    turn = date(2026, 6, 1)
    changed = datetime(2026, 6, 4, 12, tzinfo=UTC)
    zones = [lambda now: BERLIN if now < changed else other, lambda _: other]
    for zone_at in zones:
        assert fired(usual(BERLIN, turn), around(turn), zone_at) == []


@pytest.mark.parametrize("other", [NEW_YORK, SYDNEY, KOLKATA])
@pytest.mark.parametrize("hours_later", [-30, 1, 4, 30])
def test_a_change_of_zone_hides_no_alert_and_fires_none_twice(other: str, hours_later: int) -> None:
    turn = date(2026, 6, 1)
    start = datetime(2026, 6, 3, 9, tzinfo=UTC)
    changed = start + timedelta(hours=hours_later)
    tickets = in_time_order(usual(BERLIN, turn), incident(start))
    (heard,) = fired(tickets, around(turn), lambda now: BERLIN if now < changed else other)
    assert timedelta() < heard - start <= timedelta(hours=3)
