"""Every recorded file is taken by the reader of its own system, and by no other.

What a file holds is expected in the tests of its system, by who has read the payload.
"""

from pathlib import Path

import pytest

from radar_tui.ingest.open import Source
from radar_tui.ingest.registry import READERS

RECORDED = {
    "alertmanager/webhook_v4_firing.json": "alertmanager",
    "freshdesk/conversations.json": "freshdesk",
    "freshdesk/csv_export_header.csv": "freshdesk-csv",
    "freshdesk/search_tickets.json": "freshdesk",
    "freshdesk/ticket_1.json": "freshdesk",
    "grafana/webhook_firing_multiple.json": "grafana",
    "helpscout/conversations_embed_threads.json": "helpscout",
    "intercom/conversation.json": "intercom",
    "intercom/conversation_list.json": "intercom",
    "jira/csv_export_header.csv": "jira-csv",
    "jira/webhook_issue_created_custom_fields.json": "jira",
    "pagerduty/v3_incident_acknowledged.json": "pagerduty",
    "pagerduty/v3_incident_triggered.json": "pagerduty",
    "statuspage/incident_update.json": "statuspage",
    "zendesk/csv_export_header.csv": "zendesk-csv",
    "zendesk/etl_ticket_comment_data.csv": "zendesk-warehouse",
    "zendesk/etl_ticket_data.csv": "zendesk-warehouse",
    "zendesk/macros.json": "zendesk",
    "zendesk/satisfaction_ratings.json": "zendesk",
    "zendesk/ticket_audits.json": "zendesk",
    "zendesk/tickets_list.json": "zendesk",
}
OUTSIDE = {
    "chatwoot/webhook_message_created.json": "chatwoot",
    "zammad/tickets_list.json": "zammad",
    "zendesk/incremental_tickets_cursor.json": "zendesk",
    "zendesk/ticket_metrics.json": "zendesk",
}
"""Payloads whose licence does not let them be copied here."""
NO_EXPORTS = "spike-benchmark"


def takers(path: Path) -> list[str]:
    """Name the readers that take a file; the last, which takes any table, is left out."""
    with Source(path) as source:
        return [reader.name for reader in READERS[:-1] if reader.recognise(source.sample)]


def payloads_in(folder: Path) -> set[str]:
    files = {path.relative_to(folder) for path in folder.glob("*/*") if path.is_file()}
    return {path.as_posix() for path in files if path.parts[0] != NO_EXPORTS}


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_file(fixtures: Path, name: str) -> None:
    assert takers(fixtures / name) == [RECORDED[name]]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_file_that_stays_outside(external_fixtures: Path, name: str) -> None:
    assert takers(external_fixtures / name) == [OUTSIDE[name]]


def test_counts_for_a_spike_detector_are_no_export(external_fixtures: Path) -> None:
    files = sorted((external_fixtures / NO_EXPORTS).glob("*.csv"))
    assert files
    assert {path.name: takers(path) for path in files} == {path.name: [] for path in files}


def test_no_recorded_file_is_forgotten(fixtures: Path) -> None:
    assert payloads_in(fixtures) == set(RECORDED)


def test_no_file_outside_is_forgotten(external_fixtures: Path) -> None:
    assert payloads_in(external_fixtures) == RECORDED.keys() | OUTSIDE.keys()
