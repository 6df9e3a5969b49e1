"""PagerDuty's and Statuspage's incidents become events, one for each."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from radar_tui.domain.records import EventKind, SourceEvent, SourceRecovery
from radar_tui.ingest.pagerduty import PAGERDUTY
from radar_tui.ingest.statuspage import STATUSPAGE
from support.alert_payloads import (
    SECRET,
    a_message,
    an_incident,
    at,
    events,
    read,
    reasons,
    without_times,
)

Write = Callable[[str, object], Path]

TOLD = datetime(2026, 3, 1, 10, 0, 0, 169000, tzinfo=UTC)
"""When the messages were sent."""
OF_INCIDENTS = [
    "triggered",
    "acknowledged",
    "unacknowledged",
    "escalated",
    "delegated",
    "priority_updated",
    "reassigned",
    "reopened",
    "resolved",
    "service_updated",
]
BESIDE_INCIDENTS = {
    "incident.annotated": "incident_note",
    "incident.responder.added": "incident_responder",
    "incident.responder.replied": "incident_responder",
    "incident.status_update_published": "incident_status_update",
    "incident.conference_bridge.updated": "incident_conference_bridge",
    "incident.custom_field_values.updated": "incident_field_values",
    "incident.workflow.started": "incident_workflow_instance",
    "service.created": "service",
    "service.updated": "service",
    "service.deleted": "service",
    "pagey.ping": "ping",
}


class TestPagerDuty:
    def test_the_recorded_messages(self, fixtures: Path) -> None:
        folder = fixtures / "pagerduty"
        (triggered,) = events(PAGERDUTY, folder / "v3_incident_triggered.json")
        assert triggered == SourceEvent(
            external_id="PFQZPSY",
            kind=EventKind.ERROR,
            source="pig208",
            occurred_at=datetime(2021, 6, 4, 13, 35, 29, 781000, tzinfo=UTC),
            feature_area="pig208",
            labels=(("service", "pig208"),),
            title="Test Incident 3",
            url="https://pig208.pagerduty.com/incidents/PFQZPSY",
            updated_at=datetime(2021, 6, 4, 13, 35, 29, 781000, tzinfo=UTC),
        )
        (acknowledged,) = events(PAGERDUTY, folder / "v3_incident_acknowledged.json")
        assert acknowledged.external_id == "PQ1K5C8"
        assert acknowledged.occurred_at == datetime(2021, 6, 4, 13, 55, 30, 394000, tzinfo=UTC)

    @pytest.mark.parametrize("what", OF_INCIDENTS)
    def test_every_message_of_an_incident_is_the_same_event(self, write: Write, what: str) -> None:
        incident = an_incident(status=what, urgency="low", priority={"summary": "P1"})
        (event,) = events(PAGERDUTY, write("one", a_message(f"incident.{what}", incident)))
        assert without_times(event) == SourceEvent(
            external_id="PGR0VU2",
            kind=EventKind.CONNECTION_FAILURE,
            source="checkout",
            occurred_at=at(9, 30),
            feature_area="checkout",
            labels=(("service", "checkout"),),
            title="Connections refused",
            url="https://acme.pagerduty.com/incidents/PGR0VU2",
        )
        assert event.updated_at == TOLD
        assert event.ended_at == (TOLD if what == "resolved" else None)
        is_told = what in ("triggered", "reopened", "resolved")
        assert event.untold == (frozenset() if is_told else {"ended_at"})

    @pytest.mark.parametrize(
        ("changes", "ended_at", "updated_at", "is_told"),
        [
            ({"status": "triggered"}, None, at(10), True),
            ({"status": "acknowledged", "updated_at": "2026-03-01T11:00:00Z"}, None, at(11), True),
            ({"status": "resolved"}, at(10), at(10), True),
            (
                {"status": "resolved", "resolved_at": "2026-03-01T09:50:00Z"},
                at(9, 50),
                at(10),
                True,
            ),
            ({"status": "resolved", "last_status_change_at": None}, None, None, False),
            ({"status": SECRET}, None, at(10), False),
        ],
    )
    def test_a_page_tells_by_the_status_whether_an_incident_is_over(
        self,
        write: Write,
        changes: dict[str, Any],
        ended_at: datetime | None,
        updated_at: datetime | None,
        is_told: bool,
    ) -> None:
        incident = an_incident(last_status_change_at="2026-03-01T10:00:00Z") | changes
        (event,) = events(
            PAGERDUTY, write("page", {"incidents": [incident], "limit": 25, "offset": 0})
        )
        assert (event.ended_at, event.updated_at) == (ended_at, updated_at)
        assert event.untold == (frozenset() if is_told else {"ended_at"})

    def test_messages_of_version_2(self, write: Write) -> None:
        for what, ended_at in (("resolve", at(10)), ("trigger", None), ("acknowledge", None)):
            message = {"event": f"incident.{what}", "created_on": "2026-03-01T10:00:00Z"}
            notice = {"messages": [message | {"incident": an_incident()}]}
            (event,) = events(PAGERDUTY, write("two", notice))
            assert (event.ended_at, event.updated_at) == (ended_at, at(10))
            assert event.untold == ({"ended_at"} if what == "acknowledge" else frozenset())

    @pytest.mark.parametrize(("event_type", "what"), BESIDE_INCIDENTS.items())
    def test_what_only_refers_to_an_incident(
        self, write: Write, event_type: str, what: str
    ) -> None:
        incident = {"id": "PGR0VU2", "summary": SECRET, "type": "incident_reference"}
        data = {"id": "P1", "type": what, "incident": incident, "content": SECRET}
        assert read(PAGERDUTY, write("one", a_message(event_type, data))) == []

    def test_every_layout_gives_the_same_event(self, write: Write) -> None:
        message = a_message("incident.resolved", an_incident())
        number, title = "incident_number", "summary"
        listed = {name: value for name, value in an_incident().items() if name != "title"}
        listed |= {number: 2, title: "Connections refused"}
        page = {"incidents": [listed], "limit": 25, "offset": 0, "total": None, "more": False}
        second = {"event": "incident.acknowledge", "id": "x", "log_entries": [], "incident": listed}
        layouts = {
            "message": message,
            "lines": [message],
            "array": json.dumps([message]),
            "several": {"messages": [message]},
            "version 2": {"messages": [second]},
            "page": page,
        }
        found = {
            name: [without_times(event) for event in events(PAGERDUTY, write(name, notice))]
            for name, notice in layouts.items()
        }
        assert found == dict.fromkeys(layouts, found["message"])

    def test_an_empty_page_is_an_empty_export(self, write: Write) -> None:
        page = {"incidents": [], "limit": 25, "offset": 0, "more": False}
        assert read(PAGERDUTY, write("page", page)) == []

    def test_a_bad_message_costs_no_other(self, write: Write) -> None:
        good = a_message("incident.triggered", an_incident())
        bad = [
            a_message("incident.triggered", an_incident(id=None)),
            a_message("incident.triggered", an_incident(id=" ")),
            a_message("incident.triggered", an_incident(created_at=SECRET), occurred_at=SECRET),
            a_message("incident.triggered", SECRET),
            {"event": SECRET},
            {},
            SECRET,
        ]
        items = read(PAGERDUTY, write("several", {"messages": [good, *bad, good]}))
        kinds = [type(item.record).__name__ for item in items]
        assert kinds == ["SourceEvent", *["Reject"] * 7, "SourceEvent"]
        told = reasons(items)
        assert told[1:3] == [
            "no id",
            "no created_at, expected a time such as 2026-03-01T09:30:00Z",
        ]
        assert told[4:6] == ["neither an event nor an incident"] * 2
        assert not [reason for reason in told if SECRET in reason]


PAGE = {"id": "jb7j80", "status_indicator": "none", "status_description": "All fine"}


def a_page_incident(**changes: Any) -> dict[str, Any]:
    return {
        "id": "z3lct0",
        "name": "Elevated error rates",
        "status": "investigating",
        "impact": "minor",
        "created_at": "2026-03-01T09:30:00.507Z",
        "started_at": "2026-03-01T09:00:00.000Z",
        "updated_at": "2026-03-01T10:00:00Z",
        "resolved_at": None,
        "scheduled_for": None,
        "shortlink": "http://stspg.io/1",
        "page_id": "jb7j80",
        "incident_updates": [{"id": "u1", "status": "investigating", "body": SECRET}],
        "components": [{"id": "c1", "name": "Checkout", "status": "partial_outage"}],
        **changes,
    }


def a_notice(**changes: Any) -> dict[str, Any]:
    meta = {"unsubscribe": "https://x", "generated_at": "2026-03-01T10:00:00Z"}
    return {"meta": meta, "page": PAGE, **changes}


def a_change(old: str | None, new: str, **changes: Any) -> dict[str, Any]:
    change = {
        "created_at": "2026-03-01T09:30:00Z",
        "new_status": new,
        "old_status": old,
        "id": "k7730b5v92bv",
        "component_id": "c1",
        **changes,
    }
    component = {"created_at": "2020-01-01T00:00:00Z", "id": "c1", "name": "Checkout"}
    return a_notice(component_update=change, component=component | {"status": new})


class TestStatuspageIncidents:
    def test_the_recorded_message(self, fixtures: Path) -> None:
        (event,) = events(STATUSPAGE, fixtures / "statuspage" / "incident_update.json")
        assert event == SourceEvent(
            external_id="z3lct0r596n4",
            kind=EventKind.LATENCY,
            source="jb7j80lkgqvb",
            occurred_at=datetime(2017, 12, 26, 7, 32, 0, 507000, tzinfo=UTC),
            feature_area="Management Portal (example)",
            title="Database query delays",
            url="http://stspg.io/646947c1e",
            ended_at=datetime(2017, 12, 26, 7, 37, 20, 785000, tzinfo=UTC),
            updated_at=datetime(2017, 12, 26, 7, 37, 20, 837000, tzinfo=UTC),
        )

    def test_every_notice_of_an_incident_is_the_same_event(self, write: Write) -> None:
        resolved = {"status": "resolved", "impact": "critical", "resolved_at": "2026-03-01T11:00Z"}
        incident, later = a_page_incident(), a_page_incident(**resolved)
        found = {
            name: [without_times(event) for event in events(STATUSPAGE, write(name, content))]
            for name, content in {
                "first": a_notice(incident=incident),
                "last": a_notice(incident=later),
                "lines": [a_notice(incident=incident)],
                "public list": {"page": PAGE, "incidents": [later]},
                "manage list": json.dumps([later]),
            }.items()
        }
        assert found == dict.fromkeys(found, found["first"])
        (event,) = found["first"]
        assert (event.kind, event.occurred_at) == (EventKind.ERROR, at(9))
        assert (event.source, event.feature_area) == ("jb7j80", "Checkout")

    @pytest.mark.parametrize(
        ("changes", "ended_at", "is_told"),
        [
            ({"status": "monitoring"}, None, True),
            ({"status": "investigating", "resolved_at": "2026-03-01T09:40:00Z"}, None, True),
            ({"status": "resolved", "resolved_at": "2026-03-01T09:40:00Z"}, at(9, 40), True),
            ({"status": "postmortem", "resolved_at": "2026-03-01T09:40:00Z"}, at(9, 40), True),
            ({"status": "resolved"}, at(10), True),
            ({"status": "postmortem"}, None, False),
            ({"status": None}, None, False),
        ],
    )
    def test_the_end(
        self, write: Write, changes: dict[str, Any], ended_at: datetime | None, is_told: bool
    ) -> None:
        notice = a_notice(incident=a_page_incident(**changes))
        (event,) = events(STATUSPAGE, write("notice", notice))
        assert (event.ended_at, event.updated_at) == (ended_at, at(10))
        assert event.untold == (frozenset() if is_told else {"ended_at"})

    def test_several_components_are_no_area(self, write: Write) -> None:
        parts = [{"name": "Checkout"}, {"name": "Search"}, SECRET]
        notice = a_notice(incident=a_page_incident(components=parts))
        (event,) = events(STATUSPAGE, write("notice", notice))
        assert event.feature_area is None

    @pytest.mark.parametrize(
        "changes",
        [{"impact": "maintenance"}, {"status": "in_progress"}, {"scheduled_for": "2026-03-02"}],
    )
    def test_maintenance_is_no_event(self, write: Write, changes: dict[str, Any]) -> None:
        notice = a_notice(incident=a_page_incident(**changes))
        assert read(STATUSPAGE, write("notice", notice)) == []

    def test_a_page_in_good_health(self, write: Write) -> None:
        assert read(STATUSPAGE, write("page", {"page": PAGE, "incidents": []})) == []

    def test_a_bad_incident_costs_no_other(self, write: Write) -> None:
        nameless = {**a_page_incident(created_at=SECRET, started_at=None)}
        listed = [a_page_incident(), nameless, SECRET, a_page_incident(id=[]), a_page_incident()]
        items = read(STATUSPAGE, write("page", {"page": PAGE, "incidents": listed}))
        kinds = [type(item.record).__name__ for item in items]
        assert kinds == ["SourceEvent", *["Reject"] * 3, "SourceEvent"]
        assert not [reason for reason in reasons(items) if SECRET in reason]


class TestStatuspageComponents:
    def test_what_is_read(self, write: Write) -> None:
        notice = a_change("operational", "major_outage")
        (event,) = events(STATUSPAGE, write("notice", notice))
        assert event == SourceEvent(
            external_id="k7730b5v92bv",
            kind=EventKind.UPTIME,
            source="jb7j80",
            occurred_at=at(9, 30),
            feature_area="Checkout",
            labels=(("component", "Checkout"), ("status", "major_outage")),
            title="Checkout: major outage",
            subject="c1",
        )

    @pytest.mark.parametrize(
        ("old", "new", "found"),
        [
            ("operational", "degraded_performance", [EventKind.LATENCY]),
            (None, "partial_outage", [EventKind.UPTIME]),
            ("under_maintenance", "partial_outage", [EventKind.UPTIME]),
            ("partial_outage", "major_outage", [EventKind.UPTIME]),
            ("major_outage", "partial_outage", []),
            ("major_outage", "operational", [SourceRecovery("c1", at(9, 30))]),
            (None, "operational", [SourceRecovery("c1", at(9, 30))]),
            ("major_outage", "under_maintenance", [SourceRecovery("c1", at(9, 30))]),
        ],
    )
    def test_what_is_worse_is_an_event_and_what_is_well_a_recovery(
        self, write: Write, old: str | None, new: str, found: list[EventKind | SourceRecovery]
    ) -> None:
        items = read(STATUSPAGE, write("notice", a_change(old, new)))
        records = [item.record for item in items]
        assert [getattr(record, "kind", record) for record in records] == found

    def test_a_recovery_of_nothing_ends_nothing(self, write: Write) -> None:
        change = a_change("major_outage", "operational", component_id=None)
        change["component"] = None
        assert read(STATUSPAGE, write("notice", change)) == []

    def test_without_an_id_of_its_own(self, write: Write) -> None:
        notice = a_change("operational", "major_outage", id=None)
        (event,) = events(STATUSPAGE, write("notice", notice))
        assert event.external_id == "c1@2026-03-01T09:30:00+00:00"

    def test_incidents_and_components_in_one_file(self, write: Write) -> None:
        lines = [
            a_notice(incident=a_page_incident()),
            a_change("operational", "major_outage"),
            a_change("operational", SECRET),
            a_change("operational", "major_outage", created_at=None),
            a_notice(),
        ]
        items = read(STATUSPAGE, write("lines", lines))
        assert [item.position for item in items] == [1, 2, 3, 4, 5]
        assert reasons(items) == [
            "unknown new_status, expected one of operational, under_maintenance, "
            "degraded_performance, partial_outage, major_outage",
            "no created_at, expected a time such as 2026-03-01T09:30:00Z",
            "neither an incident nor a change of a component",
        ]
