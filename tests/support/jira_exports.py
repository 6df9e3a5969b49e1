"""Jira exports made up for tests, and how one is read."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from radar_tui.domain.records import Reject
from radar_tui.ingest.jira import JIRA
from radar_tui.ingest.jira_csv import JIRA_CSV
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import Item, ReadOptions
from radar_tui.ingest.zendesk import ZendeskReader

SITE = "https://acme.atlassian.net"
ADA = {"accountId": "qm:1:ada", "displayName": "Ada", "emailAddress": "Ada@Acme.example"}
CARL = {"accountId": "557058:carl", "displayName": "Carl", "accountType": "customer"}
BO = {"accountId": "557058:bo", "displayName": "Bo", "accountType": "atlassian"}
BOT = {"accountId": "557058:bot", "displayName": "Automation", "accountType": "app"}


def at(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=UTC)


def document(*paragraphs: str) -> dict[str, Any]:
    content = [{"type": "paragraph", "content": [{"type": "text", "text": p}]} for p in paragraphs]
    return {"type": "doc", "version": 1, "content": content}


def a_status(name: str, category: str | None, number: int = 3) -> dict[str, Any]:
    status: dict[str, Any] = {"name": name, "id": str(number)}
    return status if category is None else {**status, "statusCategory": {"key": category}}


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "summary": "Payments fail",
        "description": "They fail again.",
        "status": a_status("Waiting for customer", "indeterminate"),
        "created": "2026-03-01T10:00:00.000+0100",
        "updated": "2026-03-02T10:00:00.000+0100",
        "resolutiondate": None,
        "resolution": None,
        "reporter": ADA,
        "assignee": BO,
        "priority": {"name": "High"},
        "labels": ["payments", "vip"],
        "components": [{"id": "1", "name": "Billing"}],
        "customfield_10002": [
            {
                "id": "1",
                "name": "Acme",
                "_links": {"self": f"{SITE}/rest/servicedeskapi/organization/1"},
            }
        ],
        "customfield_10010": {"requestType": {"name": "Get help"}},
        "customfield_10020": [{"name": "Sprint 1", "boardId": 1}],
        **changes,
    }


def an_issue(key: str = "HELP-7", *, changelog: Any = None, **changes: Any) -> dict[str, Any]:
    issue = {
        "expand": "renderedFields",
        "id": "10007",
        "self": f"{SITE}/rest/api/2/issue/10007",
        "key": key,
        "fields": fields(**changes),
    }
    return issue if changelog is None else {**issue, "changelog": changelog}


def a_comment(number: int, author: object, body: object = "text", **changes: Any) -> dict[str, Any]:
    created = f"2026-03-01T1{number}:00:00.000+0000"
    return {"id": str(number), "author": author, "body": body, "created": created, **changes}


def a_change(field: str, before: str | None, after: str | None, to: str = "9") -> dict[str, Any]:
    return {"field": field, "fromString": before, "to": to, "toString": after}


def service_desk_date(day: int, hour: int) -> dict[str, Any]:
    moment = at(day, hour)
    return {
        "iso8601": f"{moment:%Y-%m-%dT%H:%M:%S}+0000",
        "jira": f"{moment:%Y-%m-%dT%H:%M:%S}.000+0000",
        "friendly": "Today 10:00 AM",
        "epochMillis": int(moment.timestamp() * 1000),
    }


def a_request(**changes: Any) -> dict[str, Any]:
    return {
        "_expands": ["participant", "status", "comment"],
        "issueId": "10007",
        "issueKey": "HELP-7",
        "requestTypeId": "25",
        "serviceDeskId": "10",
        "createdDate": service_desk_date(1, 9),
        "reporter": ADA,
        "requestFieldValues": [
            {"fieldId": "summary", "label": "What do you need?", "value": "Payments fail"},
            {"fieldId": "description", "label": "Why?", "value": "They fail again."},
        ],
        "currentStatus": {
            "status": "Waiting for Support",
            "statusCategory": "NEW",
            "statusDate": service_desk_date(1, 9),
        },
        "_links": {
            "jiraRest": f"{SITE}/rest/api/2/issue/10007",
            "web": f"{SITE}/servicedesk/customer/portal/10/HELP-7",
            "agent": f"{SITE}/browse/HELP-7",
        },
        **changes,
    }


def read(path: Path, mapping: ColumnMapping | None = None) -> list[Item]:
    with Source(path) as source:
        (reader,) = [reader for reader in (JIRA, JIRA_CSV) if reader.recognise(source.sample)]
        assert not ZendeskReader().recognise(source.sample)
        assert reader.system(ReadOptions()) == "jira"
        return list(reader.read(source, ReadOptions(mapping)))


def records(path: Path) -> list[Any]:
    found = [item.record for item in read(path)]
    assert not [record for record in found if isinstance(record, Reject)]
    return found


def reasons(items: list[Item]) -> list[str]:
    return [item.record.reason for item in items if isinstance(item.record, Reject)]
