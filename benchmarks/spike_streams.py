"""Support tickets as they might come: hours and weekdays, growth, busy spells, an outbreak.

Nothing here knows the detector. Noise is drawn so that a week's count has the wished variance:
`overdispersion` times its mean. With busy days each day has a factor of its own, with busy weeks
all days of a week share one.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from radar_tui.detection.spike_rule import RecentTicket

ZONE = "Europe/Berlin"
ACCOUNTS = 60
DAYS = (0.20, 0.19, 0.18, 0.18, 0.16, 0.05, 0.04)
"""The part of a week's tickets that each day brings, Monday first."""
HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 16, 22, 22, 20, 15, 19, 21, 20, 17, 12, 7, 4, 3, 2, 2, 1)
"""How many tickets the hours of a day bring, compared with each other."""

_WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tag:
    """A feature area: tickets in a usual week, how unevenly they come, growth per week."""

    mean: float
    overdispersion: float = 1.0
    growth: float = 0.0
    busy_weeks: bool = False

    @property
    def deviation(self) -> float:
        """The standard deviation of a week's count."""
        return math.sqrt(self.overdispersion * self.mean)


@dataclass(frozen=True, slots=True)
class Outbreak:
    """Tickets beyond the usual ones, evenly over some hours."""

    start: datetime
    hours: float
    tickets: int

    @property
    def end(self) -> datetime:
        """When the last of them may have come."""
        return self.start + self.hours * _HOUR


def tickets_of(
    tag: Tag,
    first_week: date,
    weeks: int,
    draws: random.Random,
    outbreak: Outbreak | None = None,
) -> list[RecentTicket]:
    """Draw the tickets of whole weeks, in time order; `mean` is that of the last week."""
    times: list[datetime] = []
    for week in range(weeks):
        monday = first_week + _WEEK * week
        mean = tag.mean * (1 + tag.growth) ** (week - weeks + 1)
        of_week = _factor(tag, mean, 1.0, draws) if tag.busy_weeks else 1.0
        for day, share in enumerate(DAYS):
            factor = of_week if tag.busy_weeks else _factor(tag, mean, share, draws)
            count = poisson(draws, mean * share * factor)
            times += [_at(monday + timedelta(days=day), draws) for _ in range(count)]
    if outbreak:
        span = outbreak.hours * _HOUR
        times += [outbreak.start + draws.random() * span for _ in range(outbreak.tickets)]
    return [RecentTicket(at, f"account-{draws.randrange(ACCOUNTS)}") for at in sorted(times)]


def poisson(draws: random.Random, mean: float) -> int:
    """Draw a Poisson count by counting arrivals."""
    arrivals, elapsed = 0, draws.expovariate(1)
    while elapsed < mean:
        arrivals += 1
        elapsed += draws.expovariate(1)
    return arrivals


def overdispersed(draws: random.Random, mean: float, overdispersion: float) -> int:
    """Draw a count whose variance is `overdispersion` times its mean (negative binomial)."""
    if overdispersion <= 1:
        return poisson(draws, mean)
    spread = overdispersion - 1
    return poisson(draws, draws.gammavariate(mean / spread, spread))


def week_edges(first_week: date, weeks: int) -> list[datetime]:
    """When each of some weeks begins, and when the last one ends."""
    return day_edges(first_week, weeks)[::7]


def day_edges(first_week: date, weeks: int) -> list[datetime]:
    """When each day of some weeks begins, and when the last one ends."""
    days = (first_week + timedelta(days=day) for day in range(7 * weeks + 1))
    return [datetime.combine(day, time(), ZoneInfo(ZONE)).astimezone(UTC) for day in days]


def _factor(tag: Tag, mean: float, share: float, draws: random.Random) -> float:
    """A random factor around 1 for a day or a week that holds `share` of the week's tickets."""
    if tag.overdispersion <= 1:
        return 1.0
    shape = share * mean / (tag.overdispersion - 1)
    return draws.gammavariate(shape, 1 / shape)


def _at(day: date, draws: random.Random) -> datetime:
    hour = draws.choices(range(24), HOURS)[0]
    minute = draws.randrange(60)
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).astimezone(UTC)


def outbreak_in(tag: Tag, week: date, size: float, hours: float, draws: random.Random) -> Outbreak:
    """An outbreak of `size` standard deviations of a week, begun in the working hours of a week."""
    day = draws.choices(range(5), DAYS[:5])[0]
    start = _at(week + timedelta(days=day), draws)
    return Outbreak(start, hours, max(1, round(size * tag.deviation)))


def counted(tickets: Sequence[RecentTicket], edges: Sequence[datetime]) -> list[int]:
    """Count tickets between one edge and the next."""
    counts = [0] * (len(edges) - 1)
    position = 0
    for ticket in tickets:
        while position < len(counts) and ticket.at >= edges[position + 1]:
            position += 1
        if position < len(counts) and ticket.at >= edges[0]:
            counts[position] += 1
    return counts
