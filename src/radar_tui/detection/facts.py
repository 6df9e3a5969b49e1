"""What the rules look at, whoever tells it: the database, a written series, or the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from radar_tui.detection.spike_rule import WeeklyCounts, WorkspaceHours
from radar_tui.detection.threshold_rules import FailureTimes, RootCauseCount, TicketScoreNow
from radar_tui.domain.records import EventKind, TagKind


@dataclass(frozen=True, slots=True)
class TicketLanguage:
    """An open ticket and how many of its messages that nothing has settled carry a signal.

    `quote` is the customer's words of the latest one, `since` when the first was written.
    """

    ticket: str
    count: int
    since: datetime
    quote: str | None = None
    account: str | None = None
    feature_areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaTicket:
    """A ticket of one feature area: when it came, whose it is, and that account's ARR tier."""

    feature_area: str
    ticket: str
    at: datetime
    account: str
    tier: int


@dataclass(frozen=True, slots=True)
class MonitoredEvent:
    """One fact from monitoring; `ended_at` is None while it goes on, or where it is a moment.

    `monitor` is what raised it, the same each time; the event itself where that is None. `told_at`
    is when the source last told of it; when it began where that is None.
    """

    id: str
    kind: EventKind
    source: str
    at: datetime
    title: str | None = None
    feature_area: str | None = None
    account: str | None = None
    value: float | None = None
    unit: str | None = None
    ended_at: datetime | None = None
    monitor: str | None = None
    told_at: datetime | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SourceReach:
    """How far a source's data reach (None before any came), and how often they usually come."""

    source: str
    data_as_of: datetime | None
    usual_interval: timedelta


@dataclass(frozen=True, slots=True)
class UntaggedTicket:
    """A ticket that was closed without a kind of tag that it should have."""

    ticket: str
    missing: TagKind
    closed_at: datetime
    account: str | None = None


class RuleFacts(Protocol):
    """The facts at one moment, as far as they were known by then.

    Spans are half open: after `now - window`, up to and with `now`. Noise and deleted tickets are
    left out everywhere.
    """

    @property
    def now(self) -> datetime:
        """The moment that is judged."""

    def hours(self) -> WorkspaceHours:
        """The zone that weeks are counted in, and the rhythm of the week."""

    def weekly_counts(self) -> Sequence[WeeklyCounts]:
        """The tickets of each feature area by week, and those of the last 14 days."""

    def connection_failures(self, window: timedelta) -> Sequence[FailureTimes]:
        """When connections failed, by source and feature area."""

    def scored_tickets(self, over: float) -> Sequence[TicketScoreNow]:
        """The open tickets whose score is over a level."""

    def waiting_for_score(self, rule_key: str) -> Sequence[str]:
        """Which tickets with an open alert of a rule are open and not scored yet."""

    def churn_language(self) -> Sequence[TicketLanguage]:
        """The open tickets with churn language."""

    def escalation_triggers(self) -> Sequence[TicketLanguage]:
        """The open tickets in which the customer asks for more than support."""

    def root_causes(self, window: timedelta) -> Sequence[RootCauseCount]:
        """The tickets of each root cause."""

    def area_tickets(self, window: timedelta, min_tier: int) -> Sequence[AreaTicket]:
        """The tickets of accounts of a tier or a higher one, once for each feature area."""

    def events(self, kind: EventKind, window: timedelta) -> Sequence[MonitoredEvent]:
        """The events of one kind, oldest first."""

    def going_on(self) -> Sequence[MonitoredEvent]:
        """The events of monitoring systems that have begun and not ended."""

    def sources(self) -> Sequence[SourceReach]:
        """The sources that should report."""

    def untagged_closed(self, window: timedelta) -> Sequence[UntaggedTicket]:
        """The tickets that were closed without a tag they should have."""
