"""A past played forwards: the facts at one moment after another, without counting all again."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from radar_tui.detection.history_facts import HistoryFacts, Past
from radar_tui.detection.past import PastTicket
from radar_tui.detection.spike_rule import RecentTicket, WeeklyCounts
from radar_tui.detection.weeks import RECENT, local_date, week_start, whole_weeks
from radar_tui.domain.records import TagKind


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A ticket of a feature area, and the moment from which both could be known."""

    visible_at: datetime
    created_at: datetime
    area: str
    ticket: RecentTicket


class _PlayedFacts(HistoryFacts):
    """The facts of a past at the moment that its playback has come to."""

    def __init__(
        self,
        past: Past,
        now: datetime,
        alerting: Mapping[str, Sequence[str]],
        playback: "Playback",
    ) -> None:
        super().__init__(past, now, alerting)
        self._playback = playback

    def weekly_counts(self) -> Sequence[WeeklyCounts]:
        """See `RuleFacts`."""
        return self._playback.weekly_counts(self.now)


class Playback:
    """Gives the facts of a past at moments that only go forwards.

    They are those of `HistoryFacts`; what changes is that each ticket is counted once, when it
    comes into sight.
    """

    def __init__(self, past: Past) -> None:
        self.past = past
        self._coming = sorted(_sightings(past.tickets), key=lambda one: one.visible_at)
        self._seen = 0
        earlier = past.history.earlier
        self._first = earlier.first if earlier else None
        self._known = sorted(past.tickets, key=lambda one: one.known_at)
        self._known_seen = 0
        self._weeks: dict[str, dict[datetime, int]] = defaultdict(lambda: defaultdict(int))
        for area, counted in (earlier.counts if earlier else {}).items():
            self._weeks[area] |= counted
        self._recent: dict[str, list[_Sighting]] = defaultdict(list)

    def at(self, now: datetime, alerting: Mapping[str, Sequence[str]]) -> HistoryFacts:
        """Give the facts at a moment, which must not lie before the one asked for last."""
        self._advance(now)
        return _PlayedFacts(self.past, now, alerting, self)

    def _advance(self, now: datetime) -> None:
        while self._seen < len(self._coming) and self._coming[self._seen].visible_at <= now:
            sighting = self._coming[self._seen]
            week = week_start(sighting.created_at, self.past.history.zone)
            self._weeks[sighting.area][week] += 1
            insort(self._recent[sighting.area], sighting, key=lambda one: one.created_at)
            self._seen += 1
        while self._known_seen < len(self._known):
            ticket = self._known[self._known_seen]
            if ticket.known_at > now:
                break
            self._first = min(self._first or ticket.created_at, ticket.created_at)
            self._known_seen += 1

    def weekly_counts(self, now: datetime) -> Sequence[WeeklyCounts]:
        """The counts at the moment that was asked for last."""
        zone = self.past.history.zone
        starts = whole_weeks(self._first, now, zone)
        if not starts:
            return []
        edges = [*starts, week_start(now, zone)]
        counted = [self._counted(area, edges, now) for area in sorted(self._weeks)]
        return [one for one in counted if one is not None]

    def _counted(self, area: str, edges: Sequence[datetime], now: datetime) -> WeeklyCounts | None:
        weeks, sightings = self._weeks[area], self._recent[area]
        # What has left the window never comes back into it.
        del sightings[: bisect_right(sightings, now - RECENT, key=lambda one: one.created_at)]
        if not sightings and not any(start in weeks for start in edges[:-1]):
            return None
        gaps = self.past.history.gaps.get(area, ())
        return WeeklyCounts(
            feature_area=area,
            first_week=local_date(edges[0], self.past.history.zone),
            weeks=tuple(
                None
                if any(since < end and until > start for since, until in gaps)
                else weeks.get(start, 0)
                for start, end in pairwise(edges)
            ),
            recent=tuple(one.ticket for one in sightings),
        )


def _sightings(tickets: Iterable[PastTicket]) -> Iterator[_Sighting]:
    for ticket in tickets:
        shown = RecentTicket(ticket.created_at, ticket.account)
        for tag in ticket.tags:
            if tag.kind is TagKind.FEATURE_AREA:
                visible = max(ticket.created_at, ticket.known_at, tag.known_at)
                yield _Sighting(visible, ticket.created_at, tag.name, shown)
