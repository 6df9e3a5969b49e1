"""Replays simulated tickets: to the spike rule hour by hour, to the others by day or week."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise

from benchmarks.spike_references import Alarms, ears_alarms, farrington, plain
from benchmarks.spike_streams import ZONE, counted, day_edges, week_edges
from radar_tui.detection.ears import ears_c1
from radar_tui.detection.lifecycle import advance
from radar_tui.detection.profile import hour_profile
from radar_tui.detection.spike_rule import (
    RecentTicket,
    WeeklyCounts,
    WorkspaceHours,
    observe_spikes,
)
from radar_tui.domain.alerts import Alert, AlertState
from radar_tui.domain.rules import Rule, RuleKind

RULE = Rule(
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
WARM_UP_WEEKS = 28
RADAR = "Radar, each hour"
# What the others are given: whole days or whole weeks, when they are over.
WEEKLY: dict[str, Alarms] = {
    "EARS C1, each week": ears_alarms(ears_c1),
    "after Farrington, each week": farrington,
    "after Farrington at 0.1 %, each week": partial(farrington, alpha=0.001),
    "plain +30 %, each week": plain,
}
DAILY: dict[str, Alarms] = {"EARS C1, each day": ears_alarms(ears_c1)}
DETECTORS = (RADAR, *DAILY, *WEEKLY)

_HOUR = timedelta(hours=1)
_RECENT = timedelta(days=14)
# An hour without a ticket can begin no alarm but at the edge of a window: it is skipped mostly.
_SILENT_STEP = 3


@dataclass
class Replay:
    """The tickets of one feature area, and when those of its whole workspace came."""

    tickets: Sequence[RecentTicket]
    first_week: date
    weeks: int
    rhythm: Sequence[datetime]
    _edges: list[datetime] = field(init=False)
    _counts: list[int] = field(init=False)
    _times: list[datetime] = field(init=False)

    def __post_init__(self) -> None:
        self._edges = week_edges(self.first_week, self.weeks)
        self._counts = counted(self.tickets, self._edges)
        self._times = [ticket.at for ticket in self.tickets]

    def alarms(self, begin_week: int = WARM_UP_WEEKS) -> dict[str, list[datetime]]:
        """When each detector alarms anew, from one week on."""
        days = day_edges(self.first_week, self.weeks)
        start = self._edges[begin_week]
        found = {RADAR: self._radar(begin_week)}
        for name, detector in DAILY.items():
            found[name] = _begun(detector(counted(self.tickets, days)), days[1:], start)
        for name, detector in WEEKLY.items():
            found[name] = _begun(detector(self._counts), self._edges[1:], start)
        return found

    def deadline(self, end: datetime) -> datetime:
        """Until when an outbreak can be found: the end of the week that it ends in, or a day."""
        of_week = next(edge for edge in self._edges if edge >= end)
        return max(of_week, end + timedelta(days=1))

    def _radar(self, begin_week: int) -> list[datetime]:
        hours = WorkspaceHours(ZONE, hour_profile(self.rhythm, ZONE))
        alert: Alert | None = None
        fired = []
        for week in range(begin_week, self.weeks):
            past = tuple(self._counts[week - WARM_UP_WEEKS : week])
            first = self.first_week + timedelta(weeks=week - WARM_UP_WEEKS)
            for now in self._moments(week):
                area = WeeklyCounts("area", first, past, self._recent(now))
                (seen,) = observe_spikes([area], RULE, now, hours=hours)
                alert, steps = advance(alert, seen, RULE, now)
                fired += [
                    step.at
                    for step in steps
                    if step.to_state is AlertState.FIRING
                    and step.from_state is not AlertState.RECOVERING
                ]
        return fired

    def _recent(self, now: datetime) -> tuple[RecentTicket, ...]:
        begin, end = bisect_right(self._times, now - _RECENT), bisect_right(self._times, now)
        return tuple(self.tickets[begin:end])

    def _moments(self, week: int) -> Iterator[datetime]:
        now, silent = self._edges[week], 0
        while (now := now + _HOUR) <= self._edges[week + 1]:
            came = bisect_right(self._times, now) - bisect_right(self._times, now - _HOUR)
            silent = 0 if came else silent + 1
            if silent % _SILENT_STEP == 0:
                yield now


def _begun(alarms: Sequence[bool], moments: Sequence[datetime], start: datetime) -> list[datetime]:
    """The moments at which alarms begin: one that goes on is one alarm."""
    pairs = zip(pairwise([False, *alarms]), moments, strict=True)
    return [at for (before, now), at in pairs if now and not before and at > start]
