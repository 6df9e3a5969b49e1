"""What the readers of alerting systems share: how an alert's labels and name are understood."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from radar_tui.domain.records import EventKind, SourceEvent
from radar_tui.ingest.loose import line_of
from radar_tui.ingest.values import normal_word, page_of, parse_time, storable

KIND_LABEL = "radar_kind"
"""The label by which a team says itself what kind of event an alert is."""
SOURCE_LABELS = ("source", "service", "job")
AREA_LABELS = ("feature_area", "service", "component")
ACCOUNT_LABELS = ("account", "customer", "tenant")
"""Where the source, feature area and account of an alert stand; the first filled one counts."""

KIND_WORDS: tuple[tuple[EventKind, str], ...] = (
    (
        EventKind.OUT_OF_BOUNDS,
        "too many connections, max connections, connection count, connection pool",
    ),
    (
        EventKind.LOG_ANOMALY,
        "logs, log alert, log anomaly, log anomalies, log entries, log error, log errors, "
        "log lines, log pattern, log patterns, log rate, log spike, log volume, error log",
    ),
    (
        EventKind.LATENCY,
        "latency, latencies, slow, slower, slowness, delay, delays, delayed, lag, lagging, "
        "response time, response times, duration, degraded performance, p50, p90, p95, p99",
    ),
    (
        EventKind.CONNECTION_FAILURE,
        "connect, connecting, connection, connections, connectivity, disconnect, "
        "disconnected, disconnects, reconnect, reconnects, unreachable, refused, handshake, "
        "network, dns, socket",
    ),
    (
        EventKind.UPTIME,
        "down, downtime, outage, outages, unavailable, availability, offline, absent, "
        "missing, not ready, no data, heartbeat, health check, healthcheck, unhealthy, "
        "service check, synthetics, probe, crash, crashed, crashing, crash loop, "
        "crash looping, uptime",
    ),
    (
        EventKind.ERROR,
        "error, errors, exception, exceptions, fail, fails, failed, failing, failure, "
        "failures, 4xx, 5xx, panic, timeout, timeouts, timed out, timing out, broken, "
        "rejected, cannot, unable",
    ),
    (
        EventKind.OUT_OF_BOUNDS,
        "high, low, above, below, over, exceeded, exceeds, threshold, usage, utilization, "
        "utilisation, saturation, full, anomaly, anomalies",
    ),
)
"""Words of an alert's name that tell its kind; the first row that has one of them counts."""

_LONGEST_NAME = 1000
_HUMP = re.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[45]xx)")


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice tells of an event besides what tells it from others.

    `updated_at` is as of when; `url` may be anything. Where a notice says nothing of whether the
    event goes on, it does not `say whether over`.
    """

    title: str | None
    url: object = None
    updated_at: datetime | None = None
    ended_at: datetime | None = None
    says_whether_over: bool = True


def make_event(
    external_id: str,
    occurred_at: datetime,
    labels: Mapping[str, str],
    *,
    kind: EventKind,
    source: str,
    told: Told,
    feature_area: str | None = None,
    subject: str | None = None,
) -> SourceEvent:
    """Return an event; its labels give the account, and the feature area where none is given.

    What is over before it began was over at once.
    """
    ended_at = told.ended_at and max(told.ended_at, occurred_at)
    return SourceEvent(
        external_id=external_id,
        kind=kind,
        source=source,
        occurred_at=occurred_at,
        feature_area=feature_area or first_label(labels, AREA_LABELS),
        account=first_label(labels, ACCOUNT_LABELS),
        labels=tuple(sorted(labels.items())),
        title=told.title,
        url=page_of(line_of(told.url)),
        ended_at=ended_at,
        updated_at=told.updated_at,
        subject=subject,
        untold=frozenset() if told.says_whether_over else frozenset(("ended_at",)),
    )


def kind_of(labels: Mapping[str, str], texts: Iterable[str | None], other: EventKind) -> EventKind:
    """Return what kind of event an alert is: by its label, else by the first text that tells.

    Raises:
        ValueError: the label is there and names no kind.
    """
    named = first_label(labels, (KIND_LABEL,))
    if named is not None:
        try:
            return EventKind(normal_word(named).replace(" ", "-"))
        except ValueError:
            raise ValueError(f"{KIND_LABEL} is not one of {', '.join(EventKind)}") from None
    told = (kind_by_words(text) for text in texts if text)
    return next((kind for kind in told if kind is not None), other)


def kind_by_words(text: str) -> EventKind | None:
    """Tell a kind by the words of a name such as `HighErrorRate`; None where none tells."""
    words = f" {normal_word(_HUMP.sub(' ', text[:_LONGEST_NAME]))} "
    for kind, phrases in KIND_WORDS:
        if any(f" {phrase} " in words for phrase in phrases.split(", ")):
            return kind
    return None


def labels_of(value: object) -> dict[str, str]:
    """Return the filled labels of an alert; those whose name begins with two underscores are not.

    Prometheus and Grafana keep them for themselves.
    """
    if not isinstance(value, dict):
        return {}
    filled = ((storable(str(name)).strip(), line_of(text)) for name, text in value.items())
    return {name: text for name, text in filled if name and text and not name.startswith("__")}


def first_label(labels: Mapping[str, str], names: Iterable[str]) -> str | None:
    """Return the first label of these names, whatever their capitals and dashes."""
    found = {name.lower().replace("-", "_"): text for name, text in labels.items()}
    return next((found[name] for name in names if name in found), None)


def moment(value: object) -> datetime | None:
    """Read a time; None where there is none. Year 1 is how Go writes that a time is not known."""
    if value is None or isinstance(value, bool):
        return None
    found = parse_time(str(value))
    return None if found is None or found.year == 1 else found
