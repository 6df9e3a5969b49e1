"""Working hours: how long a customer waited and when something is due, by a team's calendar."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Hours = tuple[tuple[time, time], ...]

MIDNIGHT = time(0, 0)
OFFICE_DAY: Hours = ((time(9), time(18)),)
OFFICE_WEEK: tuple[Hours, ...] = (OFFICE_DAY,) * 5 + ((), ())
AROUND_THE_CLOCK: tuple[Hours, ...] = (((MIDNIGHT, MIDNIGHT),),) * 7

_ONE_DAY = timedelta(days=1)
_LONGEST_SEARCH = timedelta(days=3660)
_LAST_SEARCHED_DAY = date.max - timedelta(days=2)
_FIRST_SEARCHED_DAY = date.min + timedelta(days=2)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """A team's weekly hours and holidays in one time zone.

    `weekly` has seven entries, Monday first; each lists (start, end) in local wall time, in order
    and without overlap. An end of 00:00 means the end of that day. Monday to Friday 09:00-18:00
    where nothing else is said.

    Raises:
        ValueError: an unknown zone, not seven days, hours out of order, or no open hour at all.
    """

    zone: str = "UTC"
    weekly: tuple[Hours, ...] = OFFICE_WEEK
    holidays: frozenset[date] = field(default=frozenset())

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        if len(self.weekly) != 7:
            raise ValueError(f"a calendar has hours for 7 days, found {len(self.weekly)}")
        if not any(self.weekly):
            raise ValueError("a calendar needs at least one open hour a week")
        for hours in self.weekly:
            _check_day(hours)


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"unknown time zone {zone!r}, expected a name like Europe/Berlin"
        ) from error


def _check_day(hours: Hours) -> None:
    last = MIDNIGHT
    for position, (start, end) in enumerate(hours):
        ends_in_order = end == MIDNIGHT or start < end
        starts_in_order = position == 0 or (last != MIDNIGHT and start >= last)
        if not (ends_in_order and starts_in_order):
            raise ValueError(f"hours must rise within a day, found {start:%H:%M}-{end:%H:%M}")
        last = end


def working_hours_between(start: datetime, end: datetime, calendar: WorkingCalendar) -> float:
    """Count the open hours from `start` to `end`; 0 where `end` is not after `start`.

    Raises:
        ValueError: a time without a zone.
    """
    start, end = _utc(start), _utc(end)
    total = timedelta()
    for opens, closes in _open_spans(start, calendar):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), timedelta())
    return total / timedelta(hours=1)


def add_working_hours(start: datetime, hours: float, calendar: WorkingCalendar) -> datetime:
    """Find the earliest time by which `hours` open hours have passed since `start`.

    Raises:
        ValueError: a time without a zone, negative hours, or an end further away than ten years.
    """
    start = _utc(start)
    if hours < 0:
        raise ValueError(f"working hours to add must not be negative, found {hours}")
    left = timedelta(hours=hours)
    if not left:
        return start
    for opens, closes in _open_spans(start, calendar):
        if opens - start > _LONGEST_SEARCH:
            break
        begin = max(opens, start)
        if closes - begin >= left:
            return begin + left
        left -= closes - begin
    raise ValueError(f"{hours} working hours are more than the next ten years hold")


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("working time needs aware times, found one without a zone")
    return moment.astimezone(UTC)


def _open_spans(start: datetime, calendar: WorkingCalendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield open spans in UTC, in order, from the first that ends after `start`."""
    # The local date lies at most one day from the UTC date, in either direction.
    day = max(start.date() - _ONE_DAY, _FIRST_SEARCHED_DAY)
    while day < _LAST_SEARCHED_DAY:
        for span in _spans_of_day(calendar, day):
            if span[1] > start:
                yield span
        day += _ONE_DAY


@lru_cache(maxsize=8192)
def _spans_of_day(calendar: WorkingCalendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    if day in calendar.holidays:
        return ()
    zone = ZoneInfo(calendar.zone)
    spans: list[tuple[datetime, datetime]] = []
    for start, end in calendar.weekly[day.weekday()]:
        end_day = day + _ONE_DAY if end == MIDNIGHT else day
        opens = datetime.combine(day, start, zone).astimezone(UTC)
        closes = datetime.combine(end_day, end, zone).astimezone(UTC)
        # A wall time that the clocks skip lands after the gap, possibly inside the next span.
        opens = max(opens, spans[-1][1]) if spans else opens
        if opens < closes:
            spans.append((opens, closes))
    return tuple(spans)
