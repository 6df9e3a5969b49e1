"""A stretch of the past as records, each with the moment from which it could be known."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from radar_tui.detection.facts import MonitoredEvent
from radar_tui.domain.freshness import DEFAULT_USUAL_INTERVAL
from radar_tui.domain.records import TagKind
from radar_tui.domain.tagging import EVERY_KIND


@dataclass(frozen=True, slots=True)
class PastTag:
    """A tag of a ticket, and since when it could be known.

    `hindsight` tells that its time is unknown: it is taken to have been there from the beginning.
    """

    kind: TagKind
    name: str
    known_at: datetime
    hindsight: bool = False


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A ticket: when it came, when that could be known, whose it is, what it is tagged with."""

    ticket: str
    created_at: datetime
    known_at: datetime
    account: str | None = None
    tier: int | None = None
    tags: tuple[PastTag, ...] = ()
    closed_at: datetime | None = None
    escalated_at: datetime | None = None
    is_repeat: bool = False

    def terms(self, kind: TagKind, now: datetime) -> tuple[str, ...]:
        """The names of its tags of one kind, as far as they were known by a moment."""
        return tuple(tag.name for tag in self.tags if tag.kind is kind and tag.known_at <= now)


@dataclass(frozen=True, slots=True)
class PastStanding:
    """Where a ticket stood from a moment on; `score` is None while it waited for one.

    `churn` and `escalation` count its messages that nothing has settled and that carry the signal.
    """

    at: datetime
    is_open: bool
    score: int | None = None
    churn: int = 0
    escalation: int = 0
    why: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class PastEvent:
    """A monitoring event, and since when it could be known.

    `lasts` tells that it goes on until its end; without, it is a moment.
    """

    event: MonitoredEvent
    known_at: datetime
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class PastDeliveries:
    """When a source delivered, oldest first, and how often it usually does."""

    times: tuple[datetime, ...]
    usual_interval: timedelta = DEFAULT_USUAL_INTERVAL


@dataclass(frozen=True, slots=True)
class EarlierWeeks:
    """Whole weeks so long ago that only their numbers matter, for the season of a feature area.

    `counts` are tickets by feature area and by the start of their week; `first` is the start of the
    oldest week. All of them count as known.
    """

    first: datetime
    counts: Mapping[str, Mapping[datetime, int]]


@dataclass(frozen=True, slots=True)
class History:
    """What happened over a stretch of time, in any order.

    `standings` are those of each ticket, oldest first. `gaps` are the spans for which nothing is
    known of a feature area's tickets. `judged_tags` are the kinds of tag that there are terms of.
    `earlier` are the weeks before the first of `tickets`.
    """

    zone: str = "UTC"
    tickets: Sequence[PastTicket] = ()
    events: Sequence[PastEvent] = ()
    standings: Mapping[str, Sequence[PastStanding]] = field(default_factory=dict)
    deliveries: Mapping[str, PastDeliveries] = field(default_factory=dict)
    gaps: Mapping[str, Sequence[tuple[datetime, datetime]]] = field(default_factory=dict)
    judged_tags: Collection[TagKind] = EVERY_KIND
    earlier: EarlierWeeks | None = None


def standing_at(standings: Sequence[PastStanding], now: datetime) -> PastStanding | None:
    """The standing that held at a moment, None before the first."""
    position = bisect_right(standings, now, key=lambda one: one.at)
    return standings[position - 1] if position else None
