"""Help Scout records in the shapes of its Mailbox API."""

from datetime import UTC, datetime
from typing import Any

from support.mutated_payloads import SECRET

ADA = {"id": 3, "type": "customer", "first": "Ada", "last": "Li", "email": "Ada@Acme.example"}
BO = {"id": 9, "type": "user", "first": "Bo", "last": "Ek", "email": "bo@desk.example"}


def at(hour: int) -> datetime:
    return datetime(2026, 3, 1, hour, tzinfo=UTC)


def a_thread(number: int, kind: str = "customer", **changes: Any) -> dict[str, Any]:
    by = ADA if kind == "customer" else BO
    return {
        "id": number,
        "type": kind,
        "status": "nochange",
        "state": "published",
        "action": {"type": "default", "associatedEntities": []},
        "body": f"<p>{SECRET} {number}</p>",
        "source": {"type": "email", "via": "customer"},
        "customer": ADA,
        "createdBy": by,
        "assignedTo": None,
        "createdAt": f"2026-03-01T{number:02}:00:00Z",
        **changes,
    }


def a_conversation(*threads: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": 12,
        "number": 801,
        "threads": len(threads),
        "type": "email",
        "folderId": 4,
        "status": "active",
        "state": "published",
        "subject": "Payments fail",
        "mailboxId": 85,
        "assignee": BO,
        "createdBy": ADA,
        "createdAt": "2026-03-01T01:00:00Z",
        "closedAt": None,
        "userUpdatedAt": "2026-03-01T02:00:00Z",
        "customerWaitingSince": {"time": "2026-03-01T03:00:00Z", "friendly": "1 hour ago"},
        "tags": [{"id": 1, "color": "#fff", "tag": "payments"}],
        "primaryCustomer": ADA,
        "customFields": [],
        "_embedded": {"threads": list(threads)},
        "_links": {"web": {"href": "https://secure.helpscout.net/conversation/12/801"}},
        **changes,
    }


def a_page(**embedded: list[Any]) -> dict[str, Any]:
    return {
        "_embedded": embedded,
        "_links": {"self": {"href": "https://api.helpscout.net/v2/conversations/12/threads"}},
        "page": {"size": 50, "totalElements": 1, "totalPages": 1, "number": 1},
    }
