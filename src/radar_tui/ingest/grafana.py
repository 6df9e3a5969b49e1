"""Reads the alerts of Grafana's unified alerting: webhooks, and the list of its alerts' API.

They are Alertmanager's alerts with a little more around them, and are told apart as those are.
"""

from collections.abc import Iterable, Iterator
from typing import NoReturn

import msgspec

from radar_tui.domain.records import SourceEvent
from radar_tui.ingest.alert_words import labels_of
from radar_tui.ingest.alertmanager import ALERT_SIGNS, Alert, Message, alerts_of, event_of
from radar_tui.ingest.json_reader import ANYWHERE, JsonReader
from radar_tui.ingest.loose import needed_part
from radar_tui.ingest.message_layout import MessageLayout
from radar_tui.ingest.reader import ExportKind

_TEST = {"alertname": "TestAlert", "instance": "Grafana"}
"""Labels of the alert that the button "Test" of a contact point sends."""


class LegacyAlert(msgspec.Struct):
    """A message of Grafana's former alerting, gone since version 11; nothing in it is read."""


def _events(message: Message) -> Iterator[SourceEvent]:
    for alert in message.alerts:
        yield from _event(needed_part(alert, Alert))


def _event(alert: Alert) -> Iterable[SourceEvent]:
    is_test = _TEST.items() <= labels_of(alert.labels).items()
    return () if is_test else event_of(alert)


def _legacy(alert: LegacyAlert) -> NoReturn:
    del alert
    raise ValueError("an alert of Grafana's legacy alerting, which does not say when it was")


GRAFANA = JsonReader(
    name="grafana",
    kind=ExportKind.EVENTS,
    title="Grafana's alerts",
    system_name="grafana",
    layouts=(
        MessageLayout(
            ANYWHERE, frozenset(("alerts", "groupKey", "orgId")), Message, _events,
            split=alerts_of,
        ),
        # A long list of alerts may fill all that recognition looks at.
        MessageLayout(
            ANYWHERE, ALERT_SIGNS | {"silenceURL"}, Message, _events,
            split=alerts_of, around="alerts.item",
        ),
        MessageLayout(
            ANYWHERE, frozenset(("__alert_rule_uid__",)), Alert, _event, around="labels"
        ),
        MessageLayout(
            ANYWHERE, frozenset(("evalMatches", "ruleId", "state")), LegacyAlert, _legacy
        ),
    ),
)  # fmt: skip
"""Reader of webhooks' messages and of `/api/alertmanager/grafana/api/v2/alerts`."""
