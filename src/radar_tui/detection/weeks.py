"""The ISO weeks of a zone as spans of time, and how many of them the rules look back on."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from radar_tui.detection.seasons import LEAST_SEASON_WEEKS, MOST_SEASON_WEEKS
from radar_tui.detection.spikes import DEFAULT_SETTINGS

WEEK = timedelta(days=7)
# A spike is judged by the baseline's weeks and the latest ones, which are left out of it.
_GUARD_WEEKS = DEFAULT_SETTINGS.guard_weeks
WEEKS_READ = DEFAULT_SETTINGS.baseline_weeks + _GUARD_WEEKS
# Where the history is long enough to show a season, by all that a season is found in.
SEASON_WEEKS_READ = MOST_SEASON_WEEKS + _GUARD_WEEKS
# The rhythm of the week is learned from this much history.
PROFILE_WEEKS = 8
RECENT = timedelta(days=14)


def week_start(moment: datetime, zone: str, *, back: int = 0) -> datetime:
    """When the week of a moment began in a zone, or the one so many weeks before; in UTC."""
    local = moment.astimezone(ZoneInfo(zone)).date()
    monday = local - timedelta(days=local.weekday()) - WEEK * back
    return datetime.combine(monday, time(), ZoneInfo(zone)).astimezone(UTC)


def whole_weeks(
    first: datetime | None, now: datetime, zone: str, *, judged: int = 0
) -> list[datetime]:
    """The starts of the whole weeks before the one of `now` that spikes are judged by, in order.

    They are `weeks_to_read` at most, and more where so many of the last ones are `judged`
    themselves. A history that began within a week says nothing of that week as a whole: only weeks
    from `first` on are given, none where nothing has ever come.
    """
    if first is None:
        return []
    most = weeks_to_read(first, now, zone) + judged
    return [start for start in _starts_before(local_date(now, zone), zone, most) if start >= first]


def weeks_to_read(first: datetime, now: datetime, zone: str) -> int:
    """How many whole weeks before the one of `now` a spike is judged by at most.

    That is half a year; five years where the history, which began at `first`, can show a season.
    """
    least = week_start(now, zone, back=LEAST_SEASON_WEEKS + _GUARD_WEEKS)
    return SEASON_WEEKS_READ if first <= least else WEEKS_READ


# Kept, because a back-test asks for the same weeks at each moment of a day.
@lru_cache(maxsize=16)
def _starts_before(day: date, zone: str, weeks: int) -> tuple[datetime, ...]:
    noon = datetime.combine(day, time(12), ZoneInfo(zone))
    return tuple(week_start(noon, zone, back=back) for back in range(weeks, 0, -1))


def local_date(moment: datetime, zone: str) -> date:
    """The day of a moment in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()
