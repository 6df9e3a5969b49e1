"""Reads PagerDuty's incidents: webhooks of version 3 and 2, and lists of the REST API.

One incident is one event, whatever happens to it: every message that holds the incident
(triggered, acknowledged, unacknowledged, escalated, delegated, reassigned, priority_updated,
reopened, resolved and the like) is another version of the same event. Resolving ends it, until it
is reopened; the others say nothing of that. A page of the REST API says it by the status. Messages
that only refer to an incident (a note, a responder, a status update, a workflow), or that are
about a service, tell of nothing that failed, and nothing comes of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from radar_tui.domain.records import EventKind, SourceEvent
from radar_tui.ingest.alert_words import Told, kind_of, make_event, moment
from radar_tui.ingest.json_reader import ANYWHERE, JsonReader
from radar_tui.ingest.loose import line_of, needed_id, needed_part, part_of
from radar_tui.ingest.message_layout import MessageLayout
from radar_tui.ingest.reader import ExportKind

_INCIDENT = "incident"
_RESOLVING = frozenset(("incident.resolve", "incident.resolved"))
_TRIGGERING = frozenset(("incident.reopened", "incident.trigger", "incident.triggered"))
_RESOLVED = "resolved"
_UNRESOLVED = frozenset(("acknowledged", "triggered"))


class Service(msgspec.Struct):
    """The service that an incident is about, or a reference to it."""

    summary: object = None
    name: object = None


class Incident(msgspec.Struct):
    """An incident. Version 2 and the REST API have it, too, under partly other names."""

    id: int | str
    type: object = None
    title: object = None
    summary: object = None
    created_at: object = None
    service: object = None
    status: object = None
    html_url: object = None
    resolved_at: object = None
    updated_at: object = None
    last_status_change_at: object = None


class Event(msgspec.Struct):
    """What has happened, in webhooks of version 3; `data` is an incident or something else."""

    event_type: str
    occurred_at: object = None
    data: object = None


class Typed(msgspec.Struct):
    """What something says that it is."""

    type: object = None


@dataclass(frozen=True, slots=True)
class _Message:
    """What a message tells of, and when that was."""

    what: str
    at: object


class Notice(msgspec.Struct):
    """A webhook's message, several in one, or a page of the REST API."""

    event: object = None
    created_on: object = None
    incident: object = None
    messages: list[object] | None = None
    incidents: list[object] | None = None


def _split(notice: Notice) -> Iterable[Notice]:
    """Make a notice of each message and of each incident on a page."""
    if notice.messages is not None:
        return (Notice(messages=[message]) for message in notice.messages)
    if notice.incidents is not None:
        return (Notice(incident=incident) for incident in notice.incidents)
    return (notice,)


def _events(notice: Notice) -> Iterator[SourceEvent]:
    if notice.messages:
        notice = needed_part(notice.messages[0], Notice)
    if isinstance(notice.event, dict):
        yield from _told_by(needed_part(notice.event, Event))
    elif notice.incident is not None:
        incident = needed_part(notice.incident, Incident)
        what = line_of(notice.event)
        yield _event(incident, _Message(what, notice.created_on) if what else None)
    else:
        raise ValueError("neither an event nor an incident")


def _told_by(event: Event) -> Iterator[SourceEvent]:
    """Yield the event of a message's incident; nothing where it holds none.

    Messages of 2021 do not say when their incident began. Their own time stands in, which is
    right for `incident.triggered` and too late for the others, but better than no incident.
    """
    if not event.event_type.startswith(_INCIDENT):
        return
    typed = part_of(event.data, Typed)
    if typed is not None and typed.type not in (None, _INCIDENT):
        return
    incident = needed_part(event.data, Incident)
    yield _event(incident, _Message(event.event_type, event.occurred_at))


def _event(incident: Incident, message: _Message | None) -> SourceEvent:
    began_at = moment(incident.created_at) or (moment(message.at) if message else None)
    if began_at is None:
        raise ValueError("no created_at, expected a time such as 2026-03-01T09:30:00Z")
    # Urgency, priority and assignees change while the incident is the same.
    title = line_of(incident.title) or line_of(incident.summary)
    service = part_of(incident.service, Service)
    name = (line_of(service.summary) or line_of(service.name)) if service else None
    return make_event(
        needed_id(incident.id),
        began_at,
        {"service": name} if name else {},
        kind=kind_of({}, (title,), EventKind.ERROR),
        source=name or "pagerduty",
        told=_told(incident, title, message),
    )


def _told(incident: Incident, title: str | None, message: _Message | None) -> Told:
    """Return what is told of an incident: by a message's own kind and time, else by its status."""
    changed_at = moment(incident.last_status_change_at)
    if message is not None:
        updated_at = moment(message.at)
        is_over, goes_on = message.what in _RESOLVING, message.what in _TRIGGERING
        ended_at = moment(incident.resolved_at) or updated_at
    else:
        updated_at = moment(incident.updated_at) or changed_at
        status = line_of(incident.status)
        is_over, goes_on = status == _RESOLVED, status in _UNRESOLVED
        ended_at = moment(incident.resolved_at) or changed_at
    return Told(
        title=title,
        url=incident.html_url,
        updated_at=updated_at,
        ended_at=ended_at if is_over else None,
        says_whether_over=goes_on or (is_over and ended_at is not None),
    )


PAGERDUTY = JsonReader(
    name="pagerduty",
    kind=ExportKind.EVENTS,
    title="PagerDuty's incidents",
    system_name="pagerduty",
    layouts=(
        MessageLayout(
            ANYWHERE, frozenset(("data", "event_type", "occurred_at")), Notice, _events,
            split=_split, around="event",
        ),
        MessageLayout(
            ANYWHERE, frozenset(("event",)), Notice, _events,
            split=_split, around="messages.item",
        ),
        MessageLayout(
            ANYWHERE, frozenset(("incidents", "limit", "offset")), Notice, _events, split=_split
        ),
    ),
)  # fmt: skip
"""Reader of webhooks' messages, singly or in `messages`, and of pages of `/incidents`."""
