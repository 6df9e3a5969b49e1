from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.profile import FLAT_PROFILE, hour_profile, share_of_week, week_start

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
OFFICE = [
    MONDAY + timedelta(days=day, hours=hour, weeks=-week)
    for week in range(8)
    for day in range(5)
    for hour in range(9, 17)
]


def test_a_weekday_holds_more_than_a_sunday() -> None:
    profile = hour_profile(OFFICE, "UTC")
    monday = share_of_week(profile, MONDAY, MONDAY + timedelta(days=1), "UTC")
    sunday = share_of_week(profile, MONDAY - timedelta(days=1), MONDAY, "UTC")
    assert monday == pytest.approx(0.2, abs=0.01)
    assert 0 < sunday < 0.05


def test_the_profile_is_in_the_workspaces_zone() -> None:
    profile = hour_profile([MONDAY - timedelta(hours=1)] * 1000, "Europe/Berlin")
    assert profile.index(max(profile)) == 0


def test_a_flat_profile_gives_time_its_plain_share() -> None:
    day = share_of_week(FLAT_PROFILE, MONDAY, MONDAY + timedelta(days=1), "Asia/Kolkata")
    assert day == pytest.approx(1 / 7)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_shares_add_up(first: int, second: int) -> None:
    profile = hour_profile(OFFICE, "UTC")
    middle = MONDAY + timedelta(minutes=min(first, second))
    end = MONDAY + timedelta(minutes=max(first, second))
    parts = share_of_week(profile, MONDAY, middle, "UTC") + share_of_week(
        profile, middle, end, "UTC"
    )
    assert share_of_week(profile, MONDAY, end, "UTC") == pytest.approx(parts)


def test_a_week_is_the_whole_and_more_is_not_more() -> None:
    profile = hour_profile(OFFICE, "UTC")
    assert sum(profile) == pytest.approx(1)
    assert share_of_week(profile, MONDAY, MONDAY + timedelta(days=7), "UTC") == pytest.approx(1)
    assert share_of_week(profile, MONDAY, MONDAY + timedelta(days=70), "UTC") == 1


def test_a_profile_has_168_hours() -> None:
    with pytest.raises(ValueError, match="168"):
        share_of_week((1.0,), MONDAY, MONDAY, "UTC")


@pytest.mark.parametrize(
    ("moment", "zone", "begins"),
    [
        (datetime(2026, 11, 19, 15, tzinfo=UTC), "UTC", MONDAY),
        (MONDAY, "UTC", MONDAY),
        (MONDAY - timedelta(microseconds=1), "UTC", MONDAY - timedelta(weeks=1)),
        # Late on Sunday in UTC it is Monday in Berlin; early on Monday, Sunday in New York.
        (datetime(2026, 11, 15, 23, 30, tzinfo=UTC), "Europe/Berlin", MONDAY - timedelta(hours=1)),
        (
            datetime(2026, 11, 16, 4, tzinfo=UTC),
            "America/New_York",
            datetime(2026, 11, 9, 5, tzinfo=UTC),
        ),
        # The week in which clocks go back has 169 hours, and it began in summer time.
        (
            datetime(2026, 10, 25, 22, 59, tzinfo=UTC),
            "Europe/Berlin",
            datetime(2026, 10, 18, 22, tzinfo=UTC),
        ),
        (datetime(2027, 1, 3, 12, tzinfo=UTC), "UTC", datetime(2026, 12, 28, tzinfo=UTC)),
    ],
)
def test_a_week_begins_on_monday_at_midnight_in_its_zone(
    moment: datetime, zone: str, begins: datetime
) -> None:
    assert week_start(moment, zone) == begins
