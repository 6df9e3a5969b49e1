from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.working_time import (
    AROUND_THE_CLOCK,
    Duration,
    WorkingCalendar,
    add_working_hours,
    earliest_start,
    latest_start,
    working_hours_between,
)

BERLIN = WorkingCalendar("Europe/Berlin")
CALENDARS = [
    BERLIN,
    WorkingCalendar("America/New_York", holidays=frozenset({date(2026, 7, 3)})),
    WorkingCalendar("Asia/Kolkata", (((time(22), time(0)),), *(((time(0), time(6)),),) * 6)),
    WorkingCalendar("Europe/Berlin", AROUND_THE_CLOCK),
    WorkingCalendar("Europe/Berlin", (((time(1), time(2, 30)), (time(2, 45), time(4))),) * 7),
]
MOMENT = timedelta(microseconds=1)
calendars = st.sampled_from(CALENDARS)
seconds = st.integers(0, 365 * 24 * 3600)
times = seconds.map(lambda count: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=count))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-16T08:00", "2026-11-16T17:00", 9.0),  # a Monday, 09:00-18:00 in winter
        ("2026-07-13T07:00", "2026-07-13T16:00", 9.0),  # the same in summer time
        ("2026-11-20T16:30", "2026-11-23T08:30", 1.0),  # over a weekend
        ("2026-11-21T00:00", "2026-11-22T23:00", 0.0),  # within a weekend
        ("2026-11-16T06:00", "2026-11-16T07:59", 0.0),  # before opening
        ("2026-11-17T08:00", "2026-11-16T08:00", 0.0),  # the wrong way round
        ("2026-11-16T08:00", "2026-11-23T08:00", 45.0),  # a week
    ],
)
def test_office_hours_are_counted_in_the_calendars_zone(start: str, end: str, hours: float) -> None:
    assert working_hours_between(utc(start), utc(end), BERLIN) == hours


def test_a_holiday_counts_nothing() -> None:
    calendar = WorkingCalendar("Europe/Berlin", holidays=frozenset({date(2026, 11, 17)}))
    assert working_hours_between(utc("2026-11-16T08:00"), utc("2026-11-18T17:00"), calendar) == 18


@pytest.mark.parametrize(("day", "hours"), [(29, 23.0), (28, 24.0)])
def test_the_day_the_clocks_go_forward_is_an_hour_short(day: int, hours: float) -> None:
    calendar = WorkingCalendar("Europe/Berlin", AROUND_THE_CLOCK)
    start = datetime(2026, 3, day - 1, 23, tzinfo=UTC)
    end = add_working_hours(start, hours, calendar)
    assert end == datetime(2026, 3, day, 22 if day == 29 else 23, tzinfo=UTC)


def test_hours_inside_the_skipped_hour_are_not_counted_twice() -> None:
    night = CALENDARS[-1]
    start, end = utc("2026-03-28T23:00"), utc("2026-03-29T10:00")
    # 01:00-02:30 and 02:45-04:00 where 02:00 jumps to 03:00: 02:30 lands on 03:30, 02:45 on 03:45.
    assert working_hours_between(start, end, night) == 1.75
    touching = WorkingCalendar("Europe/Berlin", (((time(1), time(2, 30)), (time(3), time(4))),) * 7)
    # 02:30 lands on 03:30, inside the second span: 01:00-02:00 and 03:00-04:00 are left.
    assert working_hours_between(start, end, touching) == 2.0


def test_two_working_hours_from_friday_evening_end_on_monday_morning() -> None:
    assert add_working_hours(utc("2026-11-20T16:00"), 2, BERLIN) == utc("2026-11-23T09:00")


def test_other_zones_come_in_and_utc_goes_out() -> None:
    local = datetime(2026, 11, 16, 14, tzinfo=timezone(timedelta(hours=5)))
    due = add_working_hours(local, 1, BERLIN)
    assert due == utc("2026-11-16T10:00")
    assert due.tzinfo is UTC


@given(calendars, st.lists(times, min_size=3, max_size=3))
def test_hours_add_up(calendar: WorkingCalendar, moments: list[datetime]) -> None:
    first, second, third = sorted(moments)
    whole = working_hours_between(first, third, calendar)
    parts = working_hours_between(first, second, calendar) + working_hours_between(
        second, third, calendar
    )
    assert whole == pytest.approx(parts, abs=1e-9)
    assert 0 <= whole <= (third - first) / timedelta(hours=1) + 1e-9


@given(calendars, times, st.floats(0, 200))
def test_adding_hours_is_the_inverse_of_counting_them(
    calendar: WorkingCalendar, start: datetime, hours: float
) -> None:
    end = add_working_hours(start, hours, calendar)
    assert end >= start
    assert working_hours_between(start, end, calendar) == pytest.approx(hours, abs=1e-8)


