"""Datadog's webhooks in the documented payload; and what holds for the readers of all alerts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from radar_tui.domain.records import EventKind, Reject, SourceEvent, SourceRecovery
from radar_tui.ingest.alertmanager import ALERTMANAGER
from radar_tui.ingest.datadog import DATADOG
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.grafana import GRAFANA
from radar_tui.ingest.open import Source
from radar_tui.ingest.pagerduty import PAGERDUTY
from radar_tui.ingest.reader import ReadOptions
from radar_tui.ingest.statuspage import STATUSPAGE
from support.alert_payloads import (
    SECRET,
    at,
    events,
    read,
    reasons,
)

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


def test_a_file_of_another_system_says_what_was_expected(write: Write) -> None:
    with (
        Source(write("notice", a_notice())) as source,
        pytest.raises(BadFileError, match="without PagerDuty's incidents; see"),
    ):
        PAGERDUTY.read(source, ReadOptions())
