"""Datadog's webhooks in the documented payload; and what holds for the readers of all alerts."""

import json
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radar_tui.domain.records import EventKind, Reject, SourceEvent, SourceRecovery
from radar_tui.ingest.alertmanager import ALERTMANAGER
from radar_tui.ingest.datadog import DATADOG
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.grafana import GRAFANA
from radar_tui.ingest.json_reader import JsonReader
from radar_tui.ingest.open import Source
from radar_tui.ingest.pagerduty import PAGERDUTY
from radar_tui.ingest.reader import ReadOptions
from radar_tui.ingest.registry import READERS
from radar_tui.ingest.statuspage import STATUSPAGE
from support.alert_payloads import (
    SECRET,
    a_grafana_group,
    a_group,
    a_message,
    an_alert,
    an_incident,
    at,
    events,
    read,
    reasons,
)
from support.mutated_payloads import mutations

Write = Callable[[str, object], Path]

ALERT_READERS = (GRAFANA, ALERTMANAGER, PAGERDUTY, STATUSPAGE, DATADOG)


def a_notice(**changes: Any) -> dict[str, Any]:
    return {
        "id": "2743506412344",
        "alert_id": "123456",
        "alert_cycle_key": "7890",
        "alert_transition": "Triggered",
        "alert_type": "error",
        "alert_metric": "trace.http.request.duration",
        "date": "1772357400000",
        "event_title": "[Triggered on {host:logs-1}] Checkout is failing",
        "event_type": "metric_alert_monitor",
        "priority": "P1",
        "tags": "monitor,service:checkout,customer:Acme,zone:b,zone:a",
        "link": "https://app.datadoghq.com/event/event?id=2743506412344",
        **changes,
    }


class TestDatadog:
    def test_what_is_read(self, write: Write) -> None:
        (event,) = events(DATADOG, write("notice", a_notice()))
        assert event == SourceEvent(
            external_id="7890/alert",
            kind=EventKind.ERROR,
            source="checkout",
            occurred_at=at(9, 30),
            feature_area="checkout",
            account="Acme",
            labels=(
                ("alertname", "Checkout is failing"),
                ("customer", "Acme"),
                ("level", "alert"),
                ("metric", "trace.http.request.duration"),
                ("monitor", "123456"),
                ("priority", "P1"),
                ("service", "checkout"),
                ("tags", "monitor"),
                ("zone", "a,b"),
            ),
            title="Checkout is failing",
            url="https://app.datadoghq.com/event/event?id=2743506412344",
            subject="7890",
            untold=frozenset(("ended_at",)),
        )

    @pytest.mark.parametrize(
        ("transition", "level"),
        [
            ("Triggered", "alert"),
            ("Warn", "warn"),
            ("No Data", "no data"),
            ("Something new", "alert"),
            ("Re-Triggered", None),
            ("Re-Warn", None),
            ("Re-No Data", None),
            ("Renotify", None),
        ],
    )
    def test_transitions(self, write: Write, transition: str, level: str | None) -> None:
        found = events(DATADOG, write("notice", a_notice(alert_transition=transition)))
        assert [event.external_id for event in found] == ([f"7890/{level}"] if level else [])

    def test_a_recovery_ends_all_of_its_cycle(self, write: Write) -> None:
        for transition in ("Recovered", "Warn Recovered"):
            notice = a_notice(alert_transition=transition)
            (item,) = read(DATADOG, write("notice", notice))
            assert item.record == SourceRecovery("7890", at(9, 30))
            unlinked = notice | {"alert_cycle_key": "$ALERT_CYCLE_KEY"}
            assert read(DATADOG, write("unlinked", unlinked)) == []

    def test_an_event_that_is_no_monitor_s(self, write: Write) -> None:
        unfilled = {"alert_transition": "null", "alert_cycle_key": "$ALERT_CYCLE_KEY"}
        lines = [a_notice(**unfilled, alert_type=kind) for kind in ("error", "success", "info")]
        (event,) = events(DATADOG, write("lines", lines))
        assert event.external_id == "2743506412344/alert"

    @pytest.mark.parametrize(
        ("changes", "kind"),
        [
            ({"event_title": "[Warn] Queue"}, EventKind.LATENCY),
            ({"event_title": "Queue", "alert_metric": "null"}, EventKind.OUT_OF_BOUNDS),
            (
                {"event_title": "Queue", "alert_metric": "", "event_type": "log_alert"},
                EventKind.LOG_ANOMALY,
            ),
            ({"alert_transition": "No Data"}, EventKind.UPTIME),
            ({"tags": "radar_kind:uptime"}, EventKind.UPTIME),
        ],
    )
    def test_kinds(self, write: Write, changes: dict[str, Any], kind: EventKind) -> None:
        (event,) = events(DATADOG, write("notice", a_notice(**changes)))
        assert event.kind is kind

    def test_numbers_and_lists_will_do(self, write: Write) -> None:
        notice = a_notice(
            date=1772357400000, alert_cycle_key=7890, alert_id=123456, tags=["service:checkout"]
        )
        for name, content in (("whole", notice), ("lines", [notice])):
            (event,) = events(DATADOG, write(name, content))
            assert (event.external_id, event.occurred_at) == ("7890/alert", at(9, 30))
            assert event.feature_area == "checkout"

    def test_bad_notices(self, write: Write) -> None:
        lines = [
            a_notice(),
            a_notice(alert_cycle_key="", id=None),
            a_notice(date=SECRET),
            a_notice(tags=f"radar_kind:{SECRET}"),
            a_notice(id="2"),
        ]
        items = read(DATADOG, write("lines", lines))
        assert [isinstance(item.record, Reject) for item in items] == [False, *[True] * 3, False]
        told = reasons(items)
        assert told[0] == "neither alert_cycle_key nor id"
        assert told[1].startswith("no date, expected the variable $DATE")
        assert not [reason for reason in told if SECRET in reason]


