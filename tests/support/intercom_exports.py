"""Intercom records in the shapes of its API and its webhooks."""

from datetime import UTC, datetime
from typing import Any

from support.mutated_payloads import SECRET

START = 1_780_000_000
"""2026-05-28T20:26:40Z"""


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(START + seconds, UTC)


def a_contact(**changes: Any) -> dict[str, Any]:
    return {"type": "user", "id": "c1", "name": "Ada", "email": "Ada@Acme.example", **changes}


def an_admin(**changes: Any) -> dict[str, Any]:
    return {"type": "admin", "id": "9", "name": "Bo", "email": "bo@desk.example", **changes}


def a_part(number: int, part_type: str = "comment", **changes: Any) -> dict[str, Any]:
    return {
        "type": "conversation_part",
        "id": str(number),
        "part_type": part_type,
        "body": f"<p>part {number}</p>",
        "created_at": START + number,
        "author": a_contact(),
        "attachments": [],
        **changes,
    }


def parts(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"type": "conversation_part.list", "conversation_parts": list(entries)}


def a_conversation(**changes: Any) -> dict[str, Any]:
    return {
        "type": "conversation",
        "id": "503",
        "created_at": START,
        "updated_at": START + 500,
        "waiting_since": START + 400,
        "snoozed_until": None,
        "source": {
            "type": "conversation",
            "id": "4039",
            "delivered_as": "customer_initiated",
            "subject": "Payments fail",
            "body": f"<p>{SECRET}</p>",
            "author": a_contact(),
            "attachments": [],
        },
        "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": "c1"}]},
        "admin_assignee_id": 9,
        "team_assignee_id": 77,
        "open": True,
        "state": "open",
        "tags": {"type": "tag.list", "tags": [{"id": "1", "name": "payments"}]},
        "priority": "not_priority",
        "conversation_rating": None,
        "statistics": None,
        "title": None,
        "conversation_parts": parts(a_part(1, author=an_admin())),
        **changes,
    }


def a_ticket(**changes: Any) -> dict[str, Any]:
    return {
        "type": "ticket",
        "id": "494",
        "ticket_id": "53",
        "ticket_attributes": {
            "_default_title_": "Export stops",
            "_default_description_": "It stops\nat 90 %.",
        },
        "ticket_state": {
            "type": "ticket_state",
            "id": "1",
            "category": "in_progress",
            "internal_label": "With engineering",
        },
        "ticket_type": {"type": "ticket_type", "id": "5", "name": "Bug"},
        "category": "Customer",
        "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": "c1"}]},
        "admin_assignee_id": "9",
        "team_assignee_id": "0",
        "company_id": "co-1",
        "created_at": START,
        "updated_at": START + 900,
        "open": True,
        "ticket_parts": {"type": "ticket_part.list", "ticket_parts": []},
        **changes,
    }


def a_notification(topic: str, item: object, **changes: Any) -> dict[str, Any]:
    return {
        "type": "notification_event",
        "app_id": "ab12cd",
        "data": {"type": "notification_event_data", "item": item},
        "links": {},
        "id": "notif_1",
        "topic": topic,
        "delivery_status": "pending",
        "created_at": START + 1000,
        **changes,
    }
