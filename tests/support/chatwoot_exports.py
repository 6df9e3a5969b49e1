"""Chatwoot records in the shapes of its API and its webhooks."""

from typing import Any

NOON = 1_772_366_400
"""2026-03-01T12:00:00Z."""
ADA = {"id": 14, "name": "Ada", "email": "Ada@Acme.example", "type": "contact",
       "additional_attributes": {"company_name": "Acme"}}  # fmt: skip
BO = {"id": 9, "name": "Bo", "email": "bo@desk.example", "type": "user"}


def a_message(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A message as the API gives it: from the contact, a minute after the one before."""
    return {
        "id": number,
        "content": "It fails again",
        "inbox_id": 1,
        "conversation_id": 10,
        "message_type": 0,
        "content_type": "text",
        "content_attributes": {},
        "created_at": NOON + 60 * number,
        "private": False,
        "sender": ADA,
        **changes,
    }


def a_conversation(**changes: Any) -> dict[str, Any]:
    return {
        "meta": {"sender": ADA, "channel": "Channel::Email", "assignee": BO},
        "id": 10,
        "messages": [a_message()],
        "account_id": 1,
        "additional_attributes": {"mail_subject": "Payments"},
        "can_reply": True,
        "inbox_id": 1,
        "labels": ["payments"],
        "status": "open",
        "created_at": NOON,
        "updated_at": NOON + 90.25,
        "last_activity_at": NOON + 60,
        "timestamp": NOON + 60,
        "priority": "high",
        **changes,
    }


def a_page(*conversations: Any) -> dict[str, Any]:
    meta = {"mine_count": 0, "unassigned_count": 1, "all_count": len(conversations)}
    return {"data": {"meta": meta, "payload": list(conversations)}}


def a_page_of_messages(*messages: dict[str, Any]) -> dict[str, Any]:
    meta = {"labels": [], "additional_attributes": {}, "contact": ADA, "agent_last_seen_at": None}
    return {"meta": meta, "payload": list(messages)}


def a_message_event(**changes: Any) -> dict[str, Any]:
    message = a_message(2, created_at="2026-03-01T12:02:00.123Z", message_type="incoming")
    del message["conversation_id"]
    return {
        **message,
        "account": {"id": 1, "name": "Our own company"},
        "conversation": a_conversation(messages=[a_message(2, sender=None)]),
        "event": "message_created",
        **changes,
    }
