"""Working hours: how long a customer waited and when something is due, by a team's calendar."""

from collections.abc import Callable, Iterator
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
_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
}
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

    @property
    def week_hours(self) -> float:
        """The open hours of a week without holidays, by the clock on the wall."""
        return sum(_length(*span) for hours in self.weekly for span in hours)

    @property
    def day_hours(self) -> float:
        """The open hours of a day that is open at all, on average over the week."""
        return self.week_hours / sum(map(bool, self.weekly))


@dataclass(frozen=True, slots=True)
class Duration:
    """A span as a person writes it: a count of minutes, hours, days or weeks (`m`, `h`, `d`, `w`).

    Raises:
        ValueError: an unknown unit or a negative count.
    """

    count: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in _UNITS:
            raise ValueError(f"a span counts {', '.join(_UNITS)}, found {self.unit!r}")
        if self.count < 0:
            raise ValueError(f"a span is not negative, found {self.count}")

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def elapsed(self) -> timedelta:
        """The span on the clock: a day has 24 hours."""
        return self.count * _UNITS[self.unit]

    def working_hours(self, calendar: WorkingCalendar) -> float:
        """The span in open hours: a day is one working day, a week all of its working days."""
        if self.unit == "w":
            return self.count * calendar.week_hours
        if self.unit == "d":
            return self.count * calendar.day_hours
        return self.elapsed / _UNITS["h"]


def _length(start: time, end: time) -> float:
    """Hours from one wall time to another; an end of 00:00 is the end of the day."""
    first, last = (
        timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) for at in (start, end)
    )
    return ((last or _ONE_DAY) - first) / timedelta(hours=1)


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


def latest_start(end: datetime, hours: float, calendar: WorkingCalendar) -> datetime:
    """Find the last moment from which at least `hours` open hours pass until `end`.

    Raises:
        ValueError: a time without a zone, hours that are not positive, or a start further back
            than ten years.
    """
    if hours <= 0:
        raise ValueError(f"working hours to go back must be positive, found {hours}")
    return _start(end, hours, calendar, lambda span, left: span >= left)


def earliest_start(end: datetime, hours: float, calendar: WorkingCalendar) -> datetime:
    """Find the first moment from which no more than `hours` open hours pass until `end`.

    It differs from `latest_start` where a closed span lies between the two.

    Raises:
        ValueError: a time without a zone, negative hours, or a start further back than ten years.
    """
    if hours < 0:
        raise ValueError(f"working hours to go back must not be negative, found {hours}")
    return _start(end, hours, calendar, lambda span, left: span > left)


def _start(
    end: datetime,
    hours: float,
    calendar: WorkingCalendar,
    holds: Callable[[timedelta, timedelta], bool],
) -> datetime:
    """Go back over the open spans to the first that holds what is left of the hours."""
    end, far = _utc(end), f"{hours} working hours are more than the last ten years held"
    if hours > _LONGEST_SEARCH / timedelta(hours=1):
        raise ValueError(far)
    left = timedelta(hours=hours)
    for opens, closes in _open_spans_before(end, calendar):
        if end - opens > _LONGEST_SEARCH:
            break
        stop = min(closes, end)
        if holds(stop - opens, left):
            return stop - left
        left -= stop - opens
    raise ValueError(far)


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


def _open_spans_before(
    end: datetime, calendar: WorkingCalendar
) -> Iterator[tuple[datetime, datetime]]:
    """Yield open spans in UTC, the latest that begins before `end` first."""
    day = min(end.date() + _ONE_DAY, _LAST_SEARCHED_DAY)
    while day > _FIRST_SEARCHED_DAY:
        for span in reversed(_spans_of_day(calendar, day)):
            if span[0] < end:
                yield span
        day -= _ONE_DAY


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