@given(calendars, times, st.floats(0, 100), st.floats(0, 100))
def test_more_hours_never_end_earlier(
    calendar: WorkingCalendar, start: datetime, few: float, more: float
) -> None:
    few, more = sorted((few, more))
    assert add_working_hours(start, few, calendar) <= add_working_hours(start, more, calendar)


@pytest.mark.parametrize(
    ("end", "hours", "earliest", "latest"),
    [
        # Berlin, 09:00-18:00 is 08:00-17:00 UTC; the 23rd is a Monday.
        ("2026-11-23T10:00", 1.0, "2026-11-23T09:00", "2026-11-23T09:00"),
        ("2026-11-23T10:00", 2.0, "2026-11-20T17:00", "2026-11-23T08:00"),
        ("2026-11-23T10:00", 3.0, "2026-11-20T16:00", "2026-11-20T16:00"),
        ("2026-11-22T10:00", 9.0, "2026-11-19T17:00", "2026-11-20T08:00"),
    ],
)
def test_going_back_ends_before_or_after_the_closed_hours(
    end: str, hours: float, earliest: str, latest: str
) -> None:
    assert earliest_start(utc(end), hours, BERLIN) == utc(earliest)
    assert latest_start(utc(end), hours, BERLIN) == utc(latest)


def test_no_hours_back_from_a_closed_moment_is_when_it_closed() -> None:
    assert earliest_start(utc("2026-11-22T10:00"), 0, BERLIN) == utc("2026-11-20T17:00")
    assert earliest_start(utc("2026-11-23T10:00"), 0, BERLIN) == utc("2026-11-23T10:00")


@given(calendars, times, st.integers(1, 200 * 60), times)
def test_the_starts_part_who_waited_longer_from_who_did_not(
    calendar: WorkingCalendar, end: datetime, minutes: int, since: datetime
) -> None:
    hours = minutes / 60
    first, last = earliest_start(end, hours, calendar), latest_start(end, hours, calendar)
    assert first <= last
    for start in (since, first, last, first - MOMENT, last + MOMENT):
        waited = working_hours_between(start, end, calendar)
        assert (start <= last) == (waited >= hours)
        assert (start < first) == (waited > hours)


def test_a_day_of_work_is_a_working_day() -> None:
    assert (BERLIN.day_hours, BERLIN.week_hours) == (9.0, 45.0)
    around = CALENDARS[3]
    assert (around.day_hours, around.week_hours) == (24.0, 168.0)
    short = WorkingCalendar("UTC", (((time(9), time(17)),), ((time(20), time(0)),), *((),) * 5))
    assert (short.day_hours, short.week_hours) == (6.0, 12.0)


def test_durations_count_on_the_clock_and_in_working_time() -> None:
    assert Duration(2, "d").elapsed == timedelta(hours=48)
    assert Duration(2, "d").working_hours(BERLIN) == 18.0
    assert Duration(1, "w").working_hours(BERLIN) == 45.0
    assert Duration(90, "m").working_hours(BERLIN) == 1.5
    assert Duration(36, "h").working_hours(BERLIN) == 36.0
    assert str(Duration(90, "m")) == "90m"
    for count, unit in ((1, "y"), (-1, "d")):
        with pytest.raises(ValueError, match="a span"):
            Duration(count, unit)


def test_a_calendar_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown time zone"):
        WorkingCalendar("Mars/Olympus")
    with pytest.raises(ValueError, match="7 days"):
        WorkingCalendar("UTC", ((),) * 6)
    with pytest.raises(ValueError, match="at least one open hour"):
        WorkingCalendar("UTC", ((),) * 7)
    with pytest.raises(ValueError, match="must rise"):
        WorkingCalendar("UTC", (((time(9), time(8)),),) * 7)
    with pytest.raises(ValueError, match="must rise"):
        WorkingCalendar("UTC", (((time(9), time(12)), (time(11), time(13))),) * 7)


def test_times_without_a_zone_and_negative_hours_are_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        working_hours_between(datetime(2026, 1, 1), utc("2026-01-02T00:00"), BERLIN)  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="negative"):
        add_working_hours(utc("2026-01-02T00:00"), -1, BERLIN)
    with pytest.raises(ValueError, match="negative"):
        earliest_start(utc("2026-01-02T00:00"), -1, BERLIN)
    with pytest.raises(ValueError, match="positive"):
        latest_start(utc("2026-01-02T00:00"), 0, BERLIN)
    with pytest.raises(ValueError, match="last ten years"):
        latest_start(utc("2026-01-02T00:00"), 1e12, BERLIN)
    with pytest.raises(ValueError, match="ten years"):
        add_working_hours(utc("2026-01-02T00:00"), 1_000_000, BERLIN)
