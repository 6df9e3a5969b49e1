"""The ISO weeks of a zone as spans of time, and how many of them the rules look back on."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
# The baseline's 26 weeks and the last two, which are left out of it.
WEEKS_READ = 28
# The rhythm of the week is learned from this much history.
PROFILE_WEEKS = 8
RECENT = timedelta(days=14)


def week_start(moment: datetime, zone: str, *, back: int = 0) -> datetime:
    """When the week of a moment began in a zone, or the one so many weeks before; in UTC."""
    local = moment.astimezone(ZoneInfo(zone)).date()
    monday = local - timedelta(days=local.weekday()) - WEEK * back
    return datetime.combine(monday, time(), ZoneInfo(zone)).astimezone(UTC)


def whole_weeks(first: datetime | None, now: datetime, zone: str) -> list[datetime]:
    """The starts of the whole weeks before the one of `now`, oldest first, `WEEKS_READ` at most.

    A history that began within a week says nothing of that week as a whole: only weeks from
    `first` on are given, none where nothing has ever come.
    """
    starts = [week_start(now, zone, back=back) for back in range(WEEKS_READ, 0, -1)]
    return [start for start in starts if first is not None and start >= first]


def local_date(moment: datetime, zone: str) -> date:
    """The day of a moment in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()
