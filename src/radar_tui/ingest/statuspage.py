"""Reads Statuspage's incidents and components: webhooks, and the lists of a page's API.

One incident is one event, however often it is updated; resolving ends it. A component that changes
for the worse is one event as well. When it is operational again, or under maintenance, all that it
had is over: such a change is a recovery. Maintenance is no failure.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from radar_tui.domain.records import EventKind, SourceEvent, SourceRecovery
from radar_tui.ingest.alert_words import Told, kind_of, make_event, moment
from radar_tui.ingest.json_reader import ANYWHERE, JsonReader
from radar_tui.ingest.loose import line_of, needed_id, needed_part, part_of
from radar_tui.ingest.message_layout import MessageLayout
from radar_tui.ingest.reader import ExportKind

_SEVERITIES = {
    "operational": 0,
    "under_maintenance": 0,
    "degraded_performance": 1,
    "partial_outage": 2,
    "major_outage": 3,
}
"""How bad each status of a component is."""
_RESOLVED, _POSTMORTEM = "resolved", "postmortem"
_SLOW = "degraded_performance"
_MAINTENANCE = frozenset(("scheduled", "in_progress", "verifying", "completed"))
"""Statuses that only scheduled maintenance has."""


class Page(msgspec.Struct):
    """A status page; webhooks do not name it."""

    id: object = None
    name: object = None


class Component(msgspec.Struct):
    """A part of the service that a page tells the status of."""

    id: object = None
    name: object = None


class Incident(msgspec.Struct):
    """An incident or a maintenance."""

    id: int | str
    name: object = None
    status: object = None
    impact: object = None
    started_at: object = None
    created_at: object = None
    scheduled_for: object = None
    page_id: object = None
    components: object = None
    updated_at: object = None
    resolved_at: object = None
    shortlink: object = None


class Change(msgspec.Struct):
    """A component's change from one status to another."""

    id: object = None
    component_id: object = None
    created_at: object = None
    old_status: object = None
    new_status: object = None


class Notice(msgspec.Struct):
    """A webhook's message, or what the API gives of a page."""

    page: object = None
    incident: object = None
    incidents: list[object] | None = None
    component_update: object = None
    component: object = None


def _split(notice: Notice) -> Iterable[Notice]:
    """Make a notice of each incident in a list."""
    if notice.incidents is None:
        return (notice,)
    return (Notice(page=notice.page, incident=incident) for incident in notice.incidents)


def _events(notice: Notice) -> Iterator[SourceEvent | SourceRecovery]:
    page = part_of(notice.page, Page) or Page()
    if notice.incident is not None:
        yield from _incident(needed_part(notice.incident, Incident), page)
    elif notice.component_update is not None:
        component = part_of(notice.component, Component) or Component()
        yield from _change(needed_part(notice.component_update, Change), component, page)
    else:
        raise ValueError("neither an incident nor a change of a component")


def _alone(incident: Incident) -> Iterator[SourceEvent]:
    return _incident(incident, Page())


def _incident(incident: Incident, page: Page) -> Iterator[SourceEvent]:
    is_planned = line_of(incident.scheduled_for) or incident.impact == "maintenance"
    if is_planned or line_of(incident.status) in _MAINTENANCE:
        return
    began_at = moment(incident.started_at) or moment(incident.created_at)
    if began_at is None:
        raise ValueError("no created_at, expected a time such as 2026-03-01T09:30:00Z")
    title = line_of(incident.name)
    yield make_event(
        needed_id(incident.id),
        began_at,
        # The impact may change while the incident is the same.
        {},
        kind=kind_of({}, (title,), EventKind.ERROR),
        source=_source(page, incident.page_id),
        feature_area=_area(incident.components),
        told=_told(incident, title),
    )


def _told(incident: Incident, title: str | None) -> Told:
    """Return what is told of an incident; its postmortem may be written long after its end."""
    status = line_of(incident.status)
    updated_at, resolved_at = moment(incident.updated_at), moment(incident.resolved_at)
    if resolved_at is None and status == _RESOLVED:
        resolved_at = updated_at
    is_over = status in (_RESOLVED, _POSTMORTEM)
    return Told(
        title=title,
        url=incident.shortlink,
        updated_at=updated_at,
        ended_at=resolved_at if is_over else None,
        says_whether_over=status is not None and (not is_over or resolved_at is not None),
    )


def _area(components: object) -> str | None:
    """Return the component that an incident is about; None where it is about several or all."""
    listed = components if isinstance(components, list) else []
    names = {line_of(part.name) for part in (part_of(entry, Component) for entry in listed) if part}
    return names.pop() if len(names) == 1 else None


def _change(
    change: Change, component: Component, page: Page
) -> Iterator[SourceEvent | SourceRecovery]:
    """Yield an event where the component is worse than before, a recovery where it is well."""
    status = line_of(change.new_status)
    if status not in _SEVERITIES:
        raise ValueError(f"unknown new_status, expected one of {', '.join(_SEVERITIES)}")
    is_worse = _SEVERITIES[status] > _SEVERITIES.get(line_of(change.old_status) or "", 0)
    is_well = _SEVERITIES[status] == 0
    if not is_worse and not is_well:
        return
    at = moment(change.created_at)
    if at is None:
        raise ValueError("no created_at, expected a time such as 2026-03-01T09:30:00Z")
    part = line_of(change.component_id) or line_of(component.id)
    if is_worse:
        yield _worsening(change, component, page, status, part, at)
    elif part is not None:
        yield SourceRecovery(part, at)


def _worsening(
    change: Change, component: Component, page: Page, status: str, part: str | None, at: datetime
) -> SourceEvent:
    own = line_of(change.id) or (f"{part}@{at.isoformat()}" if part else None)
    if own is None:
        raise ValueError("a change without its own id and its component's")
    name = line_of(component.name)
    said = {"component": name or part, "status": status}
    return make_event(
        own,
        at,
        {label: text for label, text in said.items() if text},
        kind=EventKind.LATENCY if status == _SLOW else EventKind.UPTIME,
        source=_source(page, None),
        feature_area=name,
        subject=part,
        told=Told(f"{name or part or 'a component'}: {status.replace('_', ' ')}"),
    )


def _source(page: Page, page_id: object) -> str:
    return line_of(page.name) or line_of(page.id) or line_of(page_id) or "statuspage"


STATUSPAGE = JsonReader(
    name="statuspage",
    kind=ExportKind.EVENTS,
    title="Statuspage's incidents",
    system_name="statuspage",
    layouts=(
        MessageLayout(ANYWHERE, frozenset(("incident", "meta", "page")), Notice, _events),
        MessageLayout(ANYWHERE, frozenset(("component_update", "page")), Notice, _events),
        MessageLayout(
            ANYWHERE, frozenset(("incidents", "page")), Notice, _events, split=_split
        ),
        MessageLayout(
            ANYWHERE, frozenset(("impact", "incident_updates", "shortlink")), Incident, _alone
        ),
    ),
)  # fmt: skip
"""Reader of webhooks' messages and of `/api/v2/incidents.json`, `unresolved` and `summary`."""
