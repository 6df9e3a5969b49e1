"""When things happen: the team's week, working hours, and repeatable randomness."""

import random
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from radar_tui.domain.working_time import WorkingCalendar, working_hours_between

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)

_SEARCH_STEP = timedelta(minutes=10)
# Share of a working day's tickets by UTC hour: Asia early, Europe's morning, America's afternoon.
_DAY_SHAPE = (
    1.2, 1.6, 2.0, 2.1, 2.3, 2.9, 4.2, 6.4, 7.6, 7.9, 7.1, 5.8,
    5.9, 7.2, 7.4, 6.6, 5.3, 4.4, 3.6, 2.8, 2.0, 1.6, 1.3, 1.1,
)  # fmt: skip
# Weight of each weekday, Monday first: Mondays are full, weekends nearly quiet.
_WEEK_SHAPE = (1.22, 1.08, 1.02, 0.98, 0.86, 0.17, 0.15)


def stream(seed: int, *names: str | int) -> random.Random:
    """A random stream of its own for one purpose, so that one story never shifts another."""
    label = "/".join(str(part) for part in (seed, *names))
    return random.Random(label)  # noqa: S311 - repeatable demo data, nothing here is secret


def place_evenly(
    start: datetime, span: timedelta, count: int, rng: random.Random
) -> list[datetime]:
    """Spread `count` times over a span by the team's week: each in its own part, in time order."""
    weights = _hourly_weights(start, span)
    heights = list(accumulate(weights))
    times = []
    for position in range(count):
        height = (position + rng.uniform(0.05, 0.95)) / count * heights[-1]
        hour = min(bisect_right(heights, height), len(weights) - 1)
        times.append(start + hour * HOUR + rng.randrange(60) * MINUTE + _seconds(rng))
    return sorted(times)


def place_in_bursts(
    start: datetime, span: timedelta, count: int, rng: random.Random
) -> list[datetime]:
    """Spread times as an audit or a month end does: half of them within one day and a half."""
    burst = round(count * 0.5)
    calm = place_evenly(start, span, count - burst, rng)
    hours = int(span / HOUR) - 36
    begin = start + rng.randrange(max(hours, 1)) * HOUR
    return sorted([*calm, *place_evenly(begin, min(span, 36 * HOUR), burst, rng)])


def _hourly_weights(start: datetime, span: timedelta) -> list[float]:
    hours = max(int(span / HOUR), 1)
    moments = (start + hour * HOUR for hour in range(hours))
    return [_WEEK_SHAPE[at.weekday()] * _DAY_SHAPE[at.hour] for at in moments]


def _seconds(rng: random.Random) -> timedelta:
    return timedelta(seconds=rng.randrange(60))


def lognormal_hours(rng: random.Random, median: float, spread: float = 0.8) -> timedelta:
    """A waiting time around a median number of hours, with the long tail that waiting has."""
    return HOUR * (median * rng.lognormvariate(0.0, spread))


def into_office_hours(at: datetime, zone: str, rng: random.Random) -> datetime:
    """Move a time that falls outside Mon-Fri 07:30-19:00 local time to the next morning."""
    local = at.astimezone(ZoneInfo(zone))
    if local.weekday() < 5 and time(7, 30) <= local.time() <= time(19, 0):
        return at
    day = local.date() if local.time() < time(7, 30) else local.date() + DAY
    while day.weekday() >= 5:
        day += DAY
    morning = datetime.combine(day, time(7, 40), ZoneInfo(zone)).astimezone(UTC)
    return morning + rng.randrange(150) * MINUTE + _seconds(rng)


def into_staffed_hours(at: datetime, rng: random.Random) -> datetime:
    """Move a time on the thinly staffed weekend (Sat 02:00 - Mon 02:00 UTC) to Monday, mostly."""
    weekend = (at.weekday() == 5 and at.hour >= 2) or at.weekday() == 6
    if not weekend or rng.random() < 0.25:
        return at
    monday = (at + DAY * (7 - at.weekday())).replace(hour=2, minute=5, second=0)
    return monday + rng.randrange(480) * MINUTE + _seconds(rng)


def moment_before(as_of: datetime, ago: float | str) -> datetime:
    """Find the moment a script means by hours, "11w" working hours, or "9d@14:20".

    Raises:
        ValueError: another form.
    """
    if isinstance(ago, int | float):
        return _whole_seconds(as_of - HOUR * ago)
    if ago.endswith("w"):
        return _whole_seconds(_working_hours_before(as_of, float(ago[:-1])))
    days, at_sign, clock = ago.partition("d@")
    if not at_sign:
        raise ValueError(f"expected hours, working hours (11w) or days (9d@14:20), found {ago!r}")
    day = as_of.date() - DAY * int(days)
    day -= DAY * max(0, day.weekday() - 4)
    return datetime.combine(day, time.fromisoformat(clock), UTC)


def _working_hours_before(as_of: datetime, hours: float) -> datetime:
    calendar = WorkingCalendar()
    moment = as_of
    while working_hours_between(moment, as_of, calendar) < hours:
        moment -= _SEARCH_STEP
    return moment


def _whole_seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def fit_before(times: Sequence[datetime], latest: datetime) -> list[datetime]:
    """Press a thread's times together, first one fixed, so that the last is not after `latest`."""
    first, last = times[0], times[-1]
    if last <= latest:
        return list(times)
    squeeze = (latest - first) / (last - first)
    return [_whole_seconds(first + (at - first) * squeeze) for at in times]
