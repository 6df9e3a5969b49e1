"""Zendesk records in the shapes of its API, and how its files are read in tests."""

from pathlib import Path
from typing import Any

from radar_tui.domain.records import SourceThread, SourceTicket
from radar_tui.ingest.reader import Item, Reader
from radar_tui.ingest.zendesk import ZendeskReader
from support.export_files import only_threads, read_items, read_tickets
from support.mutated_payloads import SECRET

ZENDESK = ZendeskReader()


def a_ticket(**changes: Any) -> dict[str, Any]:
    return {
        "url": "https://acme.zendesk.com/api/v2/tickets/7.json",
        "id": 7,
        "via": {"channel": "email"},
        "created_at": "2026-03-01T10:00:00Z",
        "updated_at": "2026-03-02T10:00:00Z",
        "subject": "Payments fail",
        "description": "They fail again.",
        "status": "open",
        "requester_id": 100,
        "submitter_id": 100,
        "assignee_id": 9,
        "organization_id": 5,
        "tags": ["payments"],
        **changes,
    }


def a_comment(number: int, author_id: int, body: str = "text", **changes: Any) -> dict[str, Any]:
    at = f"2026-03-01T1{number}:00:00Z"
    return {"id": number, "author_id": author_id, "body": body, "created_at": at, **changes}


def an_audit(hour: int, *events: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": 1000 + hour,
        "ticket_id": 7,
        "created_at": f"2026-03-01T{hour:02}:00:00Z",
        "author_id": 100,
        "metadata": {"system": {"client": SECRET}, "custom": {}},
        "via": {"channel": "web"},
        "events": list(events),
        **changes,
    }


def a_rating(number: int, score: str = "good", **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "url": f"https://acme.zendesk.com/api/v2/satisfaction_ratings/{number}.json",
        "assignee_id": 9,
        "group_id": 3,
        "requester_id": 100,
        "ticket_id": 7,
        "score": score,
        "created_at": "2026-03-03T10:00:00Z",
        "updated_at": "2026-03-03T11:00:00Z",
        "comment": SECRET,
        **changes,
    }


def items_in(path: Path, reader: Reader = ZENDESK, **options: Any) -> list[Item]:
    return read_items(path, reader, **options)


def tickets_in(path: Path, reader: Reader = ZENDESK, **options: Any) -> list[SourceTicket]:
    return read_tickets(path, reader, **options)


def threads_in(path: Path, reader: Reader = ZENDESK) -> dict[str, SourceThread]:
    """Return threads by their tickets' ids, of which each may come once."""
    threads = only_threads(read_items(path, reader))
    found = {thread.ticket_external_id: thread for thread in threads}
    assert len(found) == len(threads)
    return found
