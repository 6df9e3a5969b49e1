"""What monitoring saw: a quiet background, the incident, and one connector's bad nights."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from radar_tui.domain.records import EventKind
from radar_tui.services.demo.rhythm import DAY, HOUR, MINUTE, WEEK, stream
from radar_tui.services.demo.weeks import WEEKS
from radar_tui.services.demo.world import DemoEvent

NIGHT_SOURCE = "sap-connector"
NIGHT_ACCOUNT = "Veldkamp Dairy"
INCIDENT_SOURCE = "payments-api"
INCIDENT_BEGINS = timedelta(hours=27, minutes=20)
"""How long before as-of the first errors of the payments incident were measured."""

_STATUS_EVERY = 6 * HOUR
# Hours of a bad night (UTC) and how many connection failures the worst and the others bring.
_NIGHT_HOURS = (1, 2, 3)
_WORST_HOUR = (14, 20)
_OTHER_HOURS = (5, 9)
_BAD_NIGHTS = frozenset({1, 2, 4, 5, 7, 8, 11, 12, 15, 18})
_FAILURES_NOW = 13


@dataclass(frozen=True, slots=True)
class _Sighting:
    """An event before it has its number."""

    kind: EventKind
    source: str
    at: datetime
    feature_area: str | None = None
    account: str | None = None
    value: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Feed:
    """A source's everyday events: how many a week, and between which values."""

    kind: EventKind
    source: str
    area: str
    weekly: int
    low: float
    high: float
    unit: str


_FEEDS = (
    _Feed(EventKind.LATENCY, INCIDENT_SOURCE, "payments", 14, 180, 420, "ms"),
    _Feed(EventKind.ERROR, INCIDENT_SOURCE, "payments", 5, 0.1, 0.6, "percent"),
    _Feed(EventKind.LATENCY, "dashboard-api", "dashboards", 7, 300, 1900, "ms"),
    _Feed(EventKind.ERROR, "webhook-sender", "webhooks", 6, 0.2, 1.4, "percent"),
    _Feed(EventKind.CONNECTION_FAILURE, "oauth-gateway", "oauth-connector", 16, 1, 1, "failures"),
    _Feed(EventKind.CONNECTION_FAILURE, NIGHT_SOURCE, "data-sync", 9, 1, 1, "failures"),
    _Feed(EventKind.OUT_OF_BOUNDS, "data-quality", "data-sync", 2, 2.5, 9.0, "percent"),
    _Feed(EventKind.LOG_ANOMALY, "log-watch", "exports", 1, 3, 11, "lines"),
)


def watch(as_of: datetime, seed: int) -> tuple[DemoEvent, ...]:
    """All monitoring events of 30 weeks up to as-of, in time order."""
    rng = stream(seed, "monitoring")
    sightings = [
        *_background(as_of, rng),
        *_status_probe(as_of, rng),
        *_incident(as_of, rng),
        *_bad_nights(as_of, rng),
        *_failing_now(as_of, rng),
    ]
    ordered = sorted(
        sightings, key=lambda seen: (seen.at, seen.source, seen.kind.value, seen.value or 0.0)
    )
    return tuple(
        DemoEvent(
            f"ev-{number:06d}", seen.kind, seen.source, seen.at, seen.feature_area,
            seen.account, seen.value, seen.unit,
        )
        for number, seen in enumerate(ordered, start=1)
    )  # fmt: skip


def _background(as_of: datetime, rng: random.Random) -> Iterator[_Sighting]:
    for feed in _FEEDS:
        for week in range(WEEKS):
            start = as_of - WEEK * (week + 1)
            for place in range(feed.weekly):
                # One in each part of the week: an ordinary source never bursts by chance.
                at = _seconds(start + WEEK * ((place + rng.uniform(0.1, 0.9)) / feed.weekly))
                value = round(rng.uniform(feed.low, feed.high), 1)
                account = NIGHT_ACCOUNT if feed.source == NIGHT_SOURCE else None
                yield _Sighting(feed.kind, feed.source, at, feed.area, account, value, feed.unit)


def _status_probe(as_of: datetime, rng: random.Random) -> Iterator[_Sighting]:
    at = as_of - 4 * MINUTE
    while at > as_of - WEEK * WEEKS:
        value = round(100 - rng.expovariate(12), 2)
        yield _Sighting(EventKind.UPTIME, "status-probe", at, None, None, value, "percent")
        at -= _STATUS_EVERY


def _incident(as_of: datetime, rng: random.Random) -> Iterator[_Sighting]:
    """Errors and latency rise before the first ticket and have not come down since."""
    at = as_of - INCIDENT_BEGINS
    step = 0
    while at < as_of - 2 * MINUTE:
        climb = min(1.0, 0.3 + step * 0.1)
        errors = round(7.2 * climb * rng.uniform(0.75, 1.25), 1)
        yield _Sighting(EventKind.ERROR, INCIDENT_SOURCE, at, "payments", None, errors, "percent")
        latency = round(30_000 * climb * rng.uniform(0.8, 1.0))
        later = _seconds(at + rng.randrange(20, 90) * timedelta(seconds=1))
        yield _Sighting(EventKind.LATENCY, INCIDENT_SOURCE, later, "payments", None, latency, "ms")
        at += rng.randrange(14, 26) * MINUTE
        step += 1


def _bad_nights(as_of: datetime, rng: random.Random) -> Iterator[_Sighting]:
    for nights_ago in sorted(_BAD_NIGHTS):
        midnight = datetime.combine(as_of.date() - DAY * nights_ago, time(0), UTC)
        worst = rng.choice(_NIGHT_HOURS)
        for hour in _NIGHT_HOURS:
            count = rng.randint(*(_WORST_HOUR if hour == worst else _OTHER_HOURS))
            for second in sorted(rng.sample(range(3_540), count)):
                yield _night_failure(midnight + hour * HOUR + timedelta(seconds=second))


def _failing_now(as_of: datetime, rng: random.Random) -> Iterator[_Sighting]:
    """Last night's failures have not ended: the last hour alone is over the template's ten."""
    for second in sorted(rng.sample(range(60, 3_300), _FAILURES_NOW)):
        yield _night_failure(_seconds(as_of) - timedelta(seconds=second))


def _night_failure(at: datetime) -> _Sighting:
    return _Sighting(
        EventKind.CONNECTION_FAILURE, NIGHT_SOURCE, at, "data-sync", NIGHT_ACCOUNT, 1, "failures"
    )


def _seconds(at: datetime) -> datetime:
    return at.replace(microsecond=0)
