"""Alertmanager's and Grafana's alerts become events, one for each time that an alert fired."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from radar_tui.domain.records import EventKind, SourceEvent
from radar_tui.ingest.alert_words import KIND_WORDS, kind_by_words
from radar_tui.ingest.alertmanager import ALERTMANAGER, fingerprint_of
from radar_tui.ingest.grafana import GRAFANA
from support.alert_payloads import (
    SECRET,
    STILL_FIRING,
    a_grafana_group,
    a_group,
    an_alert,
    at,
    events,
    read,
    reasons,
    without_times,
)

Write = Callable[[str, object], Path]

BEGAN = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)


def an_api_alert(**changes: Any) -> dict[str, Any]:
    """Return an alert as `/api/v2/alerts` lists it: an end in the future, a status with parts."""
    status = {"inhibitedBy": [], "silencedBy": [], "state": "active"}
    more = {"receivers": [{"name": "radar"}], "updatedAt": "2026-03-01T09:31:00Z"}
    return an_alert(status=status, endsAt="2026-03-01T09:35:00Z", **more) | changes


class TestAlertmanager:
    def test_the_recorded_message(self, fixtures: Path) -> None:
        path = fixtures / "alertmanager" / "webhook_v4_firing.json"
        found = events(ALERTMANAGER, path)
        assert found[0].url is not None
        assert found[0].url.startswith("http://cobalt:9090/graph?g0.expr=")
        began = datetime(2020, 2, 6, 0, 17, 58, 432911, tzinfo=UTC)
        labels = (
            ("alertname", "High CPU Temperature"),
            ("host", "andromeda"),
            ("severity", "critical"),
        )
        assert found == [
            SourceEvent(
                external_id=f"{fingerprint}@2020-02-06T00:17:58.432911+00:00",
                kind=EventKind.OUT_OF_BOUNDS,
                source="High CPU Temperature",
                occurred_at=began,
                labels=labels,
                title="High CPU Temperature",
                url=found[0].url,
            )
            for fingerprint in ("a1bc48475b20e73d", "c2ea85182f28cbd9")
        ]

    def test_every_notice_of_one_firing_is_the_same_event(self, write: Write) -> None:
        notices = {
            "firing": a_group(an_alert()),
            "told again": a_group(an_alert(annotations={"summary": "now 81 %"})),
            "resolved": a_group(
                an_alert(status="resolved", endsAt="2026-03-01T10:00:00Z"), status="resolved"
            ),
            "another zone": a_group(an_alert(startsAt="2026-03-01T10:30:00.123456789+01:00")),
            "without fingerprint": a_group(an_alert(fingerprint=None)),
            "listed": json.dumps([an_api_alert()]),
            "silenced": json.dumps([an_api_alert(status={"state": "suppressed"})]),
            "one a line": [an_api_alert()],
            "alone": an_api_alert(),
            "messages one a line": [a_group(an_alert())],
            "a list of messages": json.dumps([a_group(an_alert())]),
        }
        fingerprint = fingerprint_of(an_alert()["labels"])
        known = an_alert(fingerprint=fingerprint)
        (expected,) = events(ALERTMANAGER, write("expected", a_group(known)))
        assert expected.external_id == f"{fingerprint}@{BEGAN.isoformat()}"
        assert (expected.kind, expected.occurred_at) == (EventKind.ERROR, BEGAN)
        assert (expected.source, expected.feature_area) == ("checkout", "checkout")
        for name, notice in notices.items():
            text = notice if isinstance(notice, str) else json.dumps(notice)
            if isinstance(notice, list):
                text = "".join(json.dumps(line) + "\n" for line in notice)
            text = text.replace("a1bc48475b20e73d", fingerprint)
            (event,) = events(ALERTMANAGER, write("notice", text))
            assert (name, without_times(event)) == (name, without_times(expected))

    @pytest.mark.parametrize(
        ("changes", "ended_at", "updated_at", "is_told"),
        [
            ({}, None, None, True),
            ({"endsAt": "2026-03-01T10:00:00Z"}, None, None, True),
            ({"status": "resolved", "endsAt": "2026-03-01T10:00:00Z"}, at(10), None, True),
            ({"status": "resolved", "endsAt": "2026-03-01T09:00:00Z"}, BEGAN, None, True),
            ({"status": "resolved"}, None, None, False),
            ({"status": None, "endsAt": "2026-03-01T10:00:00Z"}, None, None, False),
            (an_api_alert(), None, at(9, 31), True),
            (an_api_alert(status={"state": "suppressed"}), None, at(9, 31), True),
        ],
    )
    def test_the_end_is_told_by_a_message_that_it_is_resolved(
        self,
        write: Write,
        changes: dict[str, Any],
        ended_at: datetime | None,
        updated_at: datetime | None,
        is_told: bool,
    ) -> None:
        (event,) = events(ALERTMANAGER, write("group", a_group(an_alert(**changes))))
        assert (event.ended_at, event.updated_at) == (ended_at, updated_at)
        assert event.untold == (frozenset() if is_told else {"ended_at"})

    def test_title_and_page(self, write: Write) -> None:
        (event,) = events(ALERTMANAGER, write("group", a_group(an_alert())))
        assert (event.title, event.url) == ("HighErrorRate", "http://prometheus:9090/graph")
        for address in ("javascript:alert(1)", 7, None, "http://x y"):
            (event,) = events(ALERTMANAGER, write("group", a_group(an_alert(generatorURL=address))))
            assert event.url is None

    def test_firing_again_is_another_event(self, write: Write) -> None:
        group = a_group(an_alert(), an_alert(startsAt="2026-03-01T12:00:00Z"))
        first, second = events(ALERTMANAGER, write("group", group))
        assert first.external_id != second.external_id
        assert first.labels == second.labels

    def test_the_hash_of_labels_is_prometheus_own(self, fixtures: Path) -> None:
        message = json.loads((fixtures / "alertmanager" / "webhook_v4_firing.json").read_text())
        assert fingerprint_of(message["alerts"][0]["labels"]) == "a1bc48475b20e73d"

    def test_area_account_and_kind_by_labels(self, write: Write) -> None:
        labels = {
            "alertname": "HighErrorRate",
            "job": "node",
            "component": "cart",
            "feature-area": "payments",
            "Tenant": "Acme",
            "radar_kind": "Log Anomaly",
            "__private__": "x",
            "empty": " ",
        }
        (event,) = events(ALERTMANAGER, write("group", a_group(an_alert(labels=labels))))
        assert (event.feature_area, event.account, event.source) == ("payments", "Acme", "node")
        assert event.kind is EventKind.LOG_ANOMALY
        assert [name for name, _ in event.labels] == sorted(
            labels.keys() - {"__private__", "empty"}
        )

    def test_what_always_fires_is_no_event(self, write: Write) -> None:
        watchdog = an_alert(labels={"alertname": "Watchdog", "severity": "none"})
        assert read(ALERTMANAGER, write("group", a_group(watchdog))) == []

    def test_an_empty_group_is_an_empty_export(self, write: Write) -> None:
        assert read(ALERTMANAGER, write("group", a_group())) == []

    def test_a_bad_alert_costs_no_other(self, write: Write) -> None:
        bad = [
            an_alert(startsAt=None),
            an_alert(startsAt=STILL_FIRING),
            an_alert(startsAt=f"{SECRET} ago"),
            an_alert(labels={}, fingerprint=None),
            an_alert(labels={"radar_kind": SECRET}),
            SECRET,
        ]
        groups = [a_group(an_alert(), *bad, an_alert()), a_group(an_alert())]
        items = read(ALERTMANAGER, write("lines", groups))
        kinds = [type(item.record).__name__ for item in items]
        assert kinds == ["SourceEvent", *["Reject"] * 6, "SourceEvent", "SourceEvent"]
        assert [item.position for item in items] == [1] * 8 + [2]
        time = "no startsAt, expected a time such as 2026-03-01T09:30:00Z"
        *told, last = reasons(items)
        assert told[:4] == [time] * 3 + ["neither fingerprint nor labels"]
        assert told[4].startswith("radar_kind is not one of connection-failure, latency, error")
        assert last.startswith("not the expected record: Expected `object`")
        assert not [reason for reason in (*told, last) if SECRET in reason]


class TestGrafana:
    def test_the_recorded_message(self, fixtures: Path) -> None:
        memory, cpu = events(GRAFANA, fixtures / "grafana" / "webhook_firing_multiple.json")
        assert memory == SourceEvent(
            external_id="c6eadffa33fcdf37@2021-10-12T07:51:03.157076+00:00",
            kind=EventKind.OUT_OF_BOUNDS,
            source="High memory usage",
            occurred_at=datetime(2021, 10, 12, 7, 51, 3, 157076, tzinfo=UTC),
            labels=(("alertname", "High memory usage"), ("team", "blue"), ("zone", "us-1")),
            title="High memory usage",
            url="https://play.grafana.org/alerting/1afz29v7z/edit",
        )
        assert cpu.external_id == "bc97ff14869b13e3@2021-10-12T07:56:03.157076+00:00"

    def test_every_layout_gives_the_same_event(self, write: Write) -> None:
        group = a_grafana_group(an_alert())
        late = {name: value for name, value in group.items() if name not in ("orgId", "groupKey")}
        own = {"__alert_rule_uid__": "u", **an_alert()["labels"]}
        listed = an_api_alert(labels=own)
        layouts = {
            "message": group,
            "lines": [group],
            "array": json.dumps([group]),
            "what is told late": late,
            "listed": json.dumps([listed]),
            "listed one a line": [listed],
        }
        found = {
            name: [without_times(event) for event in events(GRAFANA, write(name, notice))]
            for name, notice in layouts.items()
        }
        assert found == dict.fromkeys(layouts, found["message"])
        assert [event.source for event in found["message"]] == ["checkout"]

    def test_the_end(self, write: Write) -> None:
        resolved = an_alert(status="resolved", endsAt="2026-03-01T10:00:00Z")
        (event,) = events(GRAFANA, write("group", a_grafana_group(resolved)))
        assert event.ended_at == at(10)

    def test_a_test_is_no_event(self, write: Write) -> None:
        test = an_alert(labels={"alertname": "TestAlert", "instance": "Grafana"})
        assert read(GRAFANA, write("group", a_grafana_group(test))) == []

    def test_a_legacy_alert_has_no_time(self, write: Write) -> None:
        legacy = {
            "dashboardId": 1,
            "evalMatches": [{"value": 1, "metric": SECRET, "tags": {}}],
            "message": SECRET,
            "orgId": 0,
            "panelId": 2,
            "ruleId": 1,
            "ruleName": SECRET,
            "state": "alerting",
            "title": SECRET,
        }
        (reason,) = reasons(read(GRAFANA, write("legacy", legacy)))
        assert reason == "an alert of Grafana's legacy alerting, which does not say when it was"


class TestKinds:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("PaymentsConnectionFailed", EventKind.CONNECTION_FAILURE),
            ("HighConnectionLatency", EventKind.LATENCY),
            ("PostgresTooManyConnections", EventKind.OUT_OF_BOUNDS),
            ("api_p99_over_slo", EventKind.LATENCY),
            ("HTTP5xxRate", EventKind.ERROR),
            ("InstanceDown", EventKind.UPTIME),
            ("KubePodCrashLooping", EventKind.UPTIME),
            ("DatasourceNoData", EventKind.UPTIME),
            ("Error log volume", EventKind.LOG_ANOMALY),
            ("Users cannot log in", EventKind.ERROR),
            ("CPU usage is high", EventKind.OUT_OF_BOUNDS),
            ("Certificate expires", None),
            ("Shutdown catalogs terror", None),
            ("", None),
        ],
    )
    def test_by_name(self, name: str, kind: EventKind | None) -> None:
        assert kind_by_words(name) is kind

    def test_every_word_of_the_table_can_tell_and_no_row_hides_a_whole_kind(self) -> None:
        for kind, phrases in KIND_WORDS:
            told = {phrase: kind_by_words(phrase) for phrase in phrases.split(", ")}
            assert None not in told.values()
            assert kind in told.values()
