"""What the rules would have looked at, at any moment of a recorded past."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from radar_tui.detection.facts import (
    AreaTicket,
    MonitoredEvent,
    SourceReach,
    TicketLanguage,
    UntaggedTicket,
)
from radar_tui.detection.past import History, PastStanding, PastTicket, standing_at
from radar_tui.detection.profile import hour_profile
from radar_tui.detection.spike_rule import RecentTicket, WeeklyCounts, WorkspaceHours
from radar_tui.detection.threshold_rules import FailureTimes, RootCauseCount, TicketScoreNow
from radar_tui.detection.weeks import (
    PROFILE_WEEKS,
    RECENT,
    local_date,
    week_start,
    whole_weeks,
)
from radar_tui.domain.records import EventKind, TagKind
from radar_tui.domain.tagging import missing_tags


class Past:
    """A history laid out for being looked at from many moments."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.tickets = sorted(history.tickets, key=lambda one: (one.created_at, one.ticket))
        self.created = [ticket.created_at for ticket in self.tickets]
        self.by_name = {ticket.ticket: ticket for ticket in self.tickets}
        self.events = sorted(history.events, key=lambda one: (one.event.at, one.event.id))
        self.happened = [event.event.at for event in self.events]

    def tickets_between(self, after: datetime, until: datetime) -> Iterator[PastTicket]:
        """The tickets created after one moment up to another that were known by the latter."""
        return self._known(bisect_right(self.created, after), until)

    def tickets_from(self, start: datetime, until: datetime) -> Iterator[PastTicket]:
        """The tickets created from a moment on, up to another, and known by the latter."""
        return self._known(bisect_left(self.created, start), until)

    def _known(self, first: int, until: datetime) -> Iterator[PastTicket]:
        for position in range(first, bisect_right(self.created, until)):
            if self.tickets[position].known_at <= until:
                yield self.tickets[position]

    def events_between(self, after: datetime, until: datetime) -> Iterator[MonitoredEvent]:
        """The events after one moment up to another that were known by the latter."""
        first, last = bisect_right(self.happened, after), bisect_right(self.happened, until)
        for past in self.events[first:last]:
            if past.known_at <= until:
                yield past.event


