"""Reads Prometheus Alertmanager's alerts: webhooks of version 4, and the lists of API and amtool.

One firing of an alert is one event, from whichever notice it is read: what tells it is the alert's
label set, as `fingerprint`, and when it began. A notice that it is still firing, or that it has
been resolved, is another version of the same event, so no notice is counted as another failure.
"""

from collections.abc import Iterable, Iterator

import msgspec

from radar_tui.domain.records import EventKind, SourceEvent
from radar_tui.ingest.alert_words import (
    SOURCE_LABELS,
    Told,
    first_label,
    kind_of,
    labels_of,
    make_event,
    moment,
)
from radar_tui.ingest.json_reader import ANYWHERE, JsonReader, Layout
from radar_tui.ingest.loose import line_of, needed_part
from radar_tui.ingest.message_layout import MessageLayout
from radar_tui.ingest.reader import ExportKind

_RESOLVED, _FIRING = "resolved", "firing"
_NO_FAILURE = "none"
"""The severity of alerts that are meant to fire always, such as kube-prometheus' Watchdog."""
_FNV_OFFSET = 14695981039346656037
_FNV_PRIME = 1099511628211


class Alert(msgspec.Struct, rename="camel"):
    """One alert, as far as it is read."""

    labels: object = None
    starts_at: object = None
    ends_at: object = None
    updated_at: object = None
    status: object = None
    fingerprint: object = None
    generator_url: object = msgspec.field(default=None, name="generatorURL")


class Message(msgspec.Struct):
    """A webhook's message: the alerts of one group."""

    alerts: list[object]


def alerts_of(message: Message) -> Iterator[Message]:
    """Make a message of each alert of a group."""
    return (Message([alert]) for alert in message.alerts)


def _events(message: Message) -> Iterator[SourceEvent]:
    """Yield the events of a message's alerts.

    Raises:
        ValueError: an alert is not what it should be.
    """
    for alert in message.alerts:
        yield from event_of(needed_part(alert, Alert))


def event_of(alert: Alert) -> Iterable[SourceEvent]:
    """Return the event of an alert; none of one that is no failure.

    Raises:
        ValueError: it does not say when it began, or what it is about.
    """
    labels = labels_of(alert.labels)
    fingerprint = line_of(alert.fingerprint) or fingerprint_of(alert.labels)
    began_at = moment(alert.starts_at)
    if began_at is None:
        raise ValueError("no startsAt, expected a time such as 2026-03-01T09:30:00Z")
    if labels.get("severity", "").lower() == _NO_FAILURE:
        return ()
    name = labels.get("alertname")
    return (
        make_event(
            f"{fingerprint}@{began_at.isoformat()}",
            began_at,
            labels,
            # An alert without a telling name is a value past the limit that its rule sets.
            kind=kind_of(labels, (name,), EventKind.OUT_OF_BOUNDS),
            source=first_label(labels, SOURCE_LABELS) or name or "alertmanager",
            told=_told(alert, name),
        ),
    )


def _told(alert: Alert, name: str | None) -> Told:
    """Return what a notice tells of an alert. The annotations are another text in each notice.

    A list has a state for a status, and an end in the future: when an alert is given up of which
    nothing more is heard. A message is not dated: it tells how things were when the alert began,
    or when it was resolved.
    """
    status = line_of(alert.status)
    ended_at = moment(alert.ends_at)
    is_resolved = status == _RESOLVED
    is_firing = status == _FIRING or isinstance(alert.status, dict) or ended_at is None
    return Told(
        title=name,
        url=alert.generator_url,
        updated_at=moment(alert.updated_at),
        ended_at=ended_at if is_resolved else None,
        says_whether_over=is_resolved is not is_firing,
    )


def fingerprint_of(labels: object) -> str:
    """Hash a label set as Prometheus does, for notices of old versions that leave it out.

    Raises:
        ValueError: there are no labels.
    """
    if not isinstance(labels, dict) or not labels:
        raise ValueError("neither fingerprint nor labels")
    total = _FNV_OFFSET
    for name, value in sorted(labels.items()):
        for text in (name, value):
            for byte in str(text).encode(errors="replace") + b"\xff":
                total = (total ^ byte) * _FNV_PRIME % (1 << 64)
    return f"{total:016x}"


ALERT_SIGNS = frozenset(("fingerprint", "labels", "startsAt"))

ALERTMANAGER = JsonReader(
    name="alertmanager",
    kind=ExportKind.EVENTS,
    title="Alertmanager's alerts",
    system_name="alertmanager",
    layouts=(
        MessageLayout(
            ANYWHERE, frozenset(("alerts", "receiver", "status")), Message, _events,
            without=frozenset(("orgId",)), split=alerts_of,
        ),
        Layout(ANYWHERE, ALERT_SIGNS, Alert, event_of),
    ),
)  # fmt: skip
"""Reader of webhooks' messages, of `/api/v2/alerts`, and of `amtool alert query -o json`."""
