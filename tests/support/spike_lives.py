"""A feature area that lives through clock changes: its tickets, and the alerts they make."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from radar_tui.detection.lifecycle import advance
from radar_tui.detection.profile import hour_profile, week_start
from radar_tui.detection.spike_rule import (
    RecentTicket,
    WeeklyCounts,
    WorkspaceHours,
    observe_spikes,
)
from radar_tui.domain.alerts import Alert, AlertState, Observation
from radar_tui.domain.rules import Rule, RuleKind

SPIKE_RULE = Rule(
    key="ticket-spike",
    kind=RuleKind.TICKET_SPIKE,
    title="Ticket spike (tagged)",
    threshold=30,
    window=timedelta(days=7),
    keep_firing_for=timedelta(hours=1),
    min_count=3,
    min_accounts=2,
    action="Create incident thread and notify Eng",
    owner="Support Ops",
)
WEEKS = 28
HOUR = timedelta(hours=1)
# Most of a week's tickets come on Monday between nine and ten: a clock that is an hour or a zone
# beside takes them for a spike.
_RUSH_MINUTES = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50)
_LATER = ((1, 11), (2, 15), (3, 10))
_EXTRA = (0, 1, 0, -1, 1, 0, 0, -1, 1, -1, 0)


def office_tickets(zone: str, first: date, weeks: int) -> list[RecentTicket]:
    """Tickets that come at the same times on a wall clock in `zone`, 12 to 14 a week."""
    tickets = []
    for week in range(weeks):
        monday = datetime.combine(first + timedelta(weeks=week), time(9), ZoneInfo(zone))
        rush = [monday + timedelta(minutes=minute) for minute in _RUSH_MINUTES]
        others = [monday.replace(hour=hour) + timedelta(days=day) for day, hour in _LATER]
        extra = _EXTRA[week % len(_EXTRA)]
        tickets += [*rush, *others[: len(others) + min(extra, 0)], *others[: max(extra, 0)]]
    return [
        RecentTicket(moment.astimezone(UTC), f"account-{place % 11}")
        for place, moment in enumerate(sorted(tickets))
    ]


def incident(start: datetime, tickets: int = 14) -> list[RecentTicket]:
    """Tickets of many accounts, one every quarter of an hour."""
    return [
        RecentTicket(start + timedelta(minutes=15 * place), f"account-{place}")
        for place in range(tickets)
    ]


@dataclass
class Workplace:
    """What the product would know of a feature area, with weeks and hours in one zone."""

    tickets: Sequence[RecentTicket]
    zone: str
    _weeks: dict[datetime, tuple[date, tuple[int, ...], WorkspaceHours]] = field(
        default_factory=dict
    )

    def observe(self, now: datetime) -> Observation:
        monday = week_start(now, self.zone)
        if monday not in self._weeks:
            self._weeks[monday] = self._history(monday)
        first, weeks, hours = self._weeks[monday]
        recent = tuple(self._between(now - timedelta(days=14), now + timedelta.resolution))
        area = WeeklyCounts("payments", first, weeks, recent)
        (seen,) = observe_spikes([area], SPIKE_RULE, now, hours=hours)
        return seen

    def _history(self, monday: datetime) -> tuple[date, tuple[int, ...], WorkspaceHours]:
        zone = ZoneInfo(self.zone)
        today = monday.astimezone(zone).date()
        mondays = [today - timedelta(weeks=back) for back in range(WEEKS, -1, -1)]
        edges = [datetime.combine(day, time.min, zone).astimezone(UTC) for day in mondays]
        weeks = tuple(len(self._between(begin, end)) for begin, end in pairwise(edges))
        learned = self._between(monday - timedelta(weeks=8), monday)
        profile = hour_profile((ticket.at for ticket in learned), self.zone)
        return mondays[0], weeks, WorkspaceHours(self.zone, profile)

    def _between(self, begin: datetime, end: datetime) -> Sequence[RecentTicket]:
        first, last = (
            bisect_left(self.tickets, edge, key=lambda one: one.at) for edge in (begin, end)
        )
        return self.tickets[first:last]


def fired(
    tickets: Sequence[RecentTicket],
    moments: Iterable[datetime],
    zone_at: Callable[[datetime], str],
) -> list[datetime]:
    """When alerts fire anew, where the rule is evaluated at these moments, each in its zone.

    `tickets` are in time order.
    """
    places: dict[str, Workplace] = {}
    alert: Alert | None = None
    found = []
    for now in moments:
        zone = zone_at(now)
        seen = places.setdefault(zone, Workplace(tickets, zone)).observe(now)
        alert, steps = advance(alert, seen, SPIKE_RULE, now)
        found += [
            step.at
            for step in steps
            if step.to_state is AlertState.FIRING and step.from_state is not AlertState.RECOVERING
        ]
    return found


def hours_from(start: datetime, hours: int) -> list[datetime]:
    """Each full hour of a stretch of time."""
    return [start + HOUR * passed for passed in range(1, hours + 1)]


def in_time_order(*streams: Sequence[RecentTicket]) -> list[RecentTicket]:
    """The tickets of several streams as one."""
    return sorted((ticket for stream in streams for ticket in stream), key=lambda one: one.at)
