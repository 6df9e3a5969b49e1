"""The hour-of-week profile: which part of a week's tickets a stretch of time should hold."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOURS_OF_WEEK = 168
FLAT_PROFILE: tuple[float, ...] = (1 / HOURS_OF_WEEK,) * HOURS_OF_WEEK

# Tickets, spread evenly over the week, that every profile starts from: an hour without history is
# quiet, not impossible.
_PRIOR_TICKETS = 42.0
_ONE_HOUR = timedelta(hours=1)


def hour_profile(times: Iterable[datetime], zone: str) -> tuple[float, ...]:
    """Share of a week's tickets per hour, from Monday 00:00 in `zone`; the shares add up to 1."""
    local = ZoneInfo(zone)
    tickets = [_PRIOR_TICKETS / HOURS_OF_WEEK] * HOURS_OF_WEEK
    for moment in times:
        tickets[_hour_of_week(moment, local)] += 1
    total = sum(tickets)
    return tuple(count / total for count in tickets)


def share_of_week(profile: Sequence[float], start: datetime, end: datetime, zone: str) -> float:
    """The part of a week's tickets expected from `start` to `end`, at most 1.

    Raises:
        ValueError: a profile without 168 hours.
    """
    if len(profile) != HOURS_OF_WEEK:
        raise ValueError(f"a profile has {HOURS_OF_WEEK} hours, found {len(profile)}")
    local = ZoneInfo(zone)
    total = 0.0
    moment, end = start.astimezone(UTC), end.astimezone(UTC)
    while moment < end and total < 1:
        # Zones lie at most a quarter of an hour beside the full hours of UTC: close enough.
        next_hour = moment.replace(minute=0, second=0, microsecond=0) + _ONE_HOUR
        until = min(next_hour, end)
        total += profile[_hour_of_week(moment, local)] * ((until - moment) / _ONE_HOUR)
        moment = until
    return min(total, 1.0)


def week_start(moment: datetime, zone: str) -> datetime:
    """When the ISO week of a moment began in `zone`: its Monday at midnight, in UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=local.weekday())
    return datetime.combine(monday, time.min, local.tzinfo).astimezone(UTC)


def _hour_of_week(moment: datetime, zone: ZoneInfo) -> int:
    local = moment.astimezone(zone)
    return local.weekday() * 24 + local.hour