def check_files(folder: Path) -> set[str]:
    """Check that each file is taken by the reader of its own folder only; gives the readers."""
    taken = set()
    for path in sorted(path for path in folder.glob("*/*") if path.is_file()):
        own = [reader.name for reader in ALERT_READERS if reader.name == path.parent.name]
        with Source(path) as source:
            names = [reader.name for reader in ALERT_READERS if reader.recognise(source.sample)]
            others = [
                reader.name
                for reader in READERS[:-1]
                if reader not in ALERT_READERS and reader.recognise(source.sample)
            ]
        assert names == own, path
        assert not own or not others, path
        taken.update(own)
    return taken


class TestRecognition:
    def test_the_files_here(self, fixtures: Path) -> None:
        assert check_files(fixtures) == {"alertmanager", "grafana", "pagerduty", "statuspage"}

    def test_all_recorded_files(self, external_fixtures: Path) -> None:
        assert len(check_files(external_fixtures)) == 4

    def test_a_file_of_another_system_says_what_was_expected(self, write: Write) -> None:
        with (
            Source(write("notice", a_notice())) as source,
            pytest.raises(BadFileError, match="without PagerDuty's incidents; see"),
        ):
            PAGERDUTY.read(source, ReadOptions())


def payloads() -> list[tuple[JsonReader, dict[str, Any]]]:
    component = {"id": "c", "name": SECRET}
    change = {"id": "k", "created_at": "2026-03-01T09:30:00Z", "new_status": "major_outage"}
    incident = {"id": "z", "name": SECRET, "created_at": "2026-03-01T09:30:00Z", "impact": "minor"}
    incident |= {"status": "resolved", "scheduled_for": None, "components": [component]}
    labels = {"alertname": SECRET, "customer": SECRET, "radar_kind": "error"}
    return [
        (ALERTMANAGER, a_group(an_alert(labels=labels), an_alert())),
        (GRAFANA, a_grafana_group(an_alert(labels=labels), an_alert())),
        (PAGERDUTY, a_message("incident.resolved", an_incident(title=SECRET))),
        (PAGERDUTY, {"messages": [a_message("incident.triggered", an_incident())]}),
        (STATUSPAGE, {"meta": {}, "page": {"id": "p"}, "incident": incident}),
        (STATUSPAGE, {"page": {"id": "p"}, "incidents": [incident]}),
        (STATUSPAGE, {"page": {}, "component_update": change, "component": component}),
        (DATADOG, a_notice(event_title=SECRET)),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_whatever_is_wrong_with_a_notice(write: Write, data: st.DataObject) -> None:
    reader, payload = data.draw(st.sampled_from(payloads()))
    changed = data.draw(mutations(payload))
    for name, text in (("document", changed), ("lines", [payload, changed, payload])):
        content = json.dumps(text) if name == "document" else text
        told: list[str] = []
        try:
            with Source(write(name, content)) as source:
                items = list(reader.read(source, ReadOptions()))
        except BadFileError as error:
            items, told = [], [str(error)]
        for item in items:
            if isinstance(item.record, Reject):
                told.append(item.record.reason)
                continue
            event = item.record
            assert isinstance(event, SourceEvent | SourceRecovery)
            assert event.occurred_at.tzinfo is UTC
            assert "\0" not in f"{event}"
            if isinstance(event, SourceRecovery):
                assert event.subject
                continue
            assert event.source
            assert event.external_id
            assert event.ended_at is None or event.ended_at >= event.occurred_at
        assert not [reason for reason in told if SECRET in reason or "\n" in reason]