class HistoryFacts:
    """The facts of a past at one moment, as they could be known by then.

    `alerting` names, by rule, the tickets whose alerts are open at that moment.
    """

    def __init__(self, past: Past, now: datetime, alerting: Mapping[str, Sequence[str]]) -> None:
        self.past = past
        self._now = now
        self._alerting = alerting

    @property
    def now(self) -> datetime:
        """The moment that is judged."""
        return self._now

    @property
    def zone(self) -> str:
        """The zone in which weeks are counted."""
        return self.past.history.zone

    def hours(self) -> WorkspaceHours:
        """See `RuleFacts`."""
        return WorkspaceHours(self.zone, self._profile)

    @cached_property
    def _profile(self) -> tuple[float, ...]:
        start = week_start(self.now, self.zone, back=PROFILE_WEEKS)
        this_week = week_start(self.now, self.zone)
        tickets = self.past.tickets_from(start, self.now)
        times = (one.created_at for one in tickets if one.created_at < this_week)
        return hour_profile(times, self.zone)

    def weekly_counts(self) -> Sequence[WeeklyCounts]:
        """See `RuleFacts`."""
        earlier = self.past.history.earlier
        known = (one.created_at for one in self.past.tickets if one.known_at <= self.now)
        first = earlier.first if earlier else next(known, None)
        starts = whole_weeks(first, self.now, self.zone)
        if not starts:
            return []
        this_week = week_start(self.now, self.zone)
        weeks: dict[str, list[int]] = defaultdict(lambda: [0] * len(starts))
        recent: dict[str, list[RecentTicket]] = defaultdict(list)
        for area, counted in (earlier.counts if earlier else {}).items():
            for place, start in enumerate(starts):
                if start in counted:
                    weeks[area][place] += counted[start]
        for ticket in self.past.tickets_from(min(starts[0], self.now - RECENT), self.now):
            for area in ticket.terms(TagKind.FEATURE_AREA, self.now):
                if starts[0] <= ticket.created_at < this_week:
                    weeks[area][bisect_right(starts, ticket.created_at) - 1] += 1
                if ticket.created_at > self.now - RECENT:
                    recent[area].append(RecentTicket(ticket.created_at, ticket.account))
        return [
            WeeklyCounts(
                feature_area=area,
                first_week=local_date(starts[0], self.zone),
                weeks=self._with_gaps(area, weeks[area], [*starts, this_week]),
                recent=tuple(recent[area]),
            )
            for area in sorted({*weeks, *recent})
        ]

    def _with_gaps(
        self, area: str, counts: Sequence[int], edges: Sequence[datetime]
    ) -> tuple[int | None, ...]:
        gaps = self.past.history.gaps.get(area, ())
        return tuple(
            None if any(since < end and until > start for since, until in gaps) else count
            for count, start, end in zip(counts, edges, edges[1:], strict=False)
        )

    def connection_failures(self, window: timedelta) -> Sequence[FailureTimes]:
        """See `RuleFacts`."""
        times: dict[tuple[str, str | None], list[datetime]] = defaultdict(list)
        for event in self.events(EventKind.CONNECTION_FAILURE, window):
            times[event.source, event.feature_area].append(event.at)
        return [
            FailureTimes(tuple(at), source=source, feature_area=area)
            for (source, area), at in times.items()
        ]

    def events(self, kind: EventKind, window: timedelta) -> Sequence[MonitoredEvent]:
        """See `RuleFacts`."""
        found = self.past.events_between(self.now - window, self.now)
        return [event for event in found if event.kind is kind]

    def going_on(self) -> Sequence[MonitoredEvent]:
        """See `RuleFacts`."""
        return [
            # What the source said of it later was not known yet.
            replace(past.event, told_at=None)
            if past.event.told_at is not None and past.event.told_at > self.now
            else past.event
            for past in self.past.events
            if past.known_at <= self.now
            and past.lasts
            and past.event.at <= self.now
            and (past.event.ended_at is None or past.event.ended_at > self.now)
        ]

    def scored_tickets(self, over: float) -> Sequence[TicketScoreNow]:
        """See `RuleFacts`."""
        return [
            TicketScoreNow(
                ticket=name,
                score=standing.score,
                is_open=True,
                account=self._account(name),
                over_since=standing.at,
                why=standing.why,
                feature_areas=self._areas(name),
            )
            for name, standing in self._open_standings()
            if standing.score is not None and standing.score > over
        ]

    def waiting_for_score(self, rule_key: str) -> Sequence[str]:
        """See `RuleFacts`."""
        waiting = {name for name, one in self._open_standings() if one.score is None}
        return [name for name in self._alerting.get(rule_key, ()) if name in waiting]

    def churn_language(self) -> Sequence[TicketLanguage]:
        """See `RuleFacts`."""
        return [
            self._language(name, one, one.churn)
            for name, one in self._open_standings()
            if one.churn
        ]

    def escalation_triggers(self) -> Sequence[TicketLanguage]:
        """See `RuleFacts`."""
        return [
            self._language(name, one, one.escalation)
            for name, one in self._open_standings()
            if one.escalation
        ]

    def root_causes(self, window: timedelta) -> Sequence[RootCauseCount]:
        """See `RuleFacts`."""
        causes: dict[str, list[PastTicket]] = defaultdict(list)
        for ticket in self.past.tickets_between(self.now - window, self.now):
            for cause in ticket.terms(TagKind.ROOT_CAUSE, self.now):
                causes[cause].append(ticket)
        return [
            RootCauseCount(
                root_cause=cause,
                times=tuple(ticket.created_at for ticket in tickets),
                accounts=tuple(ticket.account for ticket in tickets if ticket.account),
                tickets=tuple(ticket.ticket for ticket in tickets),
            )
            for cause, tickets in sorted(causes.items())
        ]

    def area_tickets(self, window: timedelta, min_tier: int) -> Sequence[AreaTicket]:
        """See `RuleFacts`."""
        return [
            AreaTicket(area, ticket.ticket, ticket.created_at, ticket.account, ticket.tier)
            for ticket in self.past.tickets_between(self.now - window, self.now)
            if ticket.account is not None and ticket.tier is not None and ticket.tier >= min_tier
            for area in ticket.terms(TagKind.FEATURE_AREA, self.now)
        ]

    def sources(self) -> Sequence[SourceReach]:
        """See `RuleFacts`."""
        reaches = []
        for source, deliveries in sorted(self.past.history.deliveries.items()):
            reached = bisect_right(deliveries.times, self.now)
            last = deliveries.times[reached - 1] if reached else None
            reaches.append(SourceReach(source, last, deliveries.usual_interval))
        return reaches

    def untagged_closed(self, window: timedelta) -> Sequence[UntaggedTicket]:
        """See `RuleFacts`."""
        return [
            UntaggedTicket(ticket.ticket, kind, ticket.closed_at, ticket.account)
            for ticket in self.past.tickets
            if ticket.closed_at is not None and self.now - window < ticket.closed_at <= self.now
            for kind in self._missing(ticket)
        ]

    def _missing(self, ticket: PastTicket) -> tuple[TagKind, ...]:
        escalated_at = ticket.escalated_at
        return missing_tags(
            [kind for kind in TagKind if ticket.terms(kind, self.now)],
            escalated=escalated_at is not None and escalated_at <= self.now,
            repeat=ticket.is_repeat,
            judged=self.past.history.judged_tags,
        )

    def _open_standings(self) -> Iterator[tuple[str, PastStanding]]:
        for name, standings in self.past.history.standings.items():
            standing = standing_at(standings, self.now)
            if standing is not None and standing.is_open:
                yield name, standing

    def _language(self, name: str, standing: PastStanding, count: int) -> TicketLanguage:
        return TicketLanguage(
            ticket=name,
            count=count,
            since=standing.at,
            quote=standing.quote,
            account=self._account(name),
            feature_areas=self._areas(name),
        )

    def _account(self, name: str) -> str | None:
        ticket = self.past.by_name.get(name)
        return None if ticket is None else ticket.account

    def _areas(self, name: str) -> tuple[str, ...]:
        ticket = self.past.by_name.get(name)
        return () if ticket is None else ticket.terms(TagKind.FEATURE_AREA, self.now)
