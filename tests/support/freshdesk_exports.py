"""Freshdesk records in the shapes of its API, and how its files are read in tests."""

from pathlib import Path
from typing import Any

from radar_tui.domain.records import SourceTicket
from radar_tui.ingest.freshdesk import FRESHDESK
from radar_tui.ingest.reader import Item, Reader
from support.export_files import read_items, read_tickets
from support.mutated_payloads import SECRET


def items_in(path: Path, reader: Reader = FRESHDESK, **options: Any) -> list[Item]:
    return read_items(path, reader, **options)


def tickets_in(path: Path, reader: Reader = FRESHDESK, **options: Any) -> list[SourceTicket]:
    return read_tickets(path, reader, **options)


def a_conversation(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "body": f"<div>{SECRET} {number}</div>",
        "body_text": f"{SECRET} {number}",
        "id": number,
        "incoming": False,
        "private": False,
        "user_id": 9,
        "support_email": None,
        "source": 0,
        "ticket_id": 7,
        "from_email": "Acme Help <help@desk.example>",
        "created_at": f"2026-03-01T1{number}:00:00Z",
        "updated_at": f"2026-03-01T1{number}:00:00Z",
        **changes,
    }


def a_ticket(**changes: Any) -> dict[str, Any]:
    return {
        "cc_emails": [],
        "fr_escalated": False,
        "spam": False,
        "email_config_id": None,
        "priority": 3,
        "requester_id": 100,
        "responder_id": 9,
        "source": 2,
        "company_id": 5,
        "status": 2,
        "subject": f"{SECRET} payments fail",
        "id": 7,
        "type": "Problem",
        "due_by": "2026-03-04T10:00:00Z",
        "fr_due_by": "2026-03-02T10:00:00Z",
        "is_escalated": False,
        "description": f"<div>{SECRET} They fail again.</div>",
        "description_text": f"{SECRET} They fail again.",
        "custom_fields": {"cf_area": "billing"},
        "created_at": "2026-03-01T10:00:00Z",
        "updated_at": "2026-03-02T10:00:00Z",
        "tags": ["payments"],
        **changes,
    }


def an_old_ticket(**changes: Any) -> dict[str, Any]:
    return {
        "created_at": "2026-03-01T12:00:00+02:00",
        "deleted": False,
        "description": "They fail <again>.",
        "description_html": "<div>They fail &lt;again&gt;.</div>",
        "display_id": 7,
        "frDueBy": "2026-03-02T12:00:00+02:00",
        "id": 40_000_123,
        "isescalated": False,
        "priority": 4,
        "requester_id": 100,
        "requester_name": "Ada",
        "responder_id": 9,
        "responder_name": "Bo",
        "source": 1,
        "spam": False,
        "status": 3,
        "status_name": "Pending",
        "subject": "Payments fail",
        "ticket_type": "Problem",
        "updated_at": "2026-03-02T12:00:00+02:00",
        "custom_field": {},
        **changes,
    }
