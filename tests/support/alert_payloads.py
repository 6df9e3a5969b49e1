"""Notices of alerting systems as their documentation shows them, and how tests read them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from radar_tui.domain.records import Reject, SourceEvent
from radar_tui.ingest.json_reader import JsonReader
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import Item, ReadOptions
from support.mutated_payloads import SECRET

STILL_FIRING = "0001-01-01T00:00:00Z"


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 1, hour, minute, tzinfo=UTC)


def an_alert(**changes: Any) -> dict[str, Any]:
    """Return an alert as Alertmanager's webhooks hold it."""
    return {
        "status": "firing",
        "labels": {"alertname": "HighErrorRate", "service": "checkout", "severity": "critical"},
        "annotations": {"summary": SECRET},
        "startsAt": "2026-03-01T09:30:00.123456789Z",
        "endsAt": STILL_FIRING,
        "generatorURL": "http://prometheus:9090/graph",
        "fingerprint": "a1bc48475b20e73d",
        **changes,
    }


def a_group(*alerts: object, **changes: Any) -> dict[str, Any]:
    """Return a message of Alertmanager's webhooks."""
    return {
        "receiver": "radar",
        "status": "firing",
        "alerts": list(alerts),
        "groupLabels": {},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager:9093",
        "version": "4",
        "groupKey": "{}:{}",
        "truncatedAlerts": 0,
        **changes,
    }


def a_grafana_group(*alerts: dict[str, Any]) -> dict[str, Any]:
    """Return a message of Grafana's webhooks."""
    more = {"silenceURL": "https://grafana/silence", "values": {"B": 44.2}, "valueString": SECRET}
    about = {"version": "1", "orgId": 1, "title": "x", "state": "alerting", "message": "x"}
    return a_group(*(alert | more for alert in alerts), **about)


def an_incident(**changes: Any) -> dict[str, Any]:
    """Return an incident as PagerDuty's webhooks of version 3 hold it."""
    return {
        "id": "PGR0VU2",
        "type": "incident",
        "self": "https://api.pagerduty.com/incidents/PGR0VU2",
        "html_url": "https://acme.pagerduty.com/incidents/PGR0VU2",
        "number": 2,
        "status": "triggered",
        "incident_key": "d3640fbd41094207a1c11e58e46b1662",
        "created_at": "2026-03-01T09:30:00Z",
        "title": "Connections refused",
        "service": {"id": "PF9KMXH", "summary": "checkout", "type": "service_reference"},
        "assignees": [{"id": "PTUXL6G", "summary": "User 123", "type": "user_reference"}],
        "priority": None,
        "urgency": "high",
        "resolve_reason": None,
        **changes,
    }


def a_message(event_type: str, data: object, **changes: Any) -> dict[str, Any]:
    """Return a message of PagerDuty's webhooks of version 3."""
    event = {
        "id": "01BY2P1Y0O2A3B4C5D6E7F8G9H",
        "event_type": event_type,
        "resource_type": event_type.split(".", maxsplit=1)[0],
        "occurred_at": "2026-03-01T10:00:00.169Z",
        "agent": {"id": "PLH1HKV", "type": "user_reference", "summary": SECRET},
        "client": None,
        "data": data,
        **changes,
    }
    return {"event": event}


def read(reader: JsonReader, path: Path) -> list[Item]:
    """Read a file that the reader must recognise."""
    with Source(path) as source:
        assert reader.recognise(source.sample)
        return list(reader.read(source, ReadOptions()))


def events(reader: JsonReader, path: Path) -> list[SourceEvent]:
    """Read a file of which every record must become an event."""
    records = [item.record for item in read(reader, path)]
    assert all(isinstance(record, SourceEvent) for record in records), records
    return [record for record in records if isinstance(record, SourceEvent)]


def without_times(event: SourceEvent) -> SourceEvent:
    """Return an event without what differs between its versions: how far it has come, and when."""
    return replace(event, ended_at=None, updated_at=None, untold=frozenset())


def reasons(items: list[Item]) -> list[str]:
    """Return why records were rejected."""
    return [item.record.reason for item in items if isinstance(item.record, Reject)]
